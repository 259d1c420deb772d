/*
 * verdicts.h - all verdicts of a run, by several threads: hosts first, then
 * domains, which go by the outcomes of their hosts.
 */
#ifndef VERDICTS_H
#define VERDICTS_H

#include <stdint.h>

#include "base/macros.h"

struct anchor_set;
struct dns_name;
struct domain_verdict;
struct evidence;
struct host_use;
struct host_verdict;
struct line_sink;
struct mail_plan;
struct validator;

/* How to judge. */
struct verdict_config {
	const struct evidence *evidence; /* sealed */
	const struct anchor_set *anchors;
	int64_t at_ns; /* 0: when each record was received */
	unsigned threads;
	unsigned nsec3_iterations; /* more are insecure */
};

/* One line for each host and each domain of `plan`.  0 or -errno. */
MUST_USE int verdicts_write(const struct verdict_config *config,
    struct mail_plan *plan, struct line_sink *sink);

/* One line for each question of the run: its DNSSEC state.  0 or -errno. */
MUST_USE int verdicts_write_rrsets(
    const struct verdict_config *config, struct line_sink *sink);

/* One host, whose outcome is left in `use`; one domain, after its hosts. */
void verdicts_judge_host(
    struct validator *v, struct host_use *use, struct host_verdict *out);
void verdicts_judge_domain(struct validator *v, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_verdict *out);

#endif
