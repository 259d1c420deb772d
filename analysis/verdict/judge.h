/*
 * judge.h - one thread's judgement of hosts and domains: what they are now,
 * what becomes of them, and what would mend them.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include "forecast.h"
#include "plan_verdict.h"
#include "analysis/dnssec/validator.h"

/* How to judge; all pointers are borrowed. */
struct judge_config {
	const struct evidence *evidence; /* sealed */
	const struct anchor_set *anchors;
	int64_t at_ns;             /* 0: when each record was received */
	unsigned nsec3_iterations; /* more are insecure */
	bool paper;                /* "study" as the paper's code has it ... */
	X509_STORE *roots;         /* ... with these for usages 0 and 1 */
	const struct cert_history *history; /* NULL: none */
};

struct judge {
	struct validator now;
	struct validator later;     /* of what is to come */
	struct validator mender;    /* of what could be */
	struct signature_memo memo; /* of all three */
};

struct host_report {
	struct host_verdict verdict;
	struct forecast forecast;
	struct patches fix;
};

struct domain_report {
	struct domain_verdict verdict;
	struct forecast forecast;
	struct patches fix;
};

void judge_init(struct judge *j, const struct judge_config *config);
void judge_fini(struct judge *j);

/* Both live in the arena of j->now: until judge_trim(). */
void judge_host(struct judge *j, struct host_use *use, struct host_report *out);
void judge_domain(struct judge *j, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_report *out);

/* validator_trim() of all. */
void judge_trim(struct judge *j);

#endif
