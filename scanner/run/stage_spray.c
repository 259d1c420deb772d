#include "base/clock.h"
#include "scanner/dns/name_table.h"
#include "scanner/dns/spray_run.h"
#include "stage_work.h"

enum { ADDRESSES_MAX = 16 }; /* of one host; no more are asked */

static void
ask_foreign(const struct stage_work *w, const struct name_table *foreign)
{
	for (uint32_t id = 0; id < name_table_count(foreign); id++) {
		struct dns_name name;
		name_table_get(foreign, id, &name);
		stage_ask_host(w, &name);
	}
}

/* Stage chain asks for these keys, too. */
static bool
are_keys_of_signed(const struct stage_work *w, const struct dns_question *q,
    uint32_t delegation)
{
	struct delegation d;
	if (q->type != DNS_DNSKEY)
		return false;
	delegations_get(w->delegations, delegation, &d);
	return d.has_ds || findings_signs(w->findings, &q->name);
}

/*
 * From here on these are the resolver's: what an alias leads to is not asked
 * again, whoever asked it.  Of domains, which are many more than hosts, and
 * few of them aliases, it is told only what stage chain asks as well.
 */
static void
tell_resolver(const struct stage_work *w, const struct spray *spray)
{
	bool is_of_all = spray_is_of_all(spray);
	if (spray_stage(spray) == STAGE_DOMAINS)
		return;
	for (uint64_t i = 0; i < spray_count(spray); i++) {
		struct dns_question q;
		uint32_t delegation;
		spray_question(spray, i, &q, &delegation);
		if (is_of_all && !are_keys_of_signed(w, &q, delegation))
			continue;
		if (!spray_is_open(spray, i))
			resolver_has_record(w->resolver, &q);
	}
}

static void
ask_all(const struct stage_work *w, struct spray *spray,
    struct servers *servers, enum spray_share share,
    const struct name_table *foreign)
{
	bool sharded = share == SPRAY_SHARDED;
	if (!stage_begin(w, spray_stage(spray), spray, servers))
		return;
	if (foreign != NULL)
		ask_foreign(w, foreign);
	spray_run(&(struct spray_run){
	    .spray = spray,
	    .servers = servers,
	    .blocklist = w->policy.blocklist,
	    .sender = w->sender,
	    .resolver = w->resolver,
	    .counters = w->counters,
	    .link = w->link,
	    .replies = w->replies,
	    .key = w->key,
	    .ports = w->ports->spray_udp,
	    .halt = w->halt,
	    .seed = w->seed,
	    .shards = sharded ? w->shards : 1,
	    .shard = sharded ? w->shard : 0,
	    .probes = w->probes,
	    .cooldown_s = w->cooldown_s,
	    .hears_nobody = w->hears_nobody,
	});
	stage_end_questions(w, spray_stage(spray));
	recorder_forget_spray(w->recorder);
}

/* Rates may go by names: each address of each name server, once. */
static void
note_names(const struct stage_work *w)
{
	int64_t now_ns = clock_monotonic_ns();
	for (uint32_t h = 0; h < delegations_hosts(w->delegations); h++) {
		struct delegation_address at[ADDRESSES_MAX];
		struct dns_name name;
		unsigned n =
		    delegations_addresses(w->delegations, h, at, ADDRESSES_MAX);
		delegations_host_name(w->delegations, h, &name);
		for (unsigned i = 0; i < n && i < ADDRESSES_MAX; i++)
			halt_fail(w->halt, sender_note_server(w->sender,
					       &at[i].addr, &name, now_ns));
	}
}

void
stage_spray(const struct stage_work *w, struct spray *spray,
    enum spray_share share, const struct name_table *foreign)
{
	struct servers *servers;
	int rc = servers_new(w->delegations, &w->policy, &servers);
	if (rc < 0) {
		halt_fail(w->halt, rc);
		return;
	}
	if (w->has_server_rates)
		note_names(w);
	ask_all(w, spray, servers, share, foreign);
	tell_resolver(w, spray);
	servers_free(servers);
}
