/* explanation_reach.h - by which names and over which addresses mail hosts and
 * domains are reached, told to people. */
#ifndef EXPLANATION_REACH_H
#define EXPLANATION_REACH_H

#include "domain_verdict.h"

/* The name of each address, and what to do where it does not lead back. */
void explanation_add_reverse(
    struct text *t, const struct evidence *e, const struct dns_name *host);

/* How many name servers and mail hosts have IPv6, and which have not. */
void explanation_add_ipv6(struct text *t, const struct evidence *e,
    const struct domain_mail *m, bool over_ipv6);

#endif
