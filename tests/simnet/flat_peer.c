#include "flat_peer.h"

#include <errno.h>
#include <linux/if_xdp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <xdp/xsk.h>

#include "flat_world.h"

enum {
	FRAME_BYTES = 2048,
	FRAMES = 1 << 15,
	BATCH = 256,
	WAIT_MS = 100,
};

struct flat_peer {
	uint8_t *area;
	struct xsk_umem *umem;
	struct xsk_socket *socket;
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons completion, rx;
	bool odd;
	uint64_t taken, answered, unsent; /* frames; the last: no room */
};

/* Takes all frames of queue 0, as libxdp's own program does. */
static int
open_socket(struct flat_peer *p, const char *interface)
{
	const size_t bytes = (size_t)FRAMES * FRAME_BYTES;
	const struct xsk_umem_config umem = {.fill_size = FRAMES,
	    .comp_size = FRAMES,
	    .frame_size = FRAME_BYTES};
	const struct xsk_socket_config socket = {.rx_size = FRAMES,
	    .tx_size = FRAMES,
	    .bind_flags = XDP_USE_NEED_WAKEUP};
	uint32_t at = 0;
	void *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED)
		return -errno;
	p->area = area;
	int rc = xsk_umem__create(
	    &p->umem, area, bytes, &p->fill, &p->completion, &umem);
	if (rc < 0)
		return rc;
	rc = xsk_socket__create(
	    &p->socket, interface, 0, p->umem, &p->rx, &p->tx, &socket);
	if (rc < 0)
		return rc;
	xsk_ring_prod__reserve(&p->fill, FRAMES, &at);
	for (uint32_t i = 0; i < FRAMES; i++)
		*xsk_ring_prod__fill_addr(&p->fill, at + i) =
		    (uint64_t)i * FRAME_BYTES;
	xsk_ring_prod__submit(&p->fill, FRAMES);
	return 0;
}

static void
give_back(struct flat_peer *p, uint64_t addr)
{
	uint32_t at = 0;
	if (xsk_ring_prod__reserve(&p->fill, 1, &at) == 1) {
		*xsk_ring_prod__fill_addr(&p->fill, at) =
		    addr / FRAME_BYTES * FRAME_BYTES;
		xsk_ring_prod__submit(&p->fill, 1);
	}
}

/* What has left may hold another frame. */
static void
reap(struct flat_peer *p)
{
	uint32_t at = 0;
	uint32_t n = xsk_ring_cons__peek(&p->completion, BATCH, &at);
	for (uint32_t i = 0; i < n; i++)
		give_back(p, *xsk_ring_cons__comp_addr(&p->completion, at + i));
	if (n > 0)
		xsk_ring_cons__release(&p->completion, n);
}

static void
answer(struct flat_peer *p, const struct xdp_desc *d)
{
	uint32_t at = 0;
	size_t len = flat_world_answer(p->area + d->addr, d->len, p->odd);
	p->taken++;
	bool has_room = len == 0 || xsk_ring_prod__reserve(&p->tx, 1, &at) == 1;
	p->unsent += !has_room;
	if (len == 0 || !has_room) {
		give_back(p, d->addr);
		return;
	}
	*xsk_ring_prod__tx_desc(&p->tx, at) =
	    (struct xdp_desc){.addr = d->addr, .len = (uint32_t)len};
	xsk_ring_prod__submit(&p->tx, 1);
	p->answered++;
}

static bool
answer_some(struct flat_peer *p)
{
	uint32_t at = 0;
	uint32_t n = xsk_ring_cons__peek(&p->rx, BATCH, &at);
	for (uint32_t i = 0; i < n; i++)
		answer(p, xsk_ring_cons__rx_desc(&p->rx, at + i));
	if (n > 0)
		xsk_ring_cons__release(&p->rx, n);
	reap(p);
	/* The kernel takes 32 at a time of what copies. */
	for (unsigned i = 0;
	     i < BATCH / 32 && xsk_ring_prod__needs_wakeup(&p->tx) &&
	     *p->tx.producer != *p->tx.consumer;
	     i++)
		(void)sendto(
		    xsk_socket__fd(p->socket), NULL, 0, MSG_DONTWAIT, NULL, 0);
	return n > 0;
}

/* What it lost is not the scanner's fault. */
static void
print_losses(const struct flat_peer *p)
{
	struct xdp_statistics x = {0};
	socklen_t len = sizeof(x);
	(void)getsockopt(
	    xsk_socket__fd(p->socket), SOL_XDP, XDP_STATISTICS, &x, &len);
	printf("taken %llu answered %llu unsent %llu dropped %llu\n",
	    (unsigned long long)p->taken, (unsigned long long)p->answered,
	    (unsigned long long)p->unsent,
	    (unsigned long long)(x.rx_dropped + x.rx_ring_full));
	fflush(stdout);
}

int
flat_peer_serve(const char *interface, bool odd, const atomic_bool *stopping)
{
	static struct flat_peer p;
	p.odd = odd;
	int rc = open_socket(&p, interface);
	if (rc < 0)
		return rc;
	printf("ready\n");
	fflush(stdout);
	while (!atomic_load(stopping)) {
		struct pollfd fd = {
		    .fd = xsk_socket__fd(p.socket), .events = POLLIN};
		if (!answer_some(&p))
			(void)poll(&fd, 1, WAIT_MS);
	}
	print_losses(&p);
	xsk_socket__delete(p.socket);
	return 0;
}
