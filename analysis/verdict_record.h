/* verdict_record.h - a verdict as one line of NDJSON (doc/records.md). */
#ifndef VERDICT_RECORD_H
#define VERDICT_RECORD_H

#include "base/text.h"

struct domain_verdict;
struct host_verdict;

/* Both append one line with its newline. */
void verdict_record_add_host(struct text *line, const struct host_verdict *h);
void verdict_record_add_domain(
    struct text *line, const struct domain_verdict *d);

#endif
