/*
 * session.h - one SMTP STARTTLS session over our own TCP, from the SYN-ACK
 * to the end of the connection.
 *
 * Joins tcp_conn, smtp_reply, smtp_client and tls_client.  Time is handed
 * in; segments leave through a callback.  It ends by itself: every step has
 * a limit, and so has the whole (design: SMTP and TLS).
 */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "net/packet.h"
#include "result.h"

struct session;

/* All is borrowed for the session's life, but `sni`, which is copied. */
struct session_config {
	struct tls_context *tls;
	const char *ehlo_line; /* "EHLO name\r\n" */
	const char *sni;
	int64_t epoch_ns;      /* real time, when the clock of now_us was 0 */
	bool certificate_only; /* reads the chain, and goes: tls_reader.h */
	bool syn_repeated;     /* `rtt_us` may be that of an earlier SYN */
	void *ctx;
	void (*emit)(void *ctx, const struct tcp_segment *s,
	    const uint8_t *payload, size_t len);
	/* Each certificate as it comes; gives its SHA-256.  0 or -errno. */
	int (*certificate)(
	    void *ctx, const uint8_t *der, size_t len, uint8_t sha256[32]);
	/* Does the path lose packets?  Then each step may take twice as long,
	 * once that is needed.  NULL: it does not. */
	bool (*path_loses)(void *ctx);
};

/*
 * Begins with the SYN-ACK that acknowledges `isn` + 1; `rtt_us` is -1 if not
 * known.  0 or -ENOMEM.
 */
MUST_USE int session_new(const struct session_config *config,
    const struct tcp_segment *syn_ack, uint32_t isn, int64_t rtt_us,
    int64_t now_us, struct session **out);
void session_free(struct session *s); /* NULL is fine */

void session_receive(struct session *s, const struct packet *p, int64_t now_us);
void session_tick(struct session *s, int64_t now_us);

/* When session_tick() has something to do, if nothing comes before. */
int64_t session_due_us(const struct session *s);

/* Ends it now, with a RST: the scan stops.  That is no result. */
void session_stop(struct session *s, int64_t now_us);

/* The result, once there is one; the connection may still be closing. */
struct smtp_result *session_result(struct session *s);

/*
 * 0, or the -errno for which the result is not what the server sent.  That is
 * no failure of the server, and must not pass as one.
 */
MUST_USE int session_error(const struct session *s);

/* There is a result and the connection is closed, or given up. */
bool session_is_over(const struct session *s);

#endif
