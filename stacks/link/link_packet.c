#include "link/link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "link/packet_socket.h"
#include "link/port_filter.h"

enum {
	BATCH = 64,
	SEND_BUFFER_BYTES = 1 << 22,
	BLOCK_BYTES = 1 << 18,
	BLOCKS = 64,
	FRAME_BYTES = 2048,
	RETIRE_MS = 1,
	FULL_TRIES = 1000, /* then the kernel refuses for good */
	FULL_WAIT_NS = 20000,
};

struct link_tx {
	struct link *link;
	struct link_tx *next;
	int fd;
	unsigned count; /* committed frames */
	struct mmsghdr messages[BATCH];
	struct iovec vectors[BATCH];
	uint8_t frames[BATCH][FRAME_BYTES];
	_Atomic uint64_t sent, sent_bytes, failed;
};

struct link {
	int ifindex;
	int fd; /* of receiving */
	uint8_t *ring;
	unsigned block;          /* the next to read */
	struct tpacket3_hdr *at; /* the next frame of the block, or NULL */
	unsigned left;           /* frames of the block not given yet */
	bool held;               /* the block is to be released */
	pthread_mutex_t lock; /* of `senders`: at start and stop, and stats */
	struct link_tx *senders;
	struct link_stats closed; /* of senders that are gone */
	_Atomic uint64_t received, dropped;
};

static int
set(int fd, int option, const void *value, socklen_t len)
{
	return setsockopt(fd, SOL_PACKET, option, value, len) < 0 ? -errno : 0;
}

/* A ring that the kernel fills, of blocks that we hand back whole. */
static int
map_ring(struct link *l)
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

/* The filter stands before the first packet: bound to no protocol until then. */
static int
open_receive(struct link *l, const struct link_config *config)
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

int
link_open(const struct link_config *config, struct link **out, struct text *why)
{
	struct link *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	l->fd = -1;
	l->ring = MAP_FAILED;
	pthread_mutex_init(&l->lock, NULL);
	l->ifindex = (int)if_nametoindex(config->interface);
	int rc = l->ifindex == 0 ? -errno : open_receive(l, config);
	if (rc < 0) {
		explain(rc, config->interface, why);
		link_close(l);
		return rc;
	}
	*out = l;
	return 0;
}

void
link_close(struct link *l)
{
	if (l == NULL)
		return;
	if (l->ring != MAP_FAILED)
		munmap(l->ring, (size_t)BLOCK_BYTES * BLOCKS);
	if (l->fd >= 0)
		close(l->fd);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static void
prepare(struct link_tx *tx)
{
	for (unsigned i = 0; i < BATCH; i++) {
		tx->vectors[i].iov_base = tx->frames[i];
		tx->messages[i].msg_hdr.msg_iov = &tx->vectors[i];
		tx->messages[i].msg_hdr.msg_iovlen = 1;
	}
}

int
link_tx_open(struct link *l, struct link_tx **out)
{
	int one = 1, bytes = SEND_BUFFER_BYTES;
	struct link_tx *tx = calloc(1, sizeof(*tx));
	if (tx == NULL)
		return -ENOMEM;
	tx->link = l;
	tx->fd = packet_socket(l->ifindex, 0);
	if (tx->fd < 0) {
		int rc = tx->fd;
		free(tx);
		return rc;
	}
	/* Both only make it faster. */
	(void)set(tx->fd, PACKET_QDISC_BYPASS, &one, sizeof(one));
	(void)setsockopt(
	    tx->fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes));
	prepare(tx);
	pthread_mutex_lock(&l->lock);
	tx->next = l->senders;
	l->senders = tx;
	pthread_mutex_unlock(&l->lock);
	*out = tx;
	return 0;
}

static void
add_sender(struct link_stats *sum, struct link_tx *tx)
{
	sum->sent += atomic_load_explicit(&tx->sent, memory_order_relaxed);
	sum->sent_bytes +=
	    atomic_load_explicit(&tx->sent_bytes, memory_order_relaxed);
	sum->send_failed +=
	    atomic_load_explicit(&tx->failed, memory_order_relaxed);
}

