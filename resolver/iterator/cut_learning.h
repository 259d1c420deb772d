/*
 * cut_learning.h - what replies teach of zone cuts.
 *
 * A server of a zone is believed of names in this zone alone: of others
 * anybody could say anything (RFC 2181 5.4.1).
 */
#ifndef CUT_LEARNING_H
#define CUT_LEARNING_H

#include "base/macros.h"

struct cuts;
struct dns_message;
struct dns_name;
struct dns_question;

/*
 * Takes the NS set of `zone` from a referral by a server of `from`, and of
 * its glue what lies in `from` and belongs to that NS set.  0 or -ENOMEM.
 */
MUST_USE int cut_learn_referral(struct cuts *c, const struct dns_message *m,
    const struct dns_name *from, const struct dns_name *zone);

/*
 * Takes the addresses from the answer to a question for A or AAAA, given by
 * a server of `from`.  A CNAME out of `from`, or to a name that the answer
 * does not hold, is kept as an alias.  0 or -ENOMEM.
 */
MUST_USE int cut_learn_answer(struct cuts *c, const struct dns_message *m,
    const struct dns_name *from, const struct dns_question *question);

/*
 * A zone that was told, and of which nothing is known yet, owes signatures
 * if this reply by one of its servers has some of its own; it does not if
 * there is none in a reply with EDNS.
 */
void cut_learn_signing(
    struct cuts *c, const struct dns_name *zone, const struct dns_message *m);

#endif
