#include "stages.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/thread.h"
#include "scanner/dns/chain_zones.h"
#include "dns/tlsa_name.h"
#include "scanner/dns/name_table.h"
#include "scanner/engine/permutation.h"
#include "scanner/dns/spray_run.h"
#include "delegation.h"

struct stages {
	struct stages_config config;
	struct thread thread;
	struct stage_times times[STAGE_COUNT];
	atomic_bool ended;
};

static bool
is_stopping(const struct stages *c)
{
	return halt_is_due(c->config.halt);
}

static void
fail(struct stages *c, int rc)
{
	halt_fail(c->config.halt, rc);
}

static void
step(struct stages *c)
{
	int64_t now_ns = clock_monotonic_ns();
	lookup_step(c->config.lookup, now_ns);
	sender_flush(c->config.sender, now_ns);
	clock_pause();
}

/*
 * Until the resolver has ended all questions, and the recorder holds still.
 * What the recorder asked at the very last, or was told, opens its gate again.
 */
static void
end_questions(struct stages *c, enum stage stage)
{
	for (;;) {
		while (!lookup_is_idle(c->config.lookup) && !is_stopping(c))
			step(c);
		recorder_begin_pause(c->config.recorder);
		while (!recorder_is_paused(c->config.recorder))
			step(c);
		if (lookup_is_idle(c->config.lookup) || is_stopping(c))
			return;
		recorder_resume(c->config.recorder, stage, NULL, NULL);
	}
}

/* One question through the resolver, without outrunning it. */
static void
ask(struct stages *c, const struct dns_name *name, uint16_t type)
{
	lookup_ask(c->config.lookup, name, type);
	while (lookup_is_full(c->config.lookup) && !is_stopping(c))
		step(c);
}

static void
run_servers(struct stages *c)
{
	struct delegations *d = c->config.delegations;
	recorder_resume(c->config.recorder, STAGE_SERVERS, NULL, NULL);
	for (uint32_t h = 0; h < delegations_hosts(d) && !is_stopping(c); h++) {
		struct dns_name name;
		if (delegations_addresses(d, h, NULL, 0) > 0)
			continue;
		delegations_host_name(d, h, &name);
		if (c->config.policy.ipv4)
			ask(c, &name, DNS_A);
		if (c->config.policy.ipv6)
			ask(c, &name, DNS_AAAA);
	}
	end_questions(c, STAGE_SERVERS);

	const struct findings *f = c->config.findings;
	const struct ns_address *found = f->ns_addresses.at;
	for (size_t i = 0; i < f->ns_addresses.count; i++)
		fail(c,
		    delegations_add_address(d, found[i].host, &found[i].addr));
}

static void
ask_foreign(struct stages *c, const struct name_table *foreign)
{
	for (uint32_t id = 0; id < name_table_count(foreign); id++) {
		struct dns_name name, tlsa;
		name_table_get(foreign, id, &name);
		ask(c, &name, DNS_A);
		ask(c, &name, DNS_AAAA);
		if (tlsa_name(&name, &tlsa))
			ask(c, &tlsa, DNS_TLSA);
	}
}

/* Sprays; what is in `foreign`, if not NULL, goes through the resolver. */
static void
run_spray(struct stages *c, struct spray *spray, bool sharded,
    const struct name_table *foreign)
{
	struct servers *servers;
	int rc =
	    servers_new(c->config.delegations, &c->config.policy, &servers);
	if (rc < 0) {
		fail(c, rc);
		return;
	}
	recorder_resume(c->config.recorder, spray_stage(spray), spray, servers);
	if (foreign != NULL)
		ask_foreign(c, foreign);
	spray_run(&(struct spray_run){
	    .spray = spray,
	    .servers = servers,
	    .sender = c->config.sender,
	    .lookup = c->config.lookup,
	    .counters = c->config.counters,
	    .key = c->config.key,
	    .ports = c->config.ports->spray_udp,
	    .halt = c->config.halt,
	    .seed = c->config.seed,
	    .shards = sharded ? c->config.shards : 1,
	    .shard = sharded ? c->config.shard : 0,
	    .probes = c->config.probes,
	    .cooldown_s = c->config.cooldown_s,
	});
	end_questions(c, spray_stage(spray));
	recorder_forget_spray(c->config.recorder);
	servers_free(servers);
}

/* A list has no zone file: the resolver finds each domain's servers. */
static void
run_domain_list(struct stages *c)
{
	recorder_resume(c->config.recorder, STAGE_DOMAINS, NULL, NULL);
	uint32_t total = domains_count(c->config.domains);
	for (uint64_t i = c->config.shard; i < total && !is_stopping(c);
	     i += c->config.shards) {
		struct dns_name name;
		domains_name(c->config.domains, (uint32_t)i, &name);
		ask(c, &name, DNS_MX);
	}
	end_questions(c, STAGE_DOMAINS);
}

static void
run_domains(struct stages *c)
{
	if (c->config.domains->list != NULL) {
		run_domain_list(c);
		return;
	}
	struct spray *spray;
	int rc = spray_new_domains(c->config.domains, &spray);
	if (rc < 0) {
		fail(c, rc);
		return;
	}
	run_spray(c, spray, true, NULL);
	spray_free(spray);
}

