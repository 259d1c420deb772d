/*
 * The kernel's own sockets as a link: frames end here, and begin here.
 *
 * Senders act on flows at their flush, under the lock; the receiver waits
 * without it, and makes every frame.  A sender that gives it work wakes it.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "link/kernel_flows.h"
#include "link/kernel_frame.h"
#include "link/kernel_socket.h"
#include "link/link_ops.h"

enum {
	BATCH = 64,
	FLOWS_MAX = 4096, /* of UDP, and of TCP */
	TICK_NS = 200000000,
};

static const uint64_t WAKE_ID = UINT64_MAX; /* no flow has it */

struct kernel_link {
	struct link base;
	int epoll, wake;
	pthread_mutex_t lock; /* of the flows */
	struct kernel_flows flows;
	int64_t tick_ns; /* when timers were looked at */
	_Atomic uint64_t received, fragments;
	uint8_t frames[BATCH][FRAME_MAX];
};

struct kernel_tx {
	struct link_tx base;
	struct kernel_link *link;
	unsigned count;
	size_t len[BATCH];
	uint8_t frames[BATCH][FRAME_MAX];
};

/* ---- out */

static bool
watch(struct kernel_link *l, int fd, uint32_t events, uint64_t id)
{
	struct epoll_event e = {.events = events, .data.u64 = id};
	return epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e) == 0;
}

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
	if (!watch(l, fd, EPOLLIN | EPOLLET | of_tcp, f->id)) {
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
	socklen_t len = kernel_sockaddr(&p->dst, p->dst_port, &to);
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
	if (tx->count == BATCH)
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

static int
tx_open(struct link *base, enum link_use use, struct link_tx **out)
{
	(void)use; /* both go by calls */
	struct kernel_tx *tx = calloc(1, sizeof(*tx));
	if (tx == NULL)
		return -ENOMEM;
	tx->base.ops = &kernel_tx_ops;
	tx->link = (struct kernel_link *)base;
	*out = &tx->base;
	return 0;
}

/* ---- in */

/* False: nothing is there.  What no frame holds would have been fragments. */
static bool
receive_udp(struct kernel_link *l, const struct kernel_flow *f,
    struct packet *p, uint8_t payload[FRAME_MAX])
{
	struct sockaddr_storage from;
	struct iovec part = {payload, FRAME_MAX};
	size_t max =
	    addr_is_v4(&f->key.own) ? KERNEL_UDP_IPV4_MAX : KERNEL_UDP_IPV6_MAX;
	for (;;) {
		struct msghdr m = {
		    .msg_name = &from,
		    .msg_namelen = sizeof(from),
		    .msg_iov = &part,
		    .msg_iovlen = 1,
		};
		ssize_t n = recvmsg(f->fd, &m, 0);
		if (n < 0)
			return false;
		p->src = kernel_sockaddr_read(&from, &p->src_port);
		p->payload = wire_over(payload, (size_t)n);
		if ((size_t)n <= max)
			return true;
		atomic_fetch_add_explicit(
		    &l->fragments, 1, memory_order_relaxed);
	}
}

static size_t
udp_frame(struct kernel_link *l, const struct kernel_flow *f, uint8_t *frame)
{
	uint8_t payload[FRAME_MAX];
	struct packet p = {
	    .proto = NET_UDP,
	    .dst = f->key.own,
	    .dst_port = f->key.own_port,
	};
	if (!receive_udp(l, f, &p, payload))
		return 0;
	return kernel_frame_build(&p, frame);
}

static size_t
tcp_frame(struct kernel_flow *f, int64_t now_ns, uint8_t *frame)
{
	struct kernel_tcp_segment s;
	if (!kernel_tcp_give(&f->tcp, now_ns, &s))
		return 0;
	struct packet p = {
	    .proto = NET_TCP,
	    .src = f->key.peer,
	    .dst = f->key.own,
	    .src_port = f->key.peer_port,
	    .dst_port = f->key.own_port,
	    .tcp = s.head,
	    .payload = wire_over(s.payload, s.len),
	};
	return kernel_frame_build(&p, frame);
}

static void
wake_flows(struct kernel_link *l, const struct epoll_event *events, int count)
{
	for (int i = 0; i < count; i++) {
		eventfd_t value;
		if (events[i].data.u64 == WAKE_ID) {
			(void)eventfd_read(l->wake, &value);
			continue;
		}
		struct kernel_flow *f =
		    kernel_flows_by_id(&l->flows, events[i].data.u64);
		if (f == NULL)
			continue; /* removed since */
		if (f->key.proto == NET_TCP)
			kernel_tcp_wake(&f->tcp, events[i].events);
		kernel_flows_push(&l->flows, f);
	}
}

static void
tick(struct kernel_link *l, int64_t now_ns)
{
	if (now_ns - l->tick_ns < TICK_NS)
		return;
	l->tick_ns = now_ns;
	struct kernel_flow *f;
	TAILQ_FOREACH(f, &l->flows.tcp, use)
	{
		if (kernel_tcp_tick(&f->tcp, now_ns))
			kernel_flows_push(&l->flows, f);
	}
}

/* One frame of each flow in turn. */
static size_t
fill(struct kernel_link *l, struct link_frame *frames, size_t max,
    int64_t now_ns)
{
	size_t count = 0;
	struct kernel_flow *f;
	while (count < max && (f = kernel_flows_pop(&l->flows)) != NULL) {
		bool tcp = f->key.proto == NET_TCP;
		uint8_t *frame = l->frames[count];
		size_t len =
		    tcp ? tcp_frame(f, now_ns, frame) : udp_frame(l, f, frame);
		if (tcp && f->tcp.state == KERNEL_TCP_OVER)
			kernel_flows_remove(&l->flows, f);
		else if (len > 0)
			kernel_flows_push(&l->flows, f);
		if (len > 0)
			frames[count++] = (struct link_frame){
			    .bytes = frame,
			    .len = len,
			    .rx_ts_ns = clock_realtime_ns(),
			};
	}
	return count;
}

static size_t
receive(
    struct link *base, struct link_frame *frames, size_t max, int timeout_ms)
{
	struct kernel_link *l = (struct kernel_link *)base;
	struct epoll_event events[BATCH];
	pthread_mutex_lock(&l->lock);
	if (!TAILQ_EMPTY(&l->flows.waiting))
		timeout_ms = 0;
	pthread_mutex_unlock(&l->lock);
	int n = epoll_wait(l->epoll, events, BATCH, timeout_ms);

	pthread_mutex_lock(&l->lock);
	int64_t now_ns = clock_monotonic_ns();
	wake_flows(l, events, n);
	tick(l, now_ns);
	size_t count = fill(l, frames, max < BATCH ? max : BATCH, now_ns);
	pthread_mutex_unlock(&l->lock);
	atomic_fetch_add_explicit(&l->received, count, memory_order_relaxed);
	return count;
}

static void
release(struct link *base)
{
	(void)base; /* the next batch takes their place */
}

static void
receive_stats(struct link *base, struct link_stats *out)
{
	struct kernel_link *l = (struct kernel_link *)base;
	out->received = atomic_load(&l->received);
	out->fragments = atomic_load(&l->fragments);
}

static void
close_link(struct link *base)
{
	struct kernel_link *l = (struct kernel_link *)base;
	kernel_flows_fini(&l->flows);
	if (l->wake >= 0)
		close(l->wake);
	if (l->epoll >= 0)
		close(l->epoll);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static const struct link_ops kernel_ops = {
    .tx_open = tx_open,
    .receive = receive,
    .release = release,
    .receive_stats = receive_stats,
    .close = close_link,
};

static int
open_waiting(struct kernel_link *l)
{
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (l->epoll < 0 || l->wake < 0 || !watch(l, l->wake, EPOLLIN, WAKE_ID))
		return -errno;
	return 0;
}

int
link_kernel_open(
    const struct link_config *config, struct link **out, struct text *why)
{
	(void)config; /* what frames say of us, they are answered by */
	struct kernel_link *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	l->base.ops = &kernel_ops;
	l->base.info =
	    (struct link_info){.send = "sockets", .receive = "sockets"};
	l->epoll = l->wake = -1;
	pthread_mutex_init(&l->lock, NULL);
	int rc = kernel_flows_init(&l->flows, kernel_socket_max(FLOWS_MAX));
	if (rc < 0) {
		pthread_mutex_destroy(&l->lock);
		free(l);
		return rc;
	}
	rc = open_waiting(l);
	if (rc < 0) {
		text_addf(why, "sockets: %s", strerror(-rc));
		close_link(&l->base);
		return rc;
	}
	*out = &l->base;
	return 0;
}
