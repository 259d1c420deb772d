/*
 * verdicts.h - all verdicts of a run: which hosts and domains there are, and
 * what becomes of each.
 */
#ifndef VERDICTS_H
#define VERDICTS_H

#include "domain_verdict.h"
#include "host_verdict.h"

struct verdicts {
	struct host_verdict *hosts; /* in order of name */
	size_t host_count;
	struct domain_verdict *domains; /* in order of name */
	size_t domain_count;
};

/*
 * Judges everything in the evidence of `v`; the result lives in its arena.
 *
 * Domains are those delegated by a zone file, and those whose MX was asked
 * and that are not merely where a CNAME leads.  Hosts are MX targets, and
 * names whose TLSA was asked at _25._tcp, with the same exception.
 */
void verdicts_judge(struct validator *v, struct verdicts *out);

#endif
