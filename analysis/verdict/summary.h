/*
 * summary.h - what is told first of a few domains, and all that a monitor is
 * told: one line, and how bad it is.
 */
#ifndef VERDICT_SUMMARY_H
#define VERDICT_SUMMARY_H

#include "judge.h"

struct mta_sts_verdict;

/* The exit codes of a Nagios plugin. */
enum summary_state {
	SUMMARY_OK,
	SUMMARY_WARNING,
	SUMMARY_CRITICAL,
	SUMMARY_UNKNOWN,
};

/* Not to be moved while it is filled. */
struct summary {
	int64_t now_s;
	unsigned warn_days; /* less than that left is a warning */
	size_t names, safe; /* that were added; of these authenticated */
	enum summary_state state;
	struct text first;       /* the first that is not safe, and why */
	struct text warnings;    /* lines */
	int64_t certificate_end; /* of leaves that were sent; 0: none was */
	int64_t signature_end;   /* of MX, TLSA and the keys of zones */
	struct text certificate_of, signature_of; /* their names */
	bool stale; /* whoever made that signature seems to have stopped */
};

void summary_init(struct summary *s, int64_t now_s, unsigned warn_days);
void summary_fini(struct summary *s);

/* Both were judged by `v`.  A host counts as one of the names if `is_name`. */
void summary_add_host(struct summary *s, struct validator *v,
    const struct host_judgement *r, bool is_name);
void summary_add_domain(
    struct summary *s, struct validator *v, const struct domain_judgement *r);

/* The same of a domain's policy, where a person should look at it. */
void summary_add_mta_sts(struct summary *s, const struct mta_sts_verdict *v);

/* After the last of them: warns of what ends within `warn_days`. */
void summary_end(struct summary *s);

/* "example.se: a sender delivers ...; certificate 30 days left". */
void summary_add_text(const struct summary *s, struct text *t);

/* "DANE OK - ..." with performance data. */
void summary_add_nagios(const struct summary *s, struct text *t);

#endif
