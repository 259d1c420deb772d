/*
 * DNS over TCP with any stream of a server.  The input is the stream, cut as
 * its own bytes say; what a reply gives must be what the stream had behind
 * the length, and each question ends once.
 */
#include "scanner/dns/tcp.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define SERVER_ISN 0xfffffff0u /* the numbers pass zero soon */

enum { PORT = 50000, SECONDS = 60 };

struct world {
	const uint8_t *bytes;
	size_t len;
	uint32_t isn; /* ours */
	unsigned ended;
};

static bool
on_send(void *ctx, const struct frame_tcp *s)
{
	struct world *w = ctx;
	if ((s->flags & TCP_SYN) != 0)
		w->isn = s->seq;
	return true;
}

static void
on_reply(void *ctx, const struct addr *server, const uint8_t *message,
    size_t len, int64_t now_ns)
{
	struct world *w = ctx;
	(void)server, (void)now_ns;
	w->ended++;
	if (w->len < 2 || len != (size_t)(w->bytes[0] << 8 | w->bytes[1]) ||
	    len + 2 > w->len ||
	    (len > 0 && memcmp(message, w->bytes + 2, len) != 0))
		abort();
}

static void
on_failed(void *ctx, const struct addr *server, uint16_t id, int64_t now_ns)
{
	struct world *w = ctx;
	(void)server, (void)now_ns;
	w->ended++;
	if (id != 0x1234)
		abort();
}

static void
receive(struct dns_tcp *t, const struct world *w, size_t at, size_t len,
    uint8_t flags, int64_t now_ns)
{
	struct packet p = {
	    .src = addr_from_v4((const uint8_t[]){198, 51, 100, 1}),
	    .proto = NET_TCP,
	    .src_port = 53,
	    .dst_port = PORT,
	    .tcp = {.flags = flags,
		.seq = SERVER_ISN + (flags & TCP_SYN ? 0 : 1 + (uint32_t)at),
		.ack = w->isn + 1,
		.window = 65535},
	    .payload = wire_over(w->bytes + at, len),
	};
	dns_tcp_receive(t, &p, now_ns);
}

/* In order and in the window, but from another port: nobody's. */
static void
stranger(struct dns_tcp *t, const struct world *w, int64_t now_ns)
{
	struct packet p = {
	    .src = addr_from_v4((const uint8_t[]){198, 51, 100, 1}),
	    .proto = NET_TCP,
	    .src_port = 54,
	    .dst_port = PORT,
	    .tcp = {.flags = TCP_ACK,
		.seq = SERVER_ISN + 1,
		.ack = w->isn + 1,
		.window = 65535},
	    .payload = wire_over((const uint8_t *)"\0\1?", 3),
	};
	dns_tcp_receive(t, &p, now_ns);
}

/* Segments as long as the bytes say; some come twice, some out of order. */
static void
stream(struct dns_tcp *t, const struct world *w, int64_t now_ns)
{
	for (size_t at = 0; at < w->len;) {
		size_t n = 1u + w->bytes[at] * 5u % 1400;
		if (n > w->len - at)
			n = w->len - at;
		if (w->bytes[at] % 7 == 0 && at + n < w->len)
			receive(t, w, at + n, 1, TCP_ACK, now_ns);
		receive(t, w, at, n, TCP_ACK, now_ns);
		if (w->bytes[at] % 11 == 0)
			receive(t, w, at, n, TCP_ACK, now_ns);
		at += n;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const struct siphash_key key = {1, 2};
	struct world w = {.bytes = bytes, .len = len};
	struct addr server = addr_from_v4((const uint8_t[]){198, 51, 100, 1});
	struct dns_tcp *t;
	int64_t now_ns = NS_PER_S;

	if (dns_tcp_new(&(struct dns_tcp_config){.ports = {PORT, PORT},
			    .key = &key,
			    .limit_ns = 10 * NS_PER_S,
			    .ctx = &w,
			    .send = on_send,
			    .reply = on_reply,
			    .failed = on_failed},
		&t) < 0 ||
	    dns_tcp_ask(t, &server, (const uint8_t *)"\x12\x34?", 3, now_ns) <
		0)
		abort();
	receive(t, &w, 0, 0, TCP_SYN | TCP_ACK, now_ns);
	stranger(t, &w, now_ns);
	stream(t, &w, now_ns);
	if (len > 0 && bytes[len - 1] % 2 == 0)
		receive(t, &w, len, 0, TCP_ACK | TCP_FIN, now_ns);
	for (int s = 0; s < SECONDS; s++)
		dns_tcp_tick(t, now_ns += NS_PER_S);
	if (w.ended != 1)
		abort(); /* told once, whatever came */
	dns_tcp_free(t);
	return 0;
}
