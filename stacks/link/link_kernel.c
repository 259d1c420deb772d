#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/socket_addr.h"
#include "link/kernel_frame.h"
#include "link/kernel_link.h"
#include "link/kernel_socket.h"
#include "link/kernel_tx.h"

enum {
	FLOWS_MAX = 4096, /* of UDP, and of TCP */
	TICK_NS = 200000000,
};

static const uint64_t WAKE_ID = UINT64_MAX; /* no flow has it */

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
		p->src = socket_addr_read(&from, &p->src_port);
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
	struct epoll_event events[KERNEL_BATCH];
	pthread_mutex_lock(&l->lock);
	if (!TAILQ_EMPTY(&l->flows.waiting))
		timeout_ms = 0;
	pthread_mutex_unlock(&l->lock);
	int n = epoll_wait(l->epoll, events, KERNEL_BATCH, timeout_ms);

	pthread_mutex_lock(&l->lock);
	int64_t now_ns = clock_monotonic_ns();
	wake_flows(l, events, n);
	tick(l, now_ns);
	size_t count =
	    fill(l, frames, max < KERNEL_BATCH ? max : KERNEL_BATCH, now_ns);
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

static int
tx_open(struct link *base, enum link_use use, struct link_tx **out)
{
	(void)use; /* both go by calls */
	return kernel_tx_open((struct kernel_link *)base, out);
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
	struct epoll_event e = {.events = EPOLLIN, .data.u64 = WAKE_ID};
	if (l->epoll < 0 || l->wake < 0 ||
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->wake, &e) < 0)
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
