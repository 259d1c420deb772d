/*
 * worker.h - the thread that runs SMTP sessions.
 *
 * It owns its connections, timers and OpenSSL objects.  A SYN-ACK that proves
 * to be ours becomes a session; when the table is full it is left
 * unanswered, and the peer's own retransmission is the queue.
 */
#ifndef WORKER_H
#define WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/halt.h"
#include "base/macros.h"
#include "base/ring.h"
#include "cert_set.h"
#include "scanner/engine/counters.h"
#include "dns/name.h"
#include "link/link.h"
#include "mail/mail_service.h"
#include "net/packet.h"
#include "output/part.h"
#include "result.h"
#include "sent_chain.h"

struct worker;

/* Whose session it is. */
struct worker_target {
	void *ref;            /* of whoever gave it */
	struct dns_name host; /* the MX host; the root: an address alone */
	struct dns_name sni;  /* the TLSA base domain, or the root */
	unsigned attempts;    /* this one included */
	unsigned retries_left;
	bool full;  /* a whole handshake, whatever is configured */
	bool again; /* the session before sent a chain that fitted nothing */
	enum leaf_key twin;  /* the leaf that it takes alone; or ANY */
	const uint8_t *tlsa; /* RDATA at `sni`, see sent_chain.h; NULL: none */
	size_t tlsa_len;
	int64_t syn_ns; /* when the last SYN left; monotonic */
	bool
	    syn_repeated; /* it was not the first: who knows what is answered */
};

enum worker_end {
	WORKER_RECORDED, /* the record is written */
	WORKER_RETRIED,  /* it is not: refused for the moment, retries left */
	WORKER_UNFIT,    /* it is; the chain fits no TLSA record of the host */
	WORKER_NEEDS_FULL, /* it is not: certificates alone were not given */
};

/* All but the numbers is borrowed for the worker's life. */
struct worker_config {
	struct ring *packets; /* struct packet_item, from the receiver */
	struct link *link;
	const struct frame_templates *ipv4, *ipv6;
	struct part_writer *part;
	struct cert_set *certs;
	struct counters *counters;
	struct halt *halt;           /* told when a record cannot be written */
	const char *ehlo_line;       /* "EHLO name\r\n" */
	chain_fit_fn *chain_fit;     /* NULL: nobody asks whether chains fit */
	struct mail_service service; /* of the port */
	bool certificate_only;  /* reads chains, and finishes no handshake */
	const char *tls_groups; /* tls_context_new_offering() */
	bool twins; /* says of each whole session which leaf is not seen yet */
	unsigned max_sessions;
	bool syn_only; /* who answers is recorded, and gets a RST */
	void *ctx;
	/* Is this answer to a SYN ours, and whose?  Checks the cookie. */
	bool (*target_of)(
	    void *ctx, const struct packet *p, struct worker_target *out);
	/* This answer to a SYN, if it is one, finds the table full. */
	void (*left_waiting)(void *ctx, const struct packet *p);
	/* Does it come for a SYN of ours, and is of an earlier connection, or
	 * of one that nobody wants any more?  Then `rst` is sent. */
	bool (*reset_old)(
	    void *ctx, const struct packet *p, struct tcp_segment *rst);
	/* Does the path to these hosts lose packets? */
	bool (*path_loses)(void *ctx);
	/*
	 * The session is over, and came to this; NULL: to nothing, as we stop.
	 * What is WORKER_RETRIED smtp_result_move() may take.
	 */
	void (*session_ended)(void *ctx, const struct worker_target *t,
	    struct smtp_result *result, enum worker_end end);
};

/* Opens its side of the link, before privileges are dropped.  0 or -errno. */
MUST_USE int worker_new(
    const struct worker_config *config, struct worker **out);
void worker_free(struct worker *w); /* stopped; NULL is fine */

/* Starts the thread.  0 or -errno. */
MUST_USE int worker_start(struct worker *w);

/* Ends the thread, and all sessions: those without a result get no record. */
void worker_stop(struct worker *w); /* NULL is fine */

#endif
