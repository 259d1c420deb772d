#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "link/interface_drops.h"
#include "link/link_ops.h"
#include "link/live_tx.h"
#include "link/packet_tx.h"
#include "link/xdp_attach.h"
#include "link/xdp_object.h"
#include "link/xdp_receive_layout.h"
#include "link/xsk_queue.h"

enum {
	QUEUES_MAX = 64,
	FRAMES_ALL = 1 << 17, /* over all queues: 256 MiB */
	FRAMES_MOST = 1 << 15,
	FRAMES_LEAST = 1 << 12,
};

struct xdp_link {
	struct link base;
	int ifindex;
	struct interface_drops drops;
	struct bpf_object *object;
	struct xdp_attach attach;
	bool attached;
	const struct xdp_receive_counts *counts;
	struct xsk_queue *queues[QUEUES_MAX];
	unsigned queue_count;
	unsigned next; /* queue to look at first */
	_Atomic uint64_t received;
};

/* The interface's receive queues, as sysfs lists them. */
static unsigned
count_queues(const char *interface)
{
	char path[64];
	unsigned count = 0;
	snprintf(path, sizeof(path), "/sys/class/net/%s/queues", interface);
	DIR *dir = opendir(path);
	const struct dirent *entry;
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		count += strncmp(entry->d_name, "rx-", 3) == 0;
	if (dir != NULL)
		closedir(dir);
	return count > 0 ? count : 1;
}

static void
set_ours(struct bpf_object *o, const struct link_config *config)
{
	struct xdp_receive_ours ours = {
	    .port_first = config->port_first,
	    .port_last = config->port_last,
	};
	for (unsigned i = 0; i < config->own_count; i++) {
		const struct addr *own = &config->own[i];
		if (addr_is_v4(own)) {
			ours.has4 = 1;
			memcpy(ours.addr4, addr_v4_bytes(own), 4);
		} else {
			ours.has6 = 1;
			memcpy(ours.addr6, own->bytes, 16);
		}
	}
	xdp_object_set_constants(o, &ours, sizeof(ours));
}

static int
load(struct xdp_link *l, const struct link_config *config)
{
	int rc = xdp_object_open(XDP_OBJECT_RECEIVE, &l->object);
	if (rc < 0)
		return rc;
	set_ours(l->object, config);
	rc = bpf_map__set_max_entries(
	    bpf_object__find_map_by_name(l->object, "sockets"), l->queue_count);
	if (rc == 0)
		rc = bpf_object__load(l->object);
	if (rc < 0)
		return rc;
	l->counts = xdp_object_map_variables(l->object, sizeof(*l->counts));
	return l->counts != NULL ? 0 : -ENOMEM;
}

static int
attach(struct xdp_link *l, const struct link_config *config, struct text *why)
{
	int program = bpf_program__fd(
	    bpf_object__find_program_by_name(l->object, "danesweep_rx"));
	int rc = xdp_attach_begin(&l->attach, config->interface, program, why);
	if (rc < 0)
		return rc;
	l->attached = true;
	l->base.info.xdp = l->attach.native ? "native" : "generic";
	return 0;
}

static unsigned
frames_each(unsigned queues)
{
	unsigned frames = FRAMES_MOST;
	while (frames > FRAMES_LEAST && frames * queues > FRAMES_ALL)
		frames /= 2;
	return frames;
}

static int
open_queues(struct xdp_link *l, const struct link_config *config)
{
	struct xsk_queue_config queue = {
	    .interface = config->interface,
	    .frames = frames_each(l->queue_count),
	    .generic = !l->attach.native,
	    .sockets_fd = bpf_object__find_map_fd_by_name(l->object, "sockets"),
	};
	int rc = 0;
	for (unsigned i = 0; i < l->queue_count && rc == 0; i++) {
		queue.queue = i;
		rc = xsk_queue_open(&queue, &l->queues[i]);
	}
	return rc;
}

/* What all queues that have something give, the next one first. */
static size_t
take(struct xdp_link *l, struct link_frame *frames, size_t max)
{
	int64_t now_ns = clock_realtime_ns();
	for (unsigned i = 0; i < l->queue_count; i++) {
		unsigned at = (l->next + i) % l->queue_count;
		size_t n = xsk_queue_take(l->queues[at], frames, max, now_ns);
		if (n == 0)
			continue;
		l->next = at + 1;
		atomic_fetch_add_explicit(
		    &l->received, n, memory_order_relaxed);
		return n;
	}
	return 0;
}

