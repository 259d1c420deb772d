/*
 * tcp.h - DNS over our own TCP (RFC 7766), for replies that UDP cannot
 * carry: one question a connection, one thread.
 */
#ifndef DNS_TCP_H
#define DNS_TCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/siphash.h"
#include "net/frame.h"
#include "net/packet.h"
#include "scanner/engine/ports.h"

struct dns_tcp;

/* The callbacks are called from within dns_tcp_receive() and _tick(). */
struct dns_tcp_config {
	struct port_range ports;
	const struct siphash_key *key; /* of initial sequence numbers */
	int64_t limit_ns;              /* for one question, from its SYN on */
	void *ctx;
	/* Sends; false: there is no room (TCP will repeat it). */
	bool (*send)(void *ctx, const struct frame_tcp *segment);
	/* This question is not to be asked any more: asked before each further
	 * SYN, and when the first is answered.  NULL: none is so. */
	bool (*spared)(void *ctx, const struct addr *server, uint16_t id);
	void (*reply)(void *ctx, const struct addr *server,
	    const uint8_t *message, size_t len, int64_t now_ns);
	void (*failed)(
	    void *ctx, const struct addr *server, uint16_t id, int64_t now_ns);
};

MUST_USE int dns_tcp_new(
    const struct dns_tcp_config *config, struct dns_tcp **out);
void dns_tcp_free(struct dns_tcp *t); /* NULL is fine */

/*
 * Asks; ends in reply() or failed() within the limit.  0; -EBUSY when all
 * connections are in use: try again later; -ENOMEM.
 */
MUST_USE int dns_tcp_ask(struct dns_tcp *t, const struct addr *server,
    const uint8_t *query, size_t len, int64_t now_ns);

/* A TCP segment that came to one of our ports. */
void dns_tcp_receive(struct dns_tcp *t, const struct packet *p, int64_t now_ns);
void dns_tcp_tick(struct dns_tcp *t, int64_t now_ns);

#endif
