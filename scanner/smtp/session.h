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
#include "session_config.h"

struct session;

/*
 * Begins with the SYN-ACK that acknowledges `isn` + 1; `rtt_us` is -1 if not
 * known.  0 or -ENOMEM.
 */
MUST_USE int session_new(const struct session_config *config,
    const struct tcp_segment *syn_ack, uint32_t isn, int64_t rtt_us,
    int64_t now_us, struct session **out);
void session_free(struct session *s); /* NULL is fine */

/* `now_us` is when it came. */
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
 * no failure of the server, and must not pass as one.  Asked after each call
 * that may have failed, before the thread calls another session: what OpenSSL
 * was refused is the thread's.
 */
MUST_USE int session_error(struct session *s);

/* There is a result and the connection is closed, or given up. */
bool session_is_over(const struct session *s);

#endif