void
link_tx_close(struct link_tx *tx)
{
	if (tx == NULL)
		return;
	link_flush(tx);
	struct link *l = tx->link;
	pthread_mutex_lock(&l->lock);
	struct link_tx **at = &l->senders;
	while (*at != tx)
		at = &(*at)->next;
	*at = tx->next;
	add_sender(&l->closed, tx);
	pthread_mutex_unlock(&l->lock);
	close(tx->fd);
	free(tx);
}

uint8_t *
link_reserve(struct link_tx *tx)
{
	if (tx->count == BATCH)
		link_flush(tx);
	return tx->frames[tx->count];
}

void
link_commit(struct link_tx *tx, size_t len)
{
	tx->vectors[tx->count++].iov_len = len;
	if (tx->count == BATCH)
		link_flush(tx);
}

static void
note_sent(struct link_tx *tx, unsigned from, unsigned to)
{
	uint64_t bytes = 0;
	for (unsigned i = from; i < to; i++)
		bytes += tx->vectors[i].iov_len;
	atomic_fetch_add_explicit(&tx->sent, to - from, memory_order_relaxed);
	atomic_fetch_add_explicit(&tx->sent_bytes, bytes, memory_order_relaxed);
}

/* Full buffers are waited for, a bounded time; other refusals are final. */
void
link_flush(struct link_tx *tx)
{
	unsigned done = 0, full = 0;
	while (done < tx->count) {
		int n =
		    sendmmsg(tx->fd, tx->messages + done, tx->count - done, 0);
		if (n > 0) {
			note_sent(tx, done, done + (unsigned)n);
			done += (unsigned)n;
		} else if ((errno == ENOBUFS || errno == EAGAIN) &&
			   full++ < FULL_TRIES) {
			nanosleep(
			    &(struct timespec){.tv_nsec = FULL_WAIT_NS}, NULL);
		} else if (errno != EINTR) {
			atomic_fetch_add_explicit(
			    &tx->failed, 1, memory_order_relaxed);
			done++;
		}
	}
	tx->count = 0;
}

static struct tpacket_block_desc *
block_at(struct link *l)
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
next_block(struct link *l, int timeout_ms)
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

static void
give(struct link *l, struct link_frame *out)
{
	const struct tpacket3_hdr *h = l->at;
	*out = (struct link_frame){
	    .bytes = (const uint8_t *)h + h->tp_mac,
	    .len = h->tp_snaplen,
	    .rx_ts_ns = (int64_t)h->tp_sec * 1000000000 + h->tp_nsec,
	};
	l->at = (void *)((uint8_t *)l->at + h->tp_next_offset);
	l->left--;
}

size_t
link_receive(
    struct link *l, struct link_frame *frames, size_t max, int timeout_ms)
{
	if (l->left == 0 && !next_block(l, timeout_ms))
		return 0;
	size_t count = 0;
	while (count < max && l->left > 0)
		give(l, &frames[count++]);
	atomic_fetch_add_explicit(&l->received, count, memory_order_relaxed);
	return count;
}

void
link_release(struct link *l)
{
	if (!l->held || l->left > 0)
		return;
	__atomic_store_n(&block_at(l)->hdr.bh1.block_status, TP_STATUS_KERNEL,
	    __ATOMIC_RELEASE);
	l->block = (l->block + 1) % BLOCKS;
	l->held = false;
}

void
link_stats(struct link *l, struct link_stats *out)
{
	struct tpacket_stats_v3 kernel;
	socklen_t len = sizeof(kernel); /* reading it sets it to zero */
	if (getsockopt(l->fd, SOL_PACKET, PACKET_STATISTICS, &kernel, &len) ==
	    0)
		atomic_fetch_add(&l->dropped, kernel.tp_drops);
	pthread_mutex_lock(&l->lock);
	*out = l->closed;
	for (struct link_tx *tx = l->senders; tx != NULL; tx = tx->next)
		add_sender(out, tx);
	pthread_mutex_unlock(&l->lock);
	out->received = atomic_load(&l->received);
	out->receive_dropped = atomic_load(&l->dropped);
}
