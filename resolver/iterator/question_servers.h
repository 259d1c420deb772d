/*
 * question_servers.h - the addresses that one question can be asked at.
 *
 * Only the list; who is asked next is for server_choice.h to say.
 */
#ifndef QUESTION_SERVERS_H
#define QUESTION_SERVERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/array.h"
#include "base/macros.h"
#include "cut.h"
#include "dns/observation.h"

struct question_server {
	struct addr addr;
	const struct cut_host *ns;
	uint64_t order;
	uint8_t tries;  /* time-outs of it */
	bool spent;     /* has said all that it can say to this question */
	bool counted;   /* among the hosts that were of no use */
	bool blocked;   /* never to be asked */
	bool was_plain; /* was tried without EDNS after silence */
	bool was_small; /* was asked for a small reply after silence */
	bool checked;   /* was asked for SOA after silence */
	bool wants_tcp; /* what it said over UDP proves nothing */
	bool by_tcp;    /* was asked over TCP */
	struct dns_observation seen;
	uint64_t said; /* reply_digest() of what it said; 0: not known */
};

struct question_servers {
	struct array rows; /* struct question_server */
	unsigned left;     /* addresses beyond DNS_OBSERVATIONS_MAX */
	/* How many were tried without EDNS, asked for a small reply, and asked
	 * for SOA. */
	unsigned plain_tries, small_tries, checks;
	unsigned spared; /* why a server was not asked: what the io gave */
	bool unlisted;   /* one of these has no row, as nobody looked for its
			  * address */
};

static inline unsigned
question_servers_count(const struct question_servers *s)
{
	return (unsigned)s->rows.count;
}

/* A view until the next change. */
static inline struct question_server *
question_servers_at(const struct question_servers *s, unsigned i)
{
	return (struct question_server *)s->rows.at + i;
}

void question_servers_fini(struct question_servers *s);
void question_servers_clear(struct question_servers *s);

/*
 * Adds the addresses of the families we have of all hosts of the cut, as far
 * as they are not there yet, DNS_OBSERVATIONS_MAX at most.  `salt` makes the
 * order.  0 or -ENOMEM.
 */
MUST_USE int question_servers_gather(struct question_servers *s,
    const struct cut *cut, bool ipv4, bool ipv6, uint64_t salt);

#endif
