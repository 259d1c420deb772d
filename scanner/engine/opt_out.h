/*
 * opt_out.h - names that are not to be asked, as their owners wish.
 *
 * A rule a line, `#` or `;` begins a comment:
 *
 *   domain example.org     this name alone
 *   suffix example.org     this name and all below: as domain, MX host, server
 *   mx example.net         MX hosts at or below it
 *   ns example.net         name servers at or below it
 *   192.0.2.0/24           a prefix or an address, as in a blocklist
 *
 * A name is matched as it stands in the DNS: a host that others know by
 * another name is found by its prefix only.
 */
#ifndef OPT_OUT_H
#define OPT_OUT_H

#include "base/macros.h"
#include "base/text.h"
#include "dns/message.h"
#include "dns/name.h"
#include "output/record/not_asked.h"
#include "prefix_set.h"

struct opt_out;

/*
 * Reads the rules, plain or gzip; "-": standard input.  Prefixes go to
 * `prefixes`.  0, or -errno with one line for a person in `why`: a list that
 * is half read is none.
 */
MUST_USE int opt_out_read(const char *path, struct prefix_set *prefixes,
    struct opt_out **out, struct text *why);
void opt_out_free(struct opt_out *o); /* NULL is fine */

/*
 * The rule by which a question, an MX host, a name server has opted out; or
 * NOT_ASKED_UNSAID: none.  `o` NULL: nobody has.
 */
enum not_asked opt_out_of_question(
    const struct opt_out *o, const struct dns_question *q);
enum not_asked opt_out_of_host(
    const struct opt_out *o, const struct dns_name *host);
enum not_asked opt_out_of_server(
    const struct opt_out *o, const struct dns_name *ns);

#endif
