#include "dns_work.h"

#include <errno.h>

#include "scanner/dns/name_table.h"

enum { RESOLVER_PENDING_MAX = 100000 };

static int
add_host_list(struct findings *f, const struct scan_plan *plan)
{
	const struct name_table *list = plan->host_list;
	uint32_t total = list != NULL ? name_table_count(list) : 0;
	for (uint32_t i = 0; i < total; i++) {
		struct dns_name name;
		uint32_t id;
		if (i % plan->shards != plan->shard)
			continue;
		name_table_get(list, i, &name);
		if (hosts_add(f->hosts, &name, true, &id) < 0)
			return -ENOMEM;
	}
	return 0;
}

/*
 * What is said of the domains of a list: a series of hosts lists next hops,
 * which are no domains of a sweep.
 */
static int
open_referrals(struct dns_work *w, const struct scan_plan *plan)
{
	if (plan->domains.list == NULL || plan->rescan != NULL)
		return 0;
	return referral_lines_new(
	    &plan->domains, plan->shards, plan->shard, &w->referrals);
}

static int
open_resolver(struct dns_work *w, struct run_base *b, struct text *why)
{
	struct address_policy policy = run_base_policy(b);
	return resolver_new(
	    &(struct resolver_config){
		.sender = b->sender,
		.packets = &b->rings.resolver,
		.questions = &b->rings.questions,
		.resolutions = &b->rings.resolutions,
		.counters = &b->counters,
		.halt = &b->halt,
		.blocklist = b->plan->blocklist,
		.watch = w->referrals != NULL
			     ? referral_lines_watch(w->referrals)
			     : NULL,
		.ports = &b->plan->ports,
		.key = &b->key,
		.root_hints = b->plan->root_hints,
		.pending_max = RESOLVER_PENDING_MAX,
		.ipv4 = policy.ipv4,
		.ipv6 = policy.ipv6,
		.hears_nobody = b->plan->hears_nobody,
	    },
	    &w->resolver, why);
}

int
dns_work_open(struct dns_work *w, struct run_base *b, struct text *why)
{
	int rc = findings_init(
	    &w->findings, &b->plan->domains, b->plan->implicit_mx);
	w->findings.reach = b->plan->reach;
	if (rc == 0)
		rc = add_host_list(&w->findings, b->plan);
	if (rc == 0)
		rc = open_referrals(w, b->plan);
	if (rc == 0)
		rc = open_resolver(w, b, why);
	return rc;
}

void
dns_work_close(struct dns_work *w)
{
	resolver_free(w->resolver);
	referral_lines_free(w->referrals);
	findings_fini(&w->findings);
}

int
dns_work_start(struct dns_work *w, struct run_base *b)
{
	if (w->referrals != NULL)
		referral_lines_open(
		    w->referrals, b->parts.delegation, &b->halt);
	return recorder_start(
	    &(struct recorder_config){
		.packets = &b->rings.recorder,
		.resolutions = &b->rings.resolutions,
		.questions = &b->rings.questions,
		.part = b->parts.dns,
		.findings = &w->findings,
		.counters = &b->counters,
		.halt = &b->halt,
		.key = &b->key,
		.seed = b->plan->seed,
		.port_first = b->plan->ports.spray_udp.first,
		.port_last = b->plan->ports.spray_udp.last,
	    },
	    &w->recorder);
}

void
dns_work_stop(struct dns_work *w)
{
	recorder_stop(w->recorder);
	w->recorder = NULL;
}
