/*
 * question_reply.h - what a reply means to the question that it answers.
 *
 * Only functions on a message; what to do then is question.h's matter.
 */
#ifndef QUESTION_REPLY_H
#define QUESTION_REPLY_H

#include <stdbool.h>

#include "dns/message.h"
#include "dns/name.h"

enum question_reply {
	QUESTION_REPLY_ANSWER,   /* with authority; absence is one too */
	QUESTION_REPLY_UNSURE,   /* the same without authority (no aa) */
	QUESTION_REPLY_REFERRAL, /* to a zone below, nearer to the name */
	QUESTION_REPLY_LAME,     /* it does not serve the zone */
	QUESTION_REPLY_CHILD,    /* to DS, and from the child's side */
	QUESTION_REPLY_ERROR,    /* an rcode that is an error */
};

/*
 * Judges a reply by a server of `zone`, which the question's name lies in.
 * `*below` is set for a referral.
 */
enum question_reply question_reply_judge(const struct dns_message *m,
    const struct dns_question *question, const struct dns_name *zone,
    struct dns_name *below);

/*
 * Follows the aliases of the answer (dns/alias.h) from the question's name to
 * `*end`, not past the first name that is not in `within`.  True: the answer
 * has records of the type at `*end`.
 */
bool question_reply_chain(const struct dns_message *m,
    const struct dns_question *question, const struct dns_name *within,
    struct dns_name *end);

/*
 * An alias leads to `*target`, which has to be asked for: it lies outside
 * `zone`, of whose servers the reply is, and no other zone's data are
 * believed; or the reply has no records there and does not deny them, or
 * signs something, and then the denial is the target's own to prove.
 */
bool question_reply_leaves(const struct dns_message *m,
    const struct dns_question *question, const struct dns_name *zone,
    struct dns_name *target);

/*
 * Came over TCP, which has room for all, yet something is left out: what is
 * there proves nothing, least of all that there is no more.  Some servers set
 * TC in replies that are whole; those are not meant.
 */
bool question_reply_lacks_parts(const struct dns_message *m);

/*
 * The zone that the answer is from: `*zone`, or a deeper one of the same
 * server that signatures or the authority section show.
 */
void question_reply_zone(const struct dns_message *m,
    const struct dns_question *question, struct dns_name *zone);

#endif
