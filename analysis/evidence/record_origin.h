/* record_origin.h - of several runs, the one that saw a host or a domain. */
#ifndef RECORD_ORIGIN_H
#define RECORD_ORIGIN_H

#include "evidence.h"

/*
 * The id of the run whose record counts: of a host its session, else its TLSA
 * or address answer; of a domain its MX answer, else its delegation; of a
 * question its answer; where there is none, of the first run.  NULL: the
 * records are of no run.
 */
const char *record_origin_host(
    const struct evidence *e, const struct dns_name *host);
const char *record_origin_domain(
    const struct evidence *e, const struct dns_name *domain);
const char *record_origin_question(
    const struct evidence *e, const struct dns_name *name, uint16_t type);

#endif
