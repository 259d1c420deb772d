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
 * Follows the CNAMEs of the answer from the question's name to `*end`; with
 * `within`, not past the first name that is not in it.  True: the answer
 * has records of the type at `*end`.
 */
bool question_reply_chain(const struct dns_message *m,
    const struct dns_question *question, const struct dns_name *within,
    struct dns_name *end);

/*
 * A CNAME leads to `*target`, of which the reply says nothing: neither
 * records nor, by an SOA record of a zone that holds it, that there is none.
 */
bool question_reply_leaves(const struct dns_message *m,
    const struct dns_question *question, struct dns_name *target);

/*
 * The zone that the answer is from: `*zone`, or a deeper one of the same
 * server that signatures or the authority section show.
 */
void question_reply_zone(const struct dns_message *m,
    const struct dns_question *question, struct dns_name *zone);

#endif
