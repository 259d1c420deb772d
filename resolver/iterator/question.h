/*
 * question.h - one question on its way: which server to ask, how, and when
 * it has ended.
 *
 * A state machine: an event goes in, what to do comes out.  It sends
 * nothing and has no timer; iterator.c does that for it.  What a reply gives is
 * for visit_reply.h to say, whom to ask next for server_choice.h.
 */
#ifndef QUESTION_H
#define QUESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "dns/message.h"
#include "dns/name.h"
#include "different_replies.h"
#include "kept_reply.h"
#include "question_end.h"
#include "question_env.h"
#include "question_visit.h"

/*
 * Only the events below move a question on, and only the iterator calls them;
 * it never writes `state`.
 *
 * NEW        -> ASKING by question_start(), or RESOLVING if the cut has no
 *               server with an address yet.
 * ASKING     -> ASKING at the next server or the next cut; RESOLVING when
 *               none is left to ask; CONFIRMING when a server that was silent
 *               with EDNS answers without it.
 * CONFIRMING -> ASKING, whatever comes: with EDNS it is the answer, without
 *               the reply that was kept is.
 * RESOLVING  -> ASKING by question_wake(), which has found an address;
 *               CHECKING or ENDED by question_exhausted(), as there are none.
 * CHECKING   -> ENDED as DROPPED if the server answers for SOA, else as what
 *               was best before; or at the next server.
 * Any of them -> ENDED, when `end` says how; nothing leads out of it.
 */
enum question_state {
	QUESTION_NEW,        /* has not been started */
	QUESTION_ASKING,     /* waits for a reply to itself */
	QUESTION_CONFIRMING, /* was answered without EDNS: asks with, again */
	QUESTION_CHECKING,   /* nobody answered: is a server there for SOA? */
	QUESTION_RESOLVING,  /* waits for addresses of the cut's hosts */
	QUESTION_ENDED,
};

enum question_do {
	QUESTION_SEND,    /* the query of question_query() */
	QUESTION_RESOLVE, /* find addresses of the cut's hosts, then wake it;
			   * or question_exhausted(), if there are no more */
	QUESTION_WAIT,    /* go on waiting */
	QUESTION_END,     /* `end` says how */
};

struct question {
	struct dns_question asked;
	enum question_state state;
	struct question_visit visit; /* of the cut whose servers are asked */
	/* The present query. */
	bool doubts_edns;       /* it was refused, and the refusal had no OPT */
	bool tcp_after_silence; /* over UDP the server was silent */
	unsigned attempts;
	int64_t began_ns;
	uint64_t salt;
	/* Every server is asked, over TCP too, whatever comes, and each reply
	 * that is unlike the others is kept, at this cut and those before. */
	bool exhaustive;
	struct different_replies different;
	struct kept_reply plain; /* without EDNS, to be confirmed */
	struct question_end end;
};

/* `salt` makes the order of servers. */
void question_init(
    struct question *q, const struct dns_question *asked, uint64_t salt);
void question_fini(struct question *q);

/*
 * Events.  After QUESTION_SEND exactly one of sent, blocked, spared,
 * server_spared or retry is due; after sent: reply, bad_reply, timeout or
 * tcp_failed.
 */
enum question_do question_start(
    struct question *q, const struct question_env *env, int64_t now_ns);
void question_sent(struct question *q);
enum question_do question_blocked(
    struct question *q, const struct question_env *env, int64_t now_ns);
/* The server is never to be asked: `why` is what the io gave. */
enum question_do question_server_spared(struct question *q,
    const struct question_env *env, unsigned why, int64_t now_ns);
/* It could not leave for a while: perhaps there is a better place now. */
enum question_do question_retry(
    struct question *q, const struct question_env *env, int64_t now_ns);
/* A reply to the very query that was sent, by the server it was sent to. */
enum question_do question_replied(struct question *q,
    const struct question_env *env, const struct dns_message *m,
    int64_t now_ns);
enum question_do question_bad_reply(
    struct question *q, const struct question_env *env, int64_t now_ns);
enum question_do question_timeout(
    struct question *q, const struct question_env *env, int64_t now_ns);
enum question_do question_tcp_failed(
    struct question *q, const struct question_env *env, int64_t now_ns);
/* An address that it waited for was found, or was not. */
enum question_do question_wake(
    struct question *q, const struct question_env *env, int64_t now_ns);
/* There are no more addresses to be found. */
enum question_do question_exhausted(
    struct question *q, const struct question_env *env, int64_t now_ns);
/* The question itself is never to be asked, likewise. */
enum question_do question_spared(struct question *q, unsigned why);
/* Too much work. */
enum question_do question_limit(struct question *q);

/* What to send: while checking the SOA of the cut itself is asked for. */
void question_query(
    const struct question *q, struct dns_name *name, uint16_t *type);
/* The size of UDP replies that it offers; 0: it goes without EDNS. */
unsigned question_edns_bytes(const struct question *q);
const struct addr *question_server(const struct question *q);
int64_t question_wait_ns(
    const struct question *q, const struct question_env *env);

#endif
