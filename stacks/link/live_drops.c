#include "link/live_drops.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "link/live_frames_layout.h"
#include "link/xdp_object.h"

struct live_drops {
	struct bpf_object *object;
	struct bpf_link *xmit, *err;
	const struct live_drops_counts *counts; /* the program writes them */
	uint32_t handed, ranges;                /* when the call began */
	uint64_t failed;
};

static int
load(struct live_drops *d, int ifindex, int program_fd)
{
	struct stat netns;
	struct bpf_prog_info info = {0};
	__u32 len = sizeof(info);
	if (stat("/proc/thread-self/ns/net", &netns) < 0)
		return -errno;
	int rc = bpf_obj_get_info_by_fd(program_fd, &info, &len);
	if (rc == 0)
		rc = xdp_object_open(XDP_OBJECT_LIVE_DROPS, &d->object);
	if (rc < 0)
		return rc;
	const struct live_drops_watch watch = {
	    .netns = (__u32)netns.st_ino,
	    .ifindex = (__u32)ifindex,
	    .program = info.id,
	};
	xdp_object_set_constants(d->object, &watch, sizeof(watch));
	return bpf_object__load(d->object);
}

static struct bpf_link *
attach(struct live_drops *d, const char *program, const char *tracepoint)
{
	return bpf_program__attach_raw_tracepoint(
	    bpf_object__find_program_by_name(d->object, program), tracepoint);
}

static int
watch(struct live_drops *d)
{
	d->xmit = attach(d, "danesweep_xmit", "xdp_devmap_xmit");
	if (d->xmit == NULL)
		return -errno;
	d->err = attach(d, "danesweep_err", "xdp_redirect_err");
	if (d->err == NULL)
		return -errno;
	d->counts = xdp_object_map_variables(d->object, sizeof(*d->counts));
	return d->counts != NULL ? 0 : -ENOMEM;
}

int
live_drops_open(int ifindex, int program_fd, struct live_drops **out)
{
	struct live_drops *d = calloc(1, sizeof(*d));
	if (d == NULL)
		return -ENOMEM;
	int rc = load(d, ifindex, program_fd);
	if (rc == 0)
		rc = watch(d);
	if (rc < 0) {
		live_drops_close(d);
		return rc;
	}
	*out = d;
	return 0;
}

void
live_drops_close(struct live_drops *d)
{
	if (d == NULL)
		return;
	if (d->counts != NULL)
		munmap((void *)(uintptr_t)d->counts, sizeof(*d->counts));
	bpf_link__destroy(d->err);
	bpf_link__destroy(d->xmit);
	bpf_object__close(d->object);
	free(d);
}

void
live_drops_begin(struct live_drops *d)
{
	d->handed = __atomic_load_n(&d->counts->handed, __ATOMIC_RELAXED);
	d->ranges = __atomic_load_n(&d->counts->ranges, __ATOMIC_RELAXED);
	d->failed = __atomic_load_n(&d->counts->failed, __ATOMIC_RELAXED);
}

uint32_t
live_drops_handed(const struct live_drops *d)
{
	return __atomic_load_n(&d->counts->handed, __ATOMIC_RELAXED) -
	       d->handed;
}

uint64_t
live_drops_failed(const struct live_drops *d)
{
	return __atomic_load_n(&d->counts->failed, __ATOMIC_RELAXED) -
	       d->failed;
}

uint32_t
live_drops_rows(const struct live_drops *d)
{
	return __atomic_load_n(&d->counts->ranges, __ATOMIC_RELAXED) -
	       d->ranges;
}

struct live_refused
live_drops_row(const struct live_drops *d, uint32_t i)
{
	const struct live_range *range =
	    &d->counts->range[(d->ranges + i) % LIVE_RANGES_MAX];
	return (struct live_refused){
	    .first =
		__atomic_load_n(&range->first, __ATOMIC_RELAXED) - d->handed,
	    .count = __atomic_load_n(&range->count, __ATOMIC_RELAXED),
	};
}
