/* verdict_record.h - a verdict as one line of NDJSON (doc/records.md). */
#ifndef VERDICT_RECORD_H
#define VERDICT_RECORD_H

#include <stdint.h>

#include "base/text.h"

struct dns_name;
struct dnssec_state;
struct domain_report;
struct host_report;

/* Each appends one line with its newline. */
void verdict_record_add_host(struct text *line, const struct host_report *r);
void verdict_record_add_domain(
    struct text *line, const struct domain_report *r);
void verdict_record_add_rrset(struct text *line, const struct dns_name *name,
    uint16_t type, const struct dnssec_state *state);

#endif
