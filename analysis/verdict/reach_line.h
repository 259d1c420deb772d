/* reach_line.h - reverse and ipv6 records (doc/records.md): by which names
 * and over which addresses mail hosts and domains are reached. */
#ifndef REACH_LINE_H
#define REACH_LINE_H

#include "domain_verdict.h"

/* A reverse record for each address of the host that was asked for. */
void reach_line_add_host(
    struct text *t, const struct evidence *e, const struct dns_name *host);

/* An ipv6 record; `over_ipv6`: nothing else was sent. */
void reach_line_add_domain(struct text *t, const struct evidence *e,
    const struct domain_mail *m, bool over_ipv6);

#endif
