#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link/interface_drops.h"
#include "link/link_ops.h"
#include "link/packet_socket.h"
#include "link/packet_tx.h"
#include "link/port_filter.h"

enum {
	BLOCK_BYTES = 1 << 18,
	BLOCKS = 64,
	FRAME_BYTES = 2048,
	RETIRE_MS = 1,
};

struct packet_link {
	struct link base;
	int ifindex;
	struct interface_drops drops;
	int fd; /* of receiving */
	uint8_t *ring;
	unsigned block;          /* the next to read */
	struct tpacket3_hdr *at; /* the next frame of the block, or NULL */
	unsigned left;           /* frames of the block not given yet */
	bool held;               /* the block is to be released */
	_Atomic uint64_t received, dropped;
};

static int
set(int fd, int option, const void *value, socklen_t len)
{
	return setsockopt(fd, SOL_PACKET, option, value, len) < 0 ? -errno : 0;
}

/* A ring that the kernel fills, of blocks that we hand back whole. */
static int
map_ring(struct packet_link *l)
{
	int version = TPACKET_V3, one = 1;
	struct tpacket_req3 request = {
	    .tp_block_size = BLOCK_BYTES,
	    .tp_block_nr = BLOCKS,
	    .tp_frame_size = FRAME_BYTES,
	    .tp_frame_nr = BLOCK_BYTES / FRAME_BYTES * BLOCKS,
	    .tp_retire_blk_tov = RETIRE_MS,
	};
	int rc = set(l->fd, PACKET_VERSION, &version, sizeof(version));
	if (rc == 0)
		rc = set(l->fd, PACKET_IGNORE_OUTGOING, &one, sizeof(one));
	if (rc == 0)
		rc = set(l->fd, PACKET_RX_RING, &request, sizeof(request));
	if (rc < 0)
		return rc;
	l->ring = mmap(NULL, (size_t)BLOCK_BYTES * BLOCKS,
	    PROT_READ | PROT_WRITE, MAP_SHARED, l->fd, 0);
	return l->ring == MAP_FAILED ? -errno : 0;
}

static int
attach_filter(int fd, const struct link_config *config)
{
	struct sock_filter code[PORT_FILTER_MAX];
	struct sock_fprog program = {
	    .len =
		port_filter_build(code, config->port_first, config->port_last),
	    .filter = code,
	};
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		sizeof(program)) < 0)
		return -errno;
	return 0;
}

/*
 * The filter stands before the first packet: bound to no protocol until then.
 */
static int
open_receive(struct packet_link *l, const struct link_config *config)
{
	l->fd = packet_socket(l->ifindex, 0);
	if (l->fd < 0)
		return l->fd;
	int rc = attach_filter(l->fd, config);
	if (rc == 0)
		rc = map_ring(l);
	if (rc < 0)
		return rc;
	struct sockaddr_ll here = {
	    .sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ALL),
	    .sll_ifindex = l->ifindex,
	};
	if (bind(l->fd, (struct sockaddr *)&here, sizeof(here)) < 0)
		return -errno;
	return 0;
}

static void
explain(int rc, const char *interface, struct text *why)
{
	if (rc == -EPERM || rc == -EACCES)
		text_add(why, "raw packets need root, or CAP_NET_RAW and "
			      "CAP_NET_ADMIN");
	else
		text_addf(why, "%s: %s", interface, strerror(-rc));
}

static struct tpacket_block_desc *
block_at(struct packet_link *l)
{
	return (void *)(l->ring + (size_t)l->block * BLOCK_BYTES);
}

static bool
is_ready(struct tpacket_block_desc *b)
{
	return (__atomic_load_n(&b->hdr.bh1.block_status, __ATOMIC_ACQUIRE) &
		   TP_STATUS_USER) != 0;
}

/* The interface went down: until that is read, poll() would not wait. */
static void
clear_error(int fd, int timeout_ms)
{
	int error;
	socklen_t len = sizeof(error);
	(void)getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	poll(NULL, 0, timeout_ms);
}