/* The hosts in zones that no zone file delegates. */
static int
foreign_hosts(const struct stages *c, struct name_table *foreign)
{
	const struct hosts *h = c->config.findings->hosts;
	for (uint32_t id = 0; id < hosts_count(h); id++) {
		struct dns_name name, tlsa;
		uint32_t delegation, copy;
		hosts_name(h, id, &name);
		if (tlsa_name(&name, &tlsa) &&
		    !delegations_enclosing(
			c->config.delegations, &name, &delegation) &&
		    name_table_add(foreign, &name, &copy) < 0)
			return -ENOMEM;
	}
	return 0;
}

static void
run_hosts(struct stages *c)
{
	struct spray *spray;
	struct name_table *foreign;
	int rc = name_table_new(&foreign);
	if (rc < 0) {
		fail(c, rc);
		return;
	}
	rc = foreign_hosts(c, foreign);
	if (rc == 0)
		rc = spray_new_hosts(
		    c->config.findings->hosts, c->config.delegations, &spray);
	if (rc == 0) {
		run_spray(c, spray, false, foreign);
		spray_free(spray);
	}
	fail(c, rc);
	name_table_free(foreign);
}

static void
run_chain(struct stages *c)
{
	struct chain_zone *zones;
	uint32_t zone_count;
	int rc = chain_zones(c->config.findings, &zones, &zone_count);
	if (rc < 0) {
		fail(c, rc);
		return;
	}
	recorder_resume(c->config.recorder, STAGE_CHAIN, NULL, NULL);
	for (uint32_t i = 0; i < zone_count && !is_stopping(c); i++) {
		if (zones[i].name.len > 1)
			ask(c, &zones[i].name, DNS_DS);
		if (zones[i].wants_dnskey)
			ask(c, &zones[i].name, DNS_DNSKEY);
	}
	end_questions(c, STAGE_CHAIN);
	free(zones);
}

static void
run_smtp(struct stages *c)
{
	int rc = smtp_sweep_plan(
	    c->config.smtp, c->config.findings->hosts, c->config.smtp_all);
	if (rc == 0)
		rc = smtp_sweep_run(c->config.smtp);
	fail(c, rc);
}

static void
write_delegation(struct stages *c, struct text *line, uint32_t index)
{
	text_clear(line);
	delegation_line_add(line, c->config.delegations, index);
	if (text_ok(line))
		fail(c, part_add_line(
			    c->config.delegation_part, line->bytes, line->len));
	else
		fail(c, -ENOMEM);
}

/* What the zone files say of each domain that is ours to ask. */
static void
write_delegations(struct stages *c)
{
	uint64_t total = delegations_count(c->config.delegations);
	struct permutation order;
	struct text line;
	if (total == 0)
		return;
	spray_order(&order, total, c->config.seed, STAGE_DOMAINS);
	text_init(&line);
	for (uint64_t at = c->config.shard; at < total && !is_stopping(c);
	     at += c->config.shards) {
		bool whole = c->config.shards == 1;
		uint64_t i = whole ? at : permutation_at(&order, at);
		write_delegation(c, &line, (uint32_t)i);
	}
	text_fini(&line);
}

/* Each stage, in their order; later ones use what the earlier ones found. */
static const struct stage_row {
	void (*run)(struct stages *c);
} stages[STAGE_COUNT] = {
    [STAGE_SERVERS] = {run_servers},
    [STAGE_DOMAINS] = {run_domains},
    [STAGE_HOSTS] = {run_hosts},
    [STAGE_CHAIN] = {run_chain},
    [STAGE_SMTP] = {run_smtp},
};

static void
run_stage(struct stages *c, enum stage stage)
{
	if ((c->config.stages & 1u << stage) == 0 || is_stopping(c))
		return;
	atomic_store(&c->config.counters->stage, (int)stage);
	lookup_set_stage(c->config.lookup, stage);
	c->times[stage].began_ns = clock_realtime_ns();
	stages[stage].run(c);
	c->times[stage].ended_ns = clock_realtime_ns();
	if (c->config.findings->failed)
		fail(c, -ENOMEM);
}

static void
run(void *arg)
{
	struct stages *c = arg;
	write_delegations(c);
	for (enum stage stage = 0; stage < STAGE_COUNT; stage++)
		run_stage(c, stage);
	atomic_store(&c->ended, true);
}

int
stages_start(const struct stages_config *config, struct stages **out)
{
	struct stages *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->config = *config;
	int rc = thread_start(&c->thread, "stages", run, c);
	if (rc < 0) {
		free(c);
		return rc;
	}
	*out = c;
	return 0;
}

bool
stages_have_ended(const struct stages *c)
{
	return atomic_load(&c->ended);
}

void
stages_end(struct stages *c, struct stage_times times[STAGE_COUNT])
{
	thread_join(&c->thread);
	for (unsigned i = 0; i < STAGE_COUNT; i++)
		times[i] = c->times[i];
	free(c);
}
