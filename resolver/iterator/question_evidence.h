/*
 * question_evidence.h - what a question has seen at the servers of one cut,
 * none of which was the last word: the best reply so far, by a rank, and how
 * many hosts were of no use.
 *
 * It decides nothing; question.c asks it when to stop, and question_end.c
 * what to end with.
 */
#ifndef QUESTION_EVIDENCE_H
#define QUESTION_EVIDENCE_H

#include <stdbool.h>

#include "dns/message.h"
#include "kept_reply.h"

struct dns_name;
struct question_server;
struct question_servers;

/* What was seen, the least telling first. */
enum question_rank {
	QUESTION_RANK_NOTHING,
	QUESTION_RANK_BAD_REPLY,
	QUESTION_RANK_LAME,
	QUESTION_RANK_CHILD,
	QUESTION_RANK_TCP_FAILED,
	QUESTION_RANK_ERROR,
	QUESTION_RANK_REFUSED,
	QUESTION_RANK_SERVFAIL,
	QUESTION_RANK_UNSURE,
	QUESTION_RANK_UNPROVED, /* an answer; the zone owes signatures */
};

struct question_evidence {
	enum question_rank rank; /* of the best that was seen */
	unsigned score;          /* of `best`, among those that prove nothing */
	struct kept_reply best;
	/* Hosts, each counted once. */
	unsigned refused, failed, unsure;
};

/* At a new cut, or at the end: nothing is seen or kept any more. */
void question_evidence_clear(struct question_evidence *ev);

/*
 * Remembers what was seen, if nothing better was seen before.  `m` is NULL
 * where there is no message worth keeping.
 */
void question_evidence_note(struct question_evidence *ev,
    enum question_rank rank, const struct dns_message *m,
    const struct question_server *from, bool tcp);

/* How a reply came that does not end the question. */
struct question_proof {
	bool whole;     /* it has all that a proof needs */
	bool with_edns; /* the query had EDNS, and the reply too, or by TCP */
	bool tcp;
};

/*
 * The same for QUESTION_RANK_UNPROVED.  Among replies that prove nothing the
 * one with most to go by is kept: with signatures of `zone` first, then as an
 * answer to EDNS, over TCP best of all.
 */
void question_evidence_note_unproved(struct question_evidence *ev,
    const struct dns_message *m, const struct dns_name *zone,
    struct question_proof proof, const struct question_server *from);

/* Two hosts say it: others would not say better. */
bool question_evidence_is_enough(const struct question_evidence *ev);

#endif