/* The next block that has frames; false: none came in time. */
static bool
next_block(struct packet_link *l, int timeout_ms)
{
	struct tpacket_block_desc *b = block_at(l);
	if (!is_ready(b)) {
		struct pollfd p = {.fd = l->fd, .events = POLLIN};
		poll(&p, 1, timeout_ms);
		if ((p.revents & POLLERR) != 0)
			clear_error(l->fd, timeout_ms);
		if (!is_ready(b))
			return false;
	}
	l->held = true;
	l->left = b->hdr.bh1.num_pkts;
	l->at = (void *)((uint8_t *)b + b->hdr.bh1.offset_to_first_pkt);
	return true;
}

/*
 * What the kernel calls valid (TP_STATUS_CSUM_VALID) is tested all the same:
 * before Linux 5.17 it said so of sums that nobody had compared.
 */
static enum packet_sum
sum_of(const struct tpacket3_hdr *h)
{
	return (h->tp_status & TP_STATUS_CSUMNOTREADY) != 0 ? PACKET_SUM_NONE
							    : PACKET_SUM_WHOLE;
}

static void
give(struct packet_link *l, struct link_frame *out)
{
	const struct tpacket3_hdr *h = l->at;
	*out = (struct link_frame){
	    .bytes = (const uint8_t *)h + h->tp_mac,
	    .len = h->tp_snaplen,
	    .rx_ts_ns = (int64_t)h->tp_sec * 1000000000 + h->tp_nsec,
	    .sum = sum_of(h),
	};
	l->at = (void *)((uint8_t *)l->at + h->tp_next_offset);
	l->left--;
}

static size_t
receive(
    struct link *base, struct link_frame *frames, size_t max, int timeout_ms)
{
	struct packet_link *l = (struct packet_link *)base;
	if (l->left == 0 && !next_block(l, timeout_ms))
		return 0;
	size_t count = 0;
	while (count < max && l->left > 0)
		give(l, &frames[count++]);
	atomic_fetch_add_explicit(&l->received, count, memory_order_relaxed);
	return count;
}

static void
release(struct link *base)
{
	struct packet_link *l = (struct packet_link *)base;
	if (!l->held || l->left > 0)
		return;
	__atomic_store_n(&block_at(l)->hdr.bh1.block_status, TP_STATUS_KERNEL,
	    __ATOMIC_RELEASE);
	l->block = (l->block + 1) % BLOCKS;
	l->held = false;
}

static void
receive_stats(struct link *base, struct link_stats *out)
{
	struct packet_link *l = (struct packet_link *)base;
	struct tpacket_stats_v3 kernel;
	socklen_t len = sizeof(kernel); /* reading it sets it to zero */
	if (getsockopt(l->fd, SOL_PACKET, PACKET_STATISTICS, &kernel, &len) ==
	    0)
		atomic_fetch_add(&l->dropped, kernel.tp_drops);
	out->received = atomic_load(&l->received);
	out->interface_dropped = interface_drops_since(&l->drops);
	out->receive_dropped = atomic_load(&l->dropped);
}

static int
tx_open(struct link *base, enum link_use use, struct link_tx **out)
{
	(void)use; /* both go by sendmmsg */
	return packet_tx_open(((struct packet_link *)base)->ifindex, out);
}

static void
close_link(struct link *base)
{
	struct packet_link *l = (struct packet_link *)base;
	if (l->ring != MAP_FAILED)
		munmap(l->ring, (size_t)BLOCK_BYTES * BLOCKS);
	if (l->fd >= 0)
		close(l->fd);
	interface_drops_close(&l->drops);
	free(l);
}

static const struct link_ops packet_ops = {
    .tx_open = tx_open,
    .receive = receive,
    .release = release,
    .receive_stats = receive_stats,
    .close = close_link,
};

int
link_packet_open(
    const struct link_config *config, struct link **out, struct text *why)
{
	struct packet_link *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	l->base.ops = &packet_ops;
	l->base.info = (struct link_info){
	    .send = "sendmmsg",
	    .receive = "tpacket_v3",
	};
	l->fd = -1;
	l->ring = MAP_FAILED;
	l->ifindex = (int)if_nametoindex(config->interface);
	interface_drops_open(&l->drops, config->interface);
	int rc = l->ifindex == 0 ? -errno : open_receive(l, config);
	if (rc < 0) {
		explain(rc, config->interface, why);
		close_link(&l->base);
		return rc;
	}
	*out = &l->base;
	return 0;
}
