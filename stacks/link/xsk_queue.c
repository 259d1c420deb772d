#include "link/xsk_queue.h"

#include <assert.h>
#include <errno.h>
#include <linux/if_xdp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <xdp/xsk.h>

#include "link/send_wait.h"

enum {
	FRAME_BYTES = XSK_UMEM__DEFAULT_FRAME_SIZE / 2,
	TX_FRAMES = 1024,
	TX_BATCH = 64,
	TAKE_MAX = 256,
};

struct xsk_queue {
	uint8_t *area;
	size_t area_bytes;
	struct xsk_umem *umem;
	struct xsk_socket *socket;
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons completion, rx;
	unsigned rx_frames;
	uint64_t taken[TAKE_MAX]; /* addresses to be given back */
	unsigned taken_count;
};

struct xsk_tx {
	struct link_tx base;
	struct xsk_queue *queue;
	uint64_t free[TX_FRAMES]; /* addresses of frames that we may fill */
	unsigned free_count;
	unsigned pending; /* committed, and not submitted */
	uint64_t pending_bytes;
	unsigned submitted; /* and not taken by the kernel */
	struct send_wait wait;
	uint8_t lost[FRAME_BYTES]; /* is filled when the kernel keeps all */
};

static int
map_area(struct xsk_queue *q)
{
	q->area_bytes = (size_t)(q->rx_frames + TX_FRAMES) * FRAME_BYTES;
	void *at = mmap(NULL, q->area_bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return -errno;
	q->area = at;
	return 0;
}

static int
make_umem(struct xsk_queue *q)
{
	const struct xsk_umem_config config = {
	    .fill_size = q->rx_frames,
	    .comp_size = TX_FRAMES,
	    .frame_size = FRAME_BYTES,
	};
	return xsk_umem__create(&q->umem, q->area, q->area_bytes, &q->fill,
	    &q->completion, &config);
}

static int
make_socket(struct xsk_queue *q, const struct xsk_queue_config *config)
{
	struct xsk_socket_config socket = {
	    .rx_size = q->rx_frames,
	    .tx_size = TX_FRAMES,
	    .libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
	    .bind_flags = XDP_USE_NEED_WAKEUP,
	};
	if (config->generic)
		socket.bind_flags |= XDP_COPY;
	int rc = xsk_socket__create(&q->socket, config->interface,
	    config->queue, q->umem, &q->rx, &q->tx, &socket);
	if (rc < 0)
		return rc;
	return xsk_socket__update_xskmap(q->socket, config->sockets_fd);
}

static void
fill_all(struct xsk_queue *q)
{
	uint32_t at = 0;
	xsk_ring_prod__reserve(&q->fill, q->rx_frames, &at);
	for (uint32_t i = 0; i < q->rx_frames; i++)
		*xsk_ring_prod__fill_addr(&q->fill, at + i) =
		    (uint64_t)i * FRAME_BYTES;
	xsk_ring_prod__submit(&q->fill, q->rx_frames);
}

int
xsk_queue_open(const struct xsk_queue_config *config, struct xsk_queue **out)
{
	struct xsk_queue *q = calloc(1, sizeof(*q));
	if (q == NULL)
		return -ENOMEM;
	q->rx_frames = config->frames;
	int rc = map_area(q);
	if (rc == 0)
		rc = make_umem(q);
	if (rc == 0) {
		fill_all(q);
		rc = make_socket(q, config);
	}
	if (rc < 0) {
		xsk_queue_close(q);
		return rc;
	}
	*out = q;
	return 0;
}

void
xsk_queue_close(struct xsk_queue *q)
{
	if (q == NULL)
		return;
	xsk_socket__delete(q->socket);
	if (q->umem != NULL)
		(void)xsk_umem__delete(q->umem);
	if (q->area != NULL)
		munmap(q->area, q->area_bytes);
	free(q);
}

int
xsk_queue_fd(const struct xsk_queue *q)
{
	return xsk_socket__fd(q->socket);
}

size_t
xsk_queue_take(
    struct xsk_queue *q, struct link_frame *frames, size_t max, int64_t now_ns)
{
	uint32_t at = 0;
	uint32_t room = TAKE_MAX - q->taken_count;
	uint32_t n =
	    xsk_ring_cons__peek(&q->rx, max < room ? (uint32_t)max : room, &at);
	for (uint32_t i = 0; i < n; i++) {
		const struct xdp_desc *d =
		    xsk_ring_cons__rx_desc(&q->rx, at + i);
		frames[i] = (struct link_frame){
		    .bytes = q->area + d->addr,
		    .len = d->len,
		    .rx_ts_ns = now_ns,
		    /* AF_XDP does not say which it is. */
		    .sum = PACKET_SUM_UNFINISHED,
		};
		q->taken[q->taken_count++] = d->addr;
	}
	if (n > 0)
		xsk_ring_cons__release(&q->rx, n);
	return n;
}

void
xsk_queue_release(struct xsk_queue *q)
{
	uint32_t at = 0;
	if (q->taken_count == 0 ||
	    xsk_ring_prod__reserve(&q->fill, q->taken_count, &at) == 0)
		return;
	for (uint32_t i = 0; i < q->taken_count; i++)
		*xsk_ring_prod__fill_addr(&q->fill, at + i) = q->taken[i];
	xsk_ring_prod__submit(&q->fill, q->taken_count);
	q->taken_count = 0;
	if (xsk_ring_prod__needs_wakeup(&q->fill))
		(void)recvfrom(
		    xsk_queue_fd(q), NULL, 0, MSG_DONTWAIT, NULL, NULL);
}

uint64_t
xsk_queue_dropped(const struct xsk_queue *q)
{
	struct xdp_statistics s = {0};
	socklen_t len = sizeof(s);
	if (getsockopt(xsk_queue_fd(q), SOL_XDP, XDP_STATISTICS, &s, &len) < 0)
		return 0;
	return s.rx_dropped + s.rx_ring_full;
}

/* What the kernel has sent may be filled again. */
static void
reap(struct xsk_tx *tx)
{
	uint32_t at = 0;
	uint32_t n = xsk_ring_cons__peek(
	    &tx->queue->completion, TX_FRAMES - tx->free_count, &at);
	for (uint32_t i = 0; i < n; i++)
		tx->free[tx->free_count++] =
		    *xsk_ring_cons__comp_addr(&tx->queue->completion, at + i);
	if (n > 0)
		xsk_ring_cons__release(&tx->queue->completion, n);
}

/* How many of the frames we submitted the kernel has not taken yet. */
static unsigned
still_waiting(const struct xsk_queue *q)
{
	return *q->tx.producer -
	       __atomic_load_n(q->tx.consumer, __ATOMIC_ACQUIRE);
}

/*
 * Makes the kernel take them, a bounded time.  A call that succeeds may have
 * taken nothing, so only a shorter queue counts as progress.  What it does
 * not take waits for the next flush.
 */
static void
kick(struct xsk_tx *tx)
{
	int fd = xsk_queue_fd(tx->queue);
	unsigned left = still_waiting(tx->queue);
	while (left > 0) {
		(void)sendto(fd, NULL, 0, MSG_DONTWAIT, NULL, 0);
		reap(tx);
		unsigned now = still_waiting(tx->queue);
		if (now < left)
			send_wait_taken(&tx->wait);
		else if (!send_wait_again(&tx->wait))
			return;
		left = now;
	}
}

static void
flush_pending(struct xsk_tx *tx)
{
	struct link_tx *base = &tx->base;
	if (tx->pending > 0) {
		xsk_ring_prod__submit(&tx->queue->tx, tx->pending);
		tx->submitted += tx->pending;
	}
	kick(tx);
	unsigned taken = tx->submitted - still_waiting(tx->queue);
	link_totals_add(base->totals, taken, tx->pending_bytes, 0);
	tx->submitted -= taken;
	tx->pending = 0;
	tx->pending_bytes = 0;
	reap(tx);
}

static void
tx_flush(struct link_tx *base)
{
	struct xsk_tx *tx = (struct xsk_tx *)base;
	send_wait_begin(&tx->wait);
	flush_pending(tx);
}

/*
 * Waits until the kernel gives a frame back: it gives all it has sent.  When
 * it gives none for long, the next frame is lost.
 */
static uint8_t *
tx_reserve(struct link_tx *base)
{
	struct xsk_tx *tx = (struct xsk_tx *)base;
	send_wait_begin(&tx->wait);
	while (tx->free_count == 0) {
		flush_pending(tx);
		if (tx->free_count == 0 && !send_wait_again(&tx->wait))
			return tx->lost;
	}
	return tx->queue->area + tx->free[tx->free_count - 1];
}

static void
tx_commit(struct link_tx *base, size_t len)
{
	struct xsk_tx *tx = (struct xsk_tx *)base;
	uint32_t at = 0;
	if (tx->free_count == 0) { /* it is in tx->lost */
		link_totals_add(base->totals, 0, 0, 1);
		link_totals_trouble(base->totals, LINK_TROUBLE_REFUSED);
		return;
	}
	/* The ring has room for all frames, and one of them is free. */
	bool room = xsk_ring_prod__reserve(&tx->queue->tx, 1, &at) == 1;
	assert(room);
	*xsk_ring_prod__tx_desc(&tx->queue->tx, at) = (struct xdp_desc){
	    .addr = tx->free[--tx->free_count],
	    .len = (uint32_t)len,
	};
	tx->pending++;
	tx->pending_bytes += len;
	if (tx->pending == TX_BATCH)
		tx_flush(base);
}

static void
tx_close(struct link_tx *base)
{
	free(base);
}

static const struct link_tx_ops xsk_tx_ops = {
    .reserve = tx_reserve,
    .commit = tx_commit,
    .flush = tx_flush,
    .close = tx_close,
};

int
xsk_queue_tx_open(struct xsk_queue *q, struct link_tx **out)
{
	struct xsk_tx *tx = calloc(1, sizeof(*tx));
	if (tx == NULL)
		return -ENOMEM;
	tx->base.ops = &xsk_tx_ops;
	tx->queue = q;
	for (unsigned i = 0; i < TX_FRAMES; i++)
		tx->free[tx->free_count++] =
		    (uint64_t)(q->rx_frames + i) * FRAME_BYTES;
	*out = &tx->base;
	return 0;
}
