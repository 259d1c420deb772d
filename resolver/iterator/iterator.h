/*
 * iterator.h - an event-driven iterative resolver (RFC 1034 5.3.3).
 *
 * It records evidence and validates nothing.  It starts at the root hints
 * (or at zone cuts that it was told), follows referrals, asks for addresses
 * of name servers without glue, tries other servers after failures, does
 * without EDNS where a server cannot, TCP when a reply is truncated, and
 * bounds its work.  In a zone that owes signatures a reply ends a question
 * only if it has all that a proof needs, or when every server was asked.
 * No QNAME minimisation, no 0x20, no NXDOMAIN inference: wrong denials are
 * common.  DS is asked at the parent's servers.
 *
 * The clock, the socket and the heap's limits stay outside: time is a
 * parameter, packets leave through `struct iterator_io`.
 *
 * Two machines turn in it.  question.h says what is asked of whom until one
 * question has ended; request.h says when a question has its turn.  iterator.c
 * alone turns both: it brings them the replies, the silence and the time.
 */
#ifndef ITERATOR_H
#define ITERATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "dns/message.h"
#include "dns/name.h"
#include "iterator_io.h"

struct iterator;

struct iterator_config {
	uint16_t port_first, port_last; /* UDP source ports of queries */
	int64_t timeout_ns;             /* first wait; doubles per try */
	unsigned tries; /* per server and question, if nothing is lost: 2 */
	unsigned max_in_flight; /* questions; more wait in a queue */
	unsigned max_queries;   /* per question, all told: 60 */
	uint64_t seed;          /* of IDs, ports, order of servers */
	int64_t epoch_ns; /* of `now_ns` below: in nanoseconds since 1970 */
	bool ipv4, ipv6;  /* families we can send in */
};

/* `io` and what it points at are borrowed for the iterator's life. */
MUST_USE int iterator_new(const struct iterator_config *config,
    const struct iterator_io *io, struct iterator **out);
void iterator_free(struct iterator *it);

/* A root (or any zone's) server, from hints or a zone file.  -ENOMEM or 0. */
MUST_USE int iterator_add_server(struct iterator *it,
    const struct dns_name *zone, const struct dns_name *ns,
    const struct addr *address);

/* This server is known to answer with EDNS: silence is no want of it. */
void iterator_has_edns(struct iterator *it, const struct addr *server);

/*
 * Asks.  Equal questions join; one that has ended already is not asked again
 * and not reported again, unless it was for the iterator alone: the address of
 * a name server, which may be a mail host too.  An alias that leaves the reply
 * is followed as a question of its own (internal, same tag), up to 8 links.
 * 1: it is asked now; 0: it was before; or -ENOMEM.
 */
MUST_USE int iterator_ask(struct iterator *it,
    const struct dns_question *question, unsigned tag, int64_t now_ns);

/*
 * The same for the address of a name server: like what the iterator asks for
 * itself, it may be asked once more by iterator_ask().
 */
MUST_USE int iterator_ask_server(struct iterator *it,
    const struct dns_question *question, unsigned tag, int64_t now_ns);

/*
 * Asks every server of the zone, over UDP and TCP, whether or not the question
 * has ended before.  It ends once for each different reply, the best one last;
 * one that is still in flight is left alone.  0 or -ENOMEM.
 */
MUST_USE int iterator_ask_all(struct iterator *it,
    const struct dns_question *question, unsigned tag, int64_t now_ns);

/*
 * Asks as iterator_ask() does, and so where an alias leads, whether or not the
 * question has ended before: the answer may be another one by now.  One that is
 * still in flight is left alone.  0 or -ENOMEM.
 */
MUST_USE int iterator_ask_anew(struct iterator *it,
    const struct dns_question *question, unsigned tag, int64_t now_ns);

/*
 * Asks for the NS records of a zone for itself, so that iterator_ns() knows its
 * servers.  0 or -ENOMEM.
 */
MUST_USE int iterator_visit(struct iterator *it, const struct dns_name *zone,
    unsigned tag, int64_t now_ns);

/* It was told to somebody who asked, or has a record of others' asking. */
bool iterator_is_told(
    const struct iterator *it, const struct dns_question *question);

/*
 * This question has a record that is not of this iterator's asking: of an
 * earlier start, or of a spray.  iterator_ask() does not ask it again, nor
 * does, with `for_itself`, iterator_ask_server().  The iterator itself may, and
 * tells nobody.  0 or -ENOMEM.
 */
MUST_USE int iterator_has_record(
    struct iterator *it, const struct dns_question *question, bool for_itself);

/* A UDP reply that came to one of our ports, or a TCP reply (no prefix). */
void iterator_receive(struct iterator *it, const struct addr *server,
    uint16_t dst_port, bool tcp, const uint8_t *message, size_t len,
    int64_t now_ns);

/* The TCP query with this ID to this server failed. */
void iterator_tcp_failed(struct iterator *it, const struct addr *server,
    uint16_t id, int64_t now_ns);

/* This TCP query is spared by now, whose first SYN is on its way. */
bool iterator_spares(
    const struct iterator *it, const struct addr *server, uint16_t id);

/* Acts on what is due; gives the time when something is due next. */
int64_t iterator_tick(struct iterator *it, int64_t now_ns);

/* The `i`-th name server of a zone whose cut is known; false: no more. */
bool iterator_ns(const struct iterator *it, const struct dns_name *zone,
    unsigned i, struct dns_name *out);

/* Servers answer at a later try so often that the path loses packets. */
bool iterator_is_lossy(const struct iterator *it);

/* Many servers that are silent over UDP answer in another way: path_silence.h
 */
bool iterator_silence_is_partial(const struct iterator *it);

/* Questions that were asked as an alias leads there, and for nothing else. */
uint64_t iterator_links_asked(const struct iterator *it);

/* Questions that have not ended. */
size_t iterator_pending(const struct iterator *it);

#endif
