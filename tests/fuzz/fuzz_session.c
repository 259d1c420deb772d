/*
 * A whole SMTP session under what a server may do: bytes, in any cut, times
 * that pass, the ends of a connection.  It ends, with one result, in time.
 */
#include "scanner/smtp/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { ISN = 1000, PEER_ISN = 5000, LIMIT_S = 120, STEPS_MAX = 4000 };

struct world {
	struct session *session;
	uint32_t next;  /* number of the peer's next byte */
	uint32_t acked; /* of ours: all that was sent */
	int64_t now_us;
	const struct smtp_result *result;
	enum smtp_status status;
	bool stopped; /* which is no result */
};

static void
on_emit(
    void *ctx, const struct tcp_segment *s, const uint8_t *payload, size_t len)
{
	struct world *w = ctx;
	(void)payload;
	if (w->session == NULL || (s->flags & TCP_RST) != 0)
		return;
	uint32_t end = s->seq + (uint32_t)len + (s->flags & TCP_FIN ? 1 : 0);
	if ((int32_t)(end - w->acked) > 0)
		w->acked = end;
}

static int
on_certificate(void *ctx, const uint8_t *der, size_t len, uint8_t sha256[32])
{
	(void)ctx, (void)der, (void)len;
	memset(sha256, 1, 32);
	return 0;
}

static void
segment(struct world *w, uint8_t flags, const uint8_t *bytes, size_t len)
{
	struct packet p = {
	    .tcp = {.flags = flags,
		.seq = w->next,
		.ack = w->acked,
		.window = 65535},
	    .payload = wire_over(bytes, len),
	};
	session_receive(w->session, &p, w->now_us);
	w->next += (uint32_t)len + (flags & TCP_FIN ? 1 : 0);
}

/* A byte says what; for bytes of the server, a length and these follow. */
static void
step(struct world *w, struct wire *in)
{
	uint8_t what = wire_u8(in);
	switch (what % 8) {
	case 0:
		w->now_us += (int64_t)wire_u8(in) * NS_PER_MS / 4;
		session_tick(w->session, w->now_us);
		return;
	case 1:
		if (what == 1)
			segment(w, TCP_RST | TCP_ACK, (const uint8_t *)"", 0);
		return;
	case 2:
		if (what == 2)
			segment(w, TCP_FIN | TCP_ACK, (const uint8_t *)"", 0);
		return;
	case 3:
		if (what == 3) {
			session_stop(w->session, w->now_us);
			w->stopped = true;
		}
		return;
	default:
		break;
	}
	size_t n = wire_u8(in) * 4u;
	if (n > wire_left(in))
		n = wire_left(in);
	struct wire part = wire_sub(in, n);
	segment(w, TCP_ACK | TCP_PSH, part.at, n);
}

/* What stands once, stands. */
static void
check(struct world *w)
{
	const struct smtp_result *r = session_result(w->session);
	if (w->result != NULL && (r == NULL || r->status != w->status))
		abort();
	w->result = r;
	if (r != NULL)
		w->status = r->status;
	if (session_is_over(w->session) && r == NULL && !w->stopped)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct tls_context *tls;
	struct wire in = wire_over(bytes, len);
	struct world w = {.next = PEER_ISN + 1, .acked = ISN + 1};
	struct tcp_segment syn_ack = {
	    .seq = PEER_ISN, .ack = ISN + 1, .flags = TCP_SYN | TCP_ACK};

	syn_ack.window = 65535;
	if (tls == NULL && tls_context_new(&tls) < 0)
		abort();
	if (session_new(
		&(struct session_config){
		    .tls = tls,
		    .ehlo_line = "EHLO scan.example\r\n",
		    .sni = "mx.example",
		    .ctx = &w,
		    .emit = on_emit,
		    .certificate = on_certificate,
		    .certificate_only = len % 2 != 0,
		},
		&syn_ack, ISN, -1, 0, &w.session) < 0)
		abort();
	for (int i = 0; i < STEPS_MAX && wire_ok(&in) && wire_left(&in) > 0 &&
			!session_is_over(w.session);
	     i++) {
		step(&w, &in);
		check(&w);
	}
	for (int s = 0; s < LIMIT_S && !session_is_over(w.session); s++) {
		w.now_us += 1000000;
		session_tick(w.session, w.now_us);
		check(&w);
	}
	if (!session_is_over(w.session))
		abort(); /* it would be open for ever */
	session_free(w.session);
	return 0;
}
