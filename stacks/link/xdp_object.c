#include "link/xdp_object.h"

#include <assert.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <xdp/libxdp.h>

/* Laid into the binary by the Makefile. */
extern const uint8_t _binary_xdp_receive_bpf_o_start[];
extern const uint8_t _binary_xdp_receive_bpf_o_end[];
extern const uint8_t _binary_live_frames_bpf_o_start[];
extern const uint8_t _binary_live_frames_bpf_o_end[];
extern const uint8_t _binary_live_drops_bpf_o_start[];
extern const uint8_t _binary_live_drops_bpf_o_end[];

static const struct {
	const char *name;
	const uint8_t *start, *end;
} images[] = {
    [XDP_OBJECT_RECEIVE] = {"xdp_receive", _binary_xdp_receive_bpf_o_start,
	_binary_xdp_receive_bpf_o_end},
    [XDP_OBJECT_LIVE_FRAMES] = {"live_frames", _binary_live_frames_bpf_o_start,
	_binary_live_frames_bpf_o_end},
    [XDP_OBJECT_LIVE_DROPS] = {"live_drops", _binary_live_drops_bpf_o_start,
	_binary_live_drops_bpf_o_end},
};

int
xdp_object_open(enum xdp_object_name name, struct bpf_object **out)
{
	const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
	LIBBPF_OPTS(
	    bpf_object_open_opts, opts, .object_name = images[name].name);

	/* What they would print is said by us, in one line. */
	libbpf_set_print(NULL);
	libxdp_set_print(NULL);
	(void)setrlimit(RLIMIT_MEMLOCK, &none); /* Linux < 5.11 counts maps */
	*out = bpf_object__open_mem(images[name].start,
	    (size_t)(images[name].end - images[name].start), &opts);
	return *out != NULL ? 0 : -errno;
}

static struct bpf_map *
section(struct bpf_object *o, const char *suffix)
{
	struct bpf_map *map;
	bpf_object__for_each_map(map, o)
	{
		const char *name = bpf_map__name(map);
		size_t len = strlen(name), tail = strlen(suffix);
		if (bpf_map__is_internal(map) && len > tail &&
		    strcmp(name + len - tail, suffix) == 0)
			return map;
	}
	return NULL;
}

void
xdp_object_set_constants(struct bpf_object *o, const void *value, size_t len)
{
	uint8_t all[256];
	size_t size;
	struct bpf_map *map = section(o, ".rodata");
	assert(map != NULL);
	const void *initial = bpf_map__initial_value(map, &size);
	assert(initial != NULL && size >= len && size <= sizeof(all));
	memcpy(all, initial, size);
	memcpy(all, value, len);
	int rc = bpf_map__set_initial_value(map, all, size);
	assert(rc == 0);
}

void *
xdp_object_map_variables(struct bpf_object *o, size_t len)
{
	struct bpf_map *map = section(o, ".bss");
	assert(map != NULL && bpf_map__value_size(map) >= len);
	void *at = mmap(
	    NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
	return at != MAP_FAILED ? at : NULL;
}
