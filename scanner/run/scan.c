#include "scan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/halt.h"
#include "base/ring.h"
#include "stages.h"
#include "scanner/engine/cookie.h"
#include "scanner/engine/network.h"
#include "output/run_dir.h"
#include "scanner/dns/name_table.h"
#include "scanner/engine/packet_item.h"
#include "scanner/engine/privileges.h"
#include "scanner/engine/receiver.h"
#include "parts.h"
#include "manifest.h"
#include "scanner/smtp/worker.h"

enum {
	SMTP_PORT = 25,
	PACKET_SLOTS = 65536,
	RESOLVER_PENDING_MAX = 100000,
	ITEM_SLOTS = 4096,
	EHLO_LINE_MAX = 300,
};

struct scan {
	const struct scan_plan *plan;
	struct halt halt;
	int64_t began_ns; /* real time */

	struct network network;
	struct siphash_key key;
	struct counters counters;
	char ehlo_line[EHLO_LINE_MAX];

	struct ring recorder_ring, resolver_ring, finished_ring, question_ring;
	struct ring worker_rings[RECEIVER_WORKERS_MAX];

	struct run_parts parts;

	struct findings findings;
	struct cert_set *certs;
	struct sender *sender;
	struct lookup *lookup;
	struct smtp_sweep *smtp;
	struct recorder *recorder;
	struct worker *workers[RECEIVER_WORKERS_MAX];
	unsigned worker_count;
	struct receiver *receiver;
	struct stages *stages;
	struct stage_times times[STAGE_COUNT];
};

static struct server_policy
policy_of(const struct scan *s)
{
	return (struct server_policy){
	    .blocklist = s->plan->blocklist,
	    .ipv4 = s->network.templates[NETWORK_V4] != NULL,
	    .ipv6 = s->network.templates[NETWORK_V6] != NULL,
	};
}

static int
open_rings(struct scan *s)
{
	int rc = ring_init(&s->recorder_ring, PACKET_SLOTS);
	if (rc == 0)
		rc = ring_init(&s->resolver_ring, PACKET_SLOTS);
	if (rc == 0)
		rc = ring_init(&s->finished_ring, ITEM_SLOTS);
	if (rc == 0)
		rc = ring_init(&s->question_ring, ITEM_SLOTS);
	for (unsigned i = 0; i < s->worker_count && rc == 0; i++)
		rc = ring_init(&s->worker_rings[i], PACKET_SLOTS);
	return rc;
}

