/*
 * referral.h - what a server said of a domain's delegation, as its record: in
 * the form, and in the order, of what a zone file says (delegation.h).
 */
#ifndef RUN_REFERRAL_H
#define RUN_REFERRAL_H

#include <stdbool.h>

#include "base/text.h"
#include "dns/message.h"
#include "dns/name.h"

/*
 * Appends the record of `domain`, and a newline, from a referral to it by a
 * server of `from`: its NS set, its DS set with the signatures over it, and
 * what glue there is for these name servers in `from`.  Its zone is `from`, or
 * a deeper one of that server, which signed what the referral says of the DS.
 * False: there is no NS record that can be read, or no heap, and then the text
 * fails.
 */
bool referral_line_add(struct text *line, const struct dns_message *m,
    const struct dns_name *from, const struct dns_name *domain);

/*
 * The same from the child's side, where one server has both zones and refers
 * to nothing: from an answer with authority to the question for its NS set.
 * `zone` is the one above.  False: there is no such answer.
 */
bool referral_line_add_child(struct text *line, const struct dns_message *m,
    const struct dns_name *zone, const struct dns_name *domain);

#endif
