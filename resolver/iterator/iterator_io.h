/*
 * iterator_io.h - what the iterator wants of its surroundings: queries that
 * are to be sent, and results that are to be taken.
 */
#ifndef ITERATOR_IO_H
#define ITERATOR_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "dns/message.h"
#include "dns/name.h"
#include "dns/observation.h"
#include "dns/status.h"

/* How one question ended.  Everything pointed at lives for the call only. */
struct iterator_result {
	const struct dns_question *question;
	unsigned tag; /* of whoever asked first */
	enum dns_status status;
	const uint8_t *message; /* the final reply, or NULL */
	size_t message_len;
	const struct addr *server;   /* gave it, or was asked last; or NULL */
	const struct dns_name *ns;   /* its name, or NULL */
	const struct dns_name *zone; /* whose servers were asked, or NULL */
	bool tcp;
	unsigned attempts;
	/* What each server of the zone said; NULL: only one was asked, and
	 * what it said suffices. */
	const struct dns_observation *servers;
	unsigned server_count, servers_left;
	unsigned spared; /* with NOT_ASKED: what the io gave */
	/* Where a server lives, or who serves a zone: see `internal`. */
	bool for_itself;
	bool more; /* the same question has another result, told next */
	/* `message`, for conflict() below; 0: nothing second can come. */
	uint64_t reply;
	bool conflict; /* that has come */
};

struct iterator_query {
	struct addr server;
	const struct dns_name *ns; /* the name that has the address */
	bool tcp;          /* the query goes without its length prefix */
	uint16_t src_port; /* for UDP: one of the configured range */
	const uint8_t *bytes;
	size_t len;
};

enum iterator_sent {
	ITERATOR_SENT,
	ITERATOR_BUSY,    /* over this server's budget: will be tried again */
	ITERATOR_BLOCKED, /* never to be asked: in the blocklist */
};

struct iterator_io {
	void *ctx;
	/* Sends one query to port 53. */
	enum iterator_sent (*send)(void *ctx, const struct iterator_query *q);
	/* Each question ends here exactly once, those of its own included
	 * (NS addresses, referrals' targets, CNAME links).  `internal` are
	 * those that nobody asked for: tag is that of the question that
	 * needed it.  With `for_itself` they are on the iterator's own way,
	 * else where an alias of what was asked leads. */
	void (*done)(void *ctx, const struct iterator_result *r, bool internal);
	/*
	 * A second reply came to a query, and says something else than the
	 * first, which has this number, was used, and may have ended a
	 * question by now.  Told once of a reply.  NULL: nobody wants to know.
	 */
	void (*conflict)(void *ctx, uint64_t reply);
	/*
	 * A server of `from` referred to `zone`, in this message, and was
	 * believed.  Told of each referral.  NULL: nobody wants to know.
	 */
	void (*referral)(void *ctx, const struct dns_message *m,
	    const struct dns_name *from, const struct dns_name *zone);
	/*
	 * Why this question is never to be asked, 0: it may be; `for_server`:
	 * it is the address of a name server.  And the same of a name server.
	 * NULL: nobody is spared.
	 */
	unsigned (*spares_question)(
	    void *ctx, const struct dns_question *q, bool for_server);
	unsigned (*spares_server)(void *ctx, const struct dns_name *ns);
};

static inline unsigned
iterator_io_spares_question(
    const struct iterator_io *io, const struct dns_question *q, bool for_server)
{
	return io->spares_question != NULL
		   ? io->spares_question(io->ctx, q, for_server)
		   : 0;
}

static inline unsigned
iterator_io_spares_server(
    const struct iterator_io *io, const struct dns_name *ns)
{
	return io->spares_server != NULL ? io->spares_server(io->ctx, ns) : 0;
}

static inline void
iterator_io_tell_referral(const struct iterator_io *io,
    const struct dns_message *m, const struct dns_name *from,
    const struct dns_name *zone)
{
	if (io->referral != NULL)
		io->referral(io->ctx, m, from, zone);
}

#endif
