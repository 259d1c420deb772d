#include "link/kernel_tcp.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/macros.h"
#include "tap.h"

enum { ISN = 100, PEER_ISN = 7000, GIVEN_MAX = 16 };

/* A connection whose peer has accepted it, at second 0. */
static void
begin(struct kernel_tcp *t, int fds[2])
{
	struct tcp_segment syn = {
	    .seq = ISN, .flags = TCP_SYN, .window = 65535};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) < 0)
		abort();
	kernel_tcp_init(t, fds[0], &syn, PEER_ISN);
	kernel_tcp_wake(t, EPOLLOUT);
}

static void
end(struct kernel_tcp *t, const int fds[2])
{
	kernel_tcp_fini(t);
	close(fds[0]);
	close(fds[1]);
}

/* Second after second, until it is over: when something was given. */
static unsigned
run(struct kernel_tcp *t, int64_t given_s[GIVEN_MAX], int64_t *over_s)
{
	struct kernel_tcp_segment s;
	unsigned count = 0;
	int64_t now_s = 0;
	for (; now_s < 1000 && t->state == KERNEL_TCP_OPEN; now_s++) {
		(void)kernel_tcp_tick(t, now_s * NS_PER_S);
		while (kernel_tcp_give(t, now_s * NS_PER_S, &s) &&
		       count < GIVEN_MAX)
			given_s[count++] = now_s;
	}
	*over_s = now_s - 1;
	return count;
}

static void
test_tries(void)
{
	static const int64_t want_s[] = {0, 1, 3, 7, 15, 31, 63};
	enum { WANTED = sizeof(want_s) / sizeof(want_s[0]) };
	int64_t given_s[GIVEN_MAX], over_s;
	struct kernel_tcp t;
	int fds[2];
	begin(&t, fds);
	unsigned count = run(&t, given_s, &over_s);
	bool same = count == WANTED;
	for (unsigned i = 0; same && i < WANTED; i++)
		same = given_s[i] == want_s[i];
	ok(same, "a SYN-ACK not heard: again after 1, 2, 4, 8, 16, 32 s");
	ok(over_s == 127 && t.state == KERNEL_TCP_OVER,
	    "after another 64 s our stack forgot it");
	end(&t, fds);
}

static void
test_progress(void)
{
	struct tcp_segment ack = {.seq = ISN + 1,
	    .ack = PEER_ISN + 1,
	    .flags = TCP_ACK,
	    .window = 65535};
	struct wire nothing = wire_over(&(uint8_t){0}, 0);
	struct kernel_tcp_segment s;
	struct kernel_tcp t;
	int fds[2];
	begin(&t, fds);
	ok(kernel_tcp_give(&t, 0, &s) && s.head.flags == (TCP_SYN | TCP_ACK) &&
		s.head.seq == PEER_ISN && s.head.ack == ISN + 1,
	    "the SYN-ACK has the number of the peer");
	kernel_tcp_take(&t, &ack, &nothing, NS_PER_S / 2);
	ok(!kernel_tcp_tick(&t, 100 * NS_PER_S) &&
		!kernel_tcp_give(&t, 100 * NS_PER_S, &s),
	    "it was heard: it does not come again");

	int64_t now_ns = 200 * NS_PER_S;
	bool sent = send(fds[1], "banner", 6, 0) == 6;
	ok(sent && kernel_tcp_give(&t, now_ns, &s) && s.len == 6 &&
		s.head.seq == PEER_ISN + 1,
	    "bytes of the peer");
	ok(!kernel_tcp_tick(&t, now_ns + NS_PER_S - 1) &&
		kernel_tcp_tick(&t, now_ns + NS_PER_S) &&
		kernel_tcp_give(&t, now_ns + NS_PER_S, &s) && s.len == 6 &&
		s.head.seq == PEER_ISN + 1,
	    "a second after they left, the same again");
	end(&t, fds);
}

int
main(void)
{
	test_tries();
	test_progress();
	return tap_end();
}