static size_t
receive(
    struct link *base, struct link_frame *frames, size_t max, int timeout_ms)
{
	struct xdp_link *l = (struct xdp_link *)base;
	struct pollfd fds[QUEUES_MAX];
	size_t n = take(l, frames, max);
	if (n > 0 || timeout_ms == 0)
		return n;
	for (unsigned i = 0; i < l->queue_count; i++)
		fds[i] = (struct pollfd){
		    .fd = xsk_queue_fd(l->queues[i]),
		    .events = POLLIN,
		};
	poll(fds, l->queue_count, timeout_ms);
	return take(l, frames, max);
}

static void
release(struct link *base)
{
	struct xdp_link *l = (struct xdp_link *)base;
	for (unsigned i = 0; i < l->queue_count; i++)
		xsk_queue_release(l->queues[i]);
}

static void
receive_stats(struct link *base, struct link_stats *out)
{
	struct xdp_link *l = (struct xdp_link *)base;
	out->received = atomic_load(&l->received);
	out->interface_dropped = interface_drops_since(&l->drops);
	for (unsigned i = 0; i < l->queue_count; i++)
		out->receive_dropped += xsk_queue_dropped(l->queues[i]);
	out->fragments =
	    __atomic_load_n(&l->counts->fragments, __ATOMIC_RELAXED);
}

/* Live frames; without them AF_XDP. */
static int
open_bulk(struct xdp_link *l, struct link_tx **out)
{
	struct link_tx *small;
	int rc = packet_tx_open(l->ifindex, &small);
	if (rc < 0)
		return rc;
	rc = live_tx_open(l->ifindex, small, &l->base, out);
	if (rc == 0) {
		atomic_store(&l->base.send, "live_frames");
		return 0;
	}
	small->ops->close(small);
	atomic_store(&l->base.note,
	    "no XDP live frames (they need Linux 5.18 with BTF, and "
	    "CAP_SYS_ADMIN): sending by AF_XDP, which is slower");
	atomic_store(&l->base.send, "af_xdp");
	return xsk_queue_tx_open(l->queues[0], out);
}

static int
tx_open(struct link *base, enum link_use use, struct link_tx **out)
{
	struct xdp_link *l = (struct xdp_link *)base;
	if (use == LINK_BULK)
		return open_bulk(l, out);
	return packet_tx_open(l->ifindex, out);
}

static void
close_link(struct link *base)
{
	struct xdp_link *l = (struct xdp_link *)base;
	if (l->attached)
		xdp_attach_end(&l->attach);
	for (unsigned i = 0; i < l->queue_count; i++)
		xsk_queue_close(l->queues[i]);
	if (l->counts != NULL)
		munmap((void *)(uintptr_t)l->counts, sizeof(*l->counts));
	bpf_object__close(l->object);
	interface_drops_close(&l->drops);
	free(l);
}

static const struct link_ops xdp_ops = {
    .tx_open = tx_open,
    .receive = receive,
    .release = release,
    .receive_stats = receive_stats,
    .close = close_link,
};

int
link_xdp_open(
    const struct link_config *config, struct link **out, struct text *why)
{
	struct xdp_link *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	l->base.ops = &xdp_ops;
	l->base.info = (struct link_info){
	    .send = "sendmmsg",
	    .receive = "af_xdp",
	};
	l->ifindex = (int)if_nametoindex(config->interface);
	interface_drops_open(&l->drops, config->interface);
	l->queue_count = count_queues(config->interface);
	int rc = l->ifindex == 0 ? -errno : 0;
	if (rc == 0 && l->queue_count > QUEUES_MAX) {
		text_addf(why, "%s has more than %d receive queues",
		    config->interface, QUEUES_MAX);
		rc = -E2BIG;
	}
	if (rc == 0)
		rc = load(l, config);
	if (rc == 0)
		rc = attach(l, config, why);
	if (rc == 0)
		rc = open_queues(l, config);
	if (rc < 0) {
		if (why->len == 0)
			text_addf(why, "%s: AF_XDP: %s", config->interface,
			    strerror(-rc));
		close_link(&l->base);
		return rc;
	}
	*out = &l->base;
	return 0;
}
