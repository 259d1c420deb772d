/*
 * question_visit.h - a question at the servers of one cut: who they are, who
 * is asked at present, and what they have said.
 *
 * It moves no question on; question.c does.  Each referral begins a new one.
 */
#ifndef QUESTION_VISIT_H
#define QUESTION_VISIT_H

#include <stdbool.h>
#include <stdint.h>

#include "cut.h"
#include "dns/observation.h"
#include "dns/status.h"
#include "question_end.h"
#include "question_env.h"
#include "question_evidence.h"
#include "question_servers.h"
#include "server_choice.h"

/* All zero is none yet. */
struct question_visit {
	const struct cut *cut; /* NULL: none yet */
	struct question_servers servers;
	struct question_evidence evidence;
	unsigned current; /* server in `servers` */
	unsigned last;    /* the one that a query really went to */
	unsigned sent;    /* queries */
	bool edns, tcp;   /* of the present query */
	bool small;       /* likewise: for a small reply, if over UDP */
	bool patient;     /* every server is asked */
	/* The address of a name server, which nobody judges: what a server
	 * with authority says will do, proved or not, at this cut and those
	 * below. */
	bool for_itself;
	bool unproved; /* such an answer was taken, and cannot be proved */
};

/* Forgets the cut before. */
void question_visit_begin(
    struct question_visit *v, const struct cut *cut, bool patient);
void question_visit_fini(struct question_visit *v);

/* The server that is asked at present. */
struct question_server *question_visit_current(const struct question_visit *v);

/* This server is asked from now on: one of `servers`. */
void question_visit_ask(
    struct question_visit *v, const struct question_server *server);

/* A query went to the present server. */
void question_visit_sent(struct question_visit *v);

/* Whom to ask for this type next; with `tcp_anyway` over TCP too where nobody
 * signs. */
struct server_choice question_visit_choose(struct question_visit *v,
    const struct question_env *env, uint16_t type, bool tcp_anyway,
    int64_t now_ns);

/* What the present server said: question_observations.h, question_evidence.h */
void question_visit_observe(struct question_visit *v, enum dns_status status,
    const struct dns_message *m, bool with_digest);
void question_visit_observe_failure(
    struct question_visit *v, enum dns_status status);
void question_visit_note(struct question_visit *v, enum question_rank rank,
    const struct dns_message *m);

/*
 * Counts the present server's host, once.  Hosts count, not addresses: one bad
 * host of both families is not two, and the good one after it is still asked.
 */
void question_visit_count_host(struct question_visit *v, unsigned *count);

/* It does not serve the cut's zone: others need not ask it. */
void question_visit_set_lame(
    const struct question_visit *v, struct server_memory *memory);

/* One that was silent to the question answered something since then. */
bool question_visit_was_heard(const struct question_visit *v,
    const struct server_memory *memory, int64_t since_ns);

/*
 * What each server said, beside the final reply `m`, given by `by`; or, where
 * both are NULL, beside the status that it ended with.  Gives how many of
 * `out`; 0, there is nothing to tell, where only one server was asked and what
 * it said suffices.
 */
unsigned question_visit_observations(const struct question_visit *v,
    enum dns_status status, const struct dns_message *m, const struct addr *by,
    struct dns_observation out[DNS_OBSERVATIONS_MAX]);

/* How it ends here: question_end.h */
struct question_end question_visit_end(
    const struct question_visit *v, enum dns_status status);
struct question_end question_visit_end_with(
    const struct question_visit *v, const struct dns_message *m);
struct question_end question_visit_end_with_best(
    const struct question_visit *v);

#endif
