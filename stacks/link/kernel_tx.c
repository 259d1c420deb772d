#include "link/kernel_tx.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/socket_addr.h"
#include "link/kernel_link.h"
#include "link/kernel_socket.h"

struct kernel_tx {
	struct link_tx base;
	struct kernel_link *link;
	unsigned count;
	size_t len[KERNEL_BATCH];
	uint8_t frames[KERNEL_BATCH][FRAME_MAX];
};

/* A flow that owns the socket, and epoll knows; NULL: the socket is closed. */
static struct kernel_flow *
add_flow(struct kernel_link *l, const struct kernel_key *key, int fd)
{
	struct kernel_flow *f = kernel_flows_add(&l->flows, key, fd);
	if (f == NULL) {
		close(fd);
		return NULL;
	}
	uint32_t of_tcp = key->proto == NET_TCP ? EPOLLOUT | EPOLLRDHUP : 0;
	struct epoll_event e = {
	    .events = EPOLLIN | EPOLLET | of_tcp, .data.u64 = f->id};
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e) < 0) {
		kernel_flows_remove(&l->flows, f);
		return NULL;
	}
	return f;
}

static struct kernel_flow *
udp_flow(struct kernel_link *l, const struct packet *p)
{
	struct kernel_key key = {
	    .proto = NET_UDP, .own = p->src, .own_port = p->src_port};
	struct kernel_flow *f = kernel_flows_find(&l->flows, &key);
	if (f != NULL) {
		kernel_flows_touch(&l->flows, f);
		return f;
	}
	int fd = kernel_socket_open(SOCK_DGRAM, &p->src, p->src_port);
	return fd < 0 ? NULL : add_flow(l, &key, fd);
}

static bool
send_udp(struct kernel_link *l, const struct packet *p)
{
	struct kernel_flow *f = udp_flow(l, p);
	if (f == NULL)
		return false;
	struct sockaddr_storage to;
	socklen_t len = socket_addr_of(&p->dst, p->dst_port, &to);
	return sendto(f->fd, p->payload.at, wire_left(&p->payload), 0,
		   (struct sockaddr *)&to, len) >= 0;
}

static bool
connect_tcp(
    struct kernel_link *l, const struct packet *p, const struct kernel_key *key)
{
	int fd = kernel_socket_open(SOCK_STREAM, &p->src, p->src_port);
	if (fd < 0)
		return false;
	struct kernel_tcp tcp;
	kernel_tcp_init(&tcp, fd, &p->tcp, (uint32_t)clock_monotonic_ns());
	int rc = kernel_socket_connect(fd, &p->dst, p->dst_port);
	if (rc == -ECONNREFUSED)
		tcp.state = KERNEL_TCP_RESET;
	else if (rc < 0) {
		close(fd);
		return false;
	}
	struct kernel_flow *f = add_flow(l, key, fd);
	if (f == NULL)
		return false;
	f->tcp = tcp;
	kernel_flows_push(&l->flows, f);
	return true;
}

/* To no connection only a SYN can go; the rest came too late for it. */
static bool
send_tcp(struct kernel_link *l, const struct packet *p)
{
	struct kernel_key key = {
	    .proto = NET_TCP,
	    .own = p->src,
	    .peer = p->dst,
	    .own_port = p->src_port,
	    .peer_port = p->dst_port,
	};
	struct kernel_flow *f = kernel_flows_find(&l->flows, &key);
	if (f == NULL)
		return (p->tcp.flags & TCP_SYN) == 0 || connect_tcp(l, p, &key);
	kernel_tcp_take(&f->tcp, &p->tcp, &p->payload, clock_monotonic_ns());
	if (f->tcp.state == KERNEL_TCP_OVER)
		kernel_flows_remove(&l->flows, f);
	else
		kernel_flows_push(&l->flows, f);
	return true;
}

static bool
send_frame(struct kernel_link *l, const uint8_t *frame, size_t len)
{
	struct packet p;
	if (!packet_parse(frame, len, &p) ||
	    addr_is_v4(&p.src) != addr_is_v4(&p.dst))
		return false;
	if (p.proto == NET_UDP)
		return send_udp(l, &p);
	return p.proto == NET_TCP && send_tcp(l, &p);
}

static void
flush(struct link_tx *base)
{
	struct kernel_tx *tx = (struct kernel_tx *)base;
	struct kernel_link *l = tx->link;
	uint64_t sent = 0, bytes = 0;
	if (tx->count == 0)
		return;
	pthread_mutex_lock(&l->lock);
	for (unsigned i = 0; i < tx->count; i++) {
		if (!send_frame(l, tx->frames[i], tx->len[i]))
			continue;
		sent++;
		bytes += tx->len[i];
	}
	bool work = !TAILQ_EMPTY(&l->flows.waiting);
	pthread_mutex_unlock(&l->lock);
	link_totals_add(base->totals, sent, bytes, tx->count - sent);
	tx->count = 0;
	if (work)
		(void)eventfd_write(l->wake, 1);
}

static uint8_t *
reserve(struct link_tx *base)
{
	struct kernel_tx *tx = (struct kernel_tx *)base;
	return tx->frames[tx->count]; /* a full batch left at once */
}

static void
commit(struct link_tx *base, size_t len)
{
	struct kernel_tx *tx = (struct kernel_tx *)base;
	tx->len[tx->count++] = len;
	if (tx->count == KERNEL_BATCH)
		flush(base);
}

static void
close_tx(struct link_tx *base)
{
	free(base);
}

static const struct link_tx_ops kernel_tx_ops = {
    .reserve = reserve,
    .commit = commit,
    .flush = flush,
    .close = close_tx,
};

int
kernel_tx_open(struct kernel_link *l, struct link_tx **out)
{
	struct kernel_tx *tx = calloc(1, sizeof(*tx));
	if (tx == NULL)
		return -ENOMEM;
	tx->base.ops = &kernel_tx_ops;
	tx->link = l;
	*out = &tx->base;
	return 0;
}