static int
add_host_list(struct scan *s)
{
	const struct name_table *list = s->plan->host_list;
	uint32_t total = list != NULL ? name_table_count(list) : 0;
	for (uint32_t i = 0; i < total; i++) {
		struct dns_name name;
		uint32_t id;
		if (i % s->plan->shards != s->plan->shard)
			continue;
		name_table_get(list, i, &name);
		if (hosts_add(s->findings.hosts, &name, true, &id) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int
open_sender(struct scan *s)
{
	const struct scan_plan *p = s->plan;
	return sender_new(
	    &(struct sender_config){
		.link = s->network.link,
		.ipv4 = s->network.templates[NETWORK_V4],
		.ipv6 = s->network.templates[NETWORK_V6],
		.policy = policy_of(s),
		.rate_pps = p->rate_pps,
		.bandwidth_bps = p->bandwidth_bps,
		.server_rate_qps = p->server_rate_qps,
	    },
	    &s->sender);
}

static int
open_lookup(struct scan *s, struct text *why)
{
	struct server_policy policy = policy_of(s);
	return lookup_new(
	    &(struct lookup_config){
		.sender = s->sender,
		.packets = &s->resolver_ring,
		.questions = &s->question_ring,
		.finished = &s->finished_ring,
		.counters = &s->counters,
		.halt = &s->halt,
		.ports = &s->plan->ports,
		.key = &s->key,
		.root_hints = s->plan->root_hints,
		.seed = s->plan->seed,
		.pending_max = RESOLVER_PENDING_MAX,
		.ipv4 = policy.ipv4,
		.ipv6 = policy.ipv6,
	    },
	    &s->lookup, why);
}

static int
open_smtp(struct scan *s)
{
	return smtp_sweep_new(
	    &(struct smtp_sweep_config){
		.sender = s->sender,
		.part = s->parts.smtp,
		.counters = &s->counters,
		.halt = &s->halt,
		.key = &s->key,
		.policy = policy_of(s),
		.ports = s->plan->ports.smtp_tcp,
		.smtp_port = SMTP_PORT,
		.seed = s->plan->seed,
		.max_active = s->plan->max_sessions,
	    },
	    &s->smtp);
}

static int
open_worker(struct scan *s, unsigned i)
{
	unsigned sessions = s->plan->max_sessions;
	return worker_new(
	    &(struct worker_config){
		.packets = &s->worker_rings[i],
		.link = s->network.link,
		.ipv4 = s->network.templates[NETWORK_V4],
		.ipv6 = s->network.templates[NETWORK_V6],
		.part = s->parts.worker[i],
		.certs = s->certs,
		.counters = &s->counters,
		.halt = &s->halt,
		.ehlo_line = s->ehlo_line,
		.max_sessions = sessions / s->worker_count + 1,
		.ctx = s->smtp,
		.target_of = smtp_sweep_target_of,
		.left_waiting = smtp_sweep_left_waiting,
		.finished = smtp_sweep_finished,
	    },
	    &s->workers[i]);
}

/* What asks, and where answers go; no file of the run yet. */
static int
open_dns(struct scan *s, struct text *why)
{
	s->worker_count = s->plan->workers;
	int rc = cookie_key_new(&s->key);
	if (rc == 0)
		rc = open_rings(s);
	if (rc == 0)
		rc = findings_init(
		    &s->findings, &s->plan->domains, s->plan->implicit_mx);
	if (rc == 0)
		rc = add_host_list(s);
	if (rc == 0)
		rc = open_sender(s);
	if (rc == 0)
		rc = open_lookup(s, why);
	return rc;
}

/* What writes into the run directory, which is the working directory. */
static int
open_writers(struct scan *s)
{
	snprintf(s->ehlo_line, sizeof(s->ehlo_line), "EHLO %.255s\r\n",
	    s->plan->ehlo != NULL ? s->plan->ehlo : "");
	int rc = run_parts_open(&s->parts, run_dir_here, s->worker_count);
	if (rc == 0)
		rc = cert_set_new(s->parts.cert, &s->counters, &s->certs);
	if (rc == 0)
		rc = open_smtp(s);
	for (unsigned i = 0; i < s->worker_count && rc == 0; i++)
		rc = open_worker(s, i);
	return rc;
}

static int
start_recorder(struct scan *s)
{
	return recorder_start(
	    &(struct recorder_config){
		.packets = &s->recorder_ring,
		.finished = &s->finished_ring,
		.questions = &s->question_ring,
		.part = s->parts.dns,
		.findings = &s->findings,
		.counters = &s->counters,
		.halt = &s->halt,
		.key = &s->key,
		.port_first = s->plan->ports.spray_udp.first,
		.port_last = s->plan->ports.spray_udp.last,
	    },
	    &s->recorder);
}

static int
start_receiver(struct scan *s)
{
	struct receiver_config config = {
	    .link = s->network.link,
	    .ports = &s->plan->ports,
	    .recorder = &s->recorder_ring,
	    .resolver = &s->resolver_ring,
	    .worker_count = s->worker_count,
	    .own = s->network.own,
	    .own_count = s->network.own_count,
	    .counters = &s->counters,
	};
	for (unsigned i = 0; i < s->worker_count; i++)
		config.workers[i] = &s->worker_rings[i];
	return receiver_start(&config, &s->receiver);
}

static int
start_stages(struct scan *s)
{
	const struct scan_plan *p = s->plan;
	return stages_start(
	    &(struct stage_work){
		.delegations = s->plan->delegations,
		.domains = &s->plan->domains,
		.findings = &s->findings,
		.recorder = s->recorder,
		.sender = s->sender,
		.lookup = s->lookup,
		.smtp = s->smtp,
		.delegation_part = s->parts.delegation,
		.counters = &s->counters,
		.key = &s->key,
		.ports = &s->plan->ports,
		.policy = policy_of(s),
		.halt = &s->halt,
		.seed = s->plan->seed,
		.shards = p->shards,
		.shard = p->shard,
		.stages = p->stages,
		.probes = p->probes,
		.cooldown_s = p->cooldown_s,
		.smtp_all = p->smtp_all,
	    },
	    &s->stages);
}

/* Those who take come before those who give. */
static int
start_threads(struct scan *s)
{
	int rc = start_recorder(s);
	for (unsigned i = 0; i < s->worker_count && rc == 0; i++)
		rc = worker_start(s->workers[i]);
	if (rc == 0)
		rc = start_receiver(s);
	if (rc == 0)
		rc = start_stages(s);
	return rc;
}

static void
stop_threads(struct scan *s)
{
	if (s->stages != NULL)
		stages_end(s->stages, s->times);
	for (unsigned i = 0; i < s->worker_count; i++)
		worker_stop(s->workers[i]);
	if (s->stages != NULL)
		smtp_sweep_end(s->smtp);
	receiver_stop(s->receiver);
	recorder_stop(s->recorder);
	s->recorder = NULL;
}

static int
write_manifest(const struct scan *s, enum manifest_end end, int error)
{
	return scan_manifest_write(&(struct scan_manifest){
	    .argc = s->plan->argc,
	    .argv = s->plan->argv,
	    .seed = s->plan->seed,
	    .shards = (uint32_t)s->plan->shards,
	    .shard = (uint32_t)s->plan->shard,
	    .network = &s->network,
	    .counters = &s->counters,
	    .mx_cut = s->findings.mx_cut,
	    .parts = &s->parts,
	    .times = s->times,
	    .began_ns = s->began_ns,
	    .end = end,
	    .error = error,
	});
}

static void
empty_ring(struct ring *r, void (*free_item)(void *item))
{
	void *item;
	while (r->slot != NULL && (item = ring_pop(r)) != NULL)
		free_item(item);
	ring_fini(r);
}

static void
close_all(struct scan *s)
{
	for (unsigned i = 0; i < s->worker_count; i++)
		worker_free(s->workers[i]);
	smtp_sweep_free(s->smtp);
	lookup_free(s->lookup);
	sender_free(s->sender);
	cert_set_free(s->certs);
	findings_fini(&s->findings);
	run_parts_close(&s->parts);
	for (unsigned i = 0; i < s->worker_count; i++) {
		empty_ring(&s->worker_rings[i], free);
	}
	empty_ring(&s->recorder_ring, free);
	empty_ring(&s->resolver_ring, free);
	empty_ring(&s->finished_ring, free);
	empty_ring(&s->question_ring, free);
}

/* The run directory goes with us: part files rotate, the manifest changes. */
static int
give_privileges_away(const struct scan *s, struct text *why)
{
	struct privileges plan;
	if (s->plan->keep_privileges)
		return 0;
	int rc = privileges_choose(s->plan->user, &plan, why);
	if (rc == 0)
		rc = privileges_give_dir(&plan, run_dir_here);
	return rc < 0 ? rc : privileges_drop(&plan, why);
}

int
scan_open(const struct scan_plan *plan, const atomic_bool *stopping,
    struct scan **out, struct text *why)
{
	struct scan *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->plan = plan;
	halt_init(&s->halt, stopping);
	s->began_ns = clock_realtime_ns();
	int rc = network_open(&s->network, &plan->network, why);
	if (rc < 0)
		goto free_scan;
	rc = open_dns(s, why);
	if (rc == 0)
		rc = run_dir_enter(plan->output_dir, why);
	if (rc == 0)
		rc = open_writers(s);
	if (rc == 0)
		rc = write_manifest(s, MANIFEST_RUNNING, 0);
	if (rc == 0)
		rc = give_privileges_away(s, why);
	if (rc < 0)
		goto close_all;
	rc = start_threads(s);
	if (rc < 0)
		goto stop_threads;
	*out = s;
	return 0;

stop_threads:
	stop_threads(s);
close_all:
	close_all(s);
	network_close(&s->network);
free_scan:
	if (why->len == 0)
		text_add(why, strerror(-rc));
	free(s);
	return rc;
}

bool
scan_has_ended(const struct scan *s)
{
	return stages_have_ended(s->stages);
}

const struct counters *
scan_counters(const struct scan *s)
{
	return &s->counters;
}

struct link *
scan_link(const struct scan *s)
{
	return s->network.link;
}

int
scan_close(struct scan *s)
{
	stop_threads(s);
	int rc = halt_error(&s->halt);
	int failed = run_parts_finish(&s->parts);
	if (rc == 0)
		rc = failed;
	bool stopped = halt_was_asked(&s->halt);
	enum manifest_end end =
	    rc < 0 || stopped ? MANIFEST_INTERRUPTED : MANIFEST_COMPLETE;
	failed = write_manifest(s, end, rc);
	if (rc == 0)
		rc = failed;
	if (rc == 0 && stopped)
		rc = -EINTR;
	close_all(s);
	network_close(&s->network);
	free(s);
	return rc;
}
