/*
 * mail_plan.h - which domains and which mail hosts a run has, and who uses
 * whom; nothing is judged yet.
 *
 * Domains are those delegated by a zone file, and those whose MX was asked and
 * that were listed, or are not merely where a CNAME leads.  Hosts are MX
 * targets, names whose TLSA was asked at _25._tcp, with the same exception, and
 * those that the run lists: of these others than its domains may use some.
 */
#ifndef MAIL_PLAN_H
#define MAIL_PLAN_H

#include "analysis/evidence/evidence.h"
#include "output/record/outcome.h"

enum { TIMELINE_MAX = 8 };

/* What becomes of a host if nobody acts: the first changes, in order. */
struct timeline {
	struct {
		int64_t at_s;
		struct outcome outcome;
	} at[TIMELINE_MAX];
	size_t count;
};

struct host_use {
	const struct dns_name *host;
	size_t domains;
	const struct dns_name *domain; /* one of them; NULL: none */
	uint64_t listed; /* how many use it, by the run's list; 0: not on it */
	bool tlsa;       /* it has TLSA records; set by who judges */
	struct outcome outcome;   /* now; the same */
	struct timeline timeline; /* later; the same */
};

/* A host that is kept elsewhere; NULL: there is none. */
typedef const struct host_use *host_find_fn(
    void *arg, const struct dns_name *host);

struct mail_plan {
	host_find_fn *find; /* hosts are there (plan_store.h); NULL: here */
	void *find_arg;
	struct arena arena;
	const struct dns_name **domains; /* in canonical order */
	size_t domain_count;
	struct host_use **hosts; /* in canonical order */
	size_t host_count;
	struct name_map by_host; /* struct host_use; type 0 */
};

void mail_plan_init(struct mail_plan *p, const struct evidence *e);
void mail_plan_fini(struct mail_plan *p);

/* How many domains use it, of this run or of those that it lists hosts from. */
uint64_t host_use_domains(const struct host_use *use);

/* Never NULL: a host that is not in the plan is one that was not crawled. */
const struct host_use *mail_plan_host(
    const struct mail_plan *p, const struct dns_name *host);

#endif
