#include "scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dns_work.h"
#include "manifest.h"
#include "output/run_dir.h"
#include "parts_sync.h"
#include "run_base.h"
#include "scanner/engine/privileges.h"
#include "smtp_work.h"
#include "stages.h"

struct scan {
	struct run_base base;
	struct dns_work dns;
	struct smtp_work smtp;
	struct receiver *receiver;
	struct stages *stages;
	struct parts_sync sync;
	struct stage_times times[STAGE_COUNT];
};

static int
start_receiver(struct scan *s)
{
	struct run_base *b = &s->base;
	struct receiver_config config = {
	    .link = b->network.link,
	    .ports = &b->plan->ports,
	    .recorder = &b->rings.recorder,
	    .resolver = &b->rings.resolver,
	    .worker_count = b->plan->workers,
	    .own = b->network.own,
	    .own_count = b->network.own_count,
	    .counters = &b->counters,
	};
	for (unsigned i = 0; i < config.worker_count; i++)
		config.workers[i] = &b->rings.worker[i];
	return receiver_start(&config, &s->receiver);
}

static int
start_stages(struct scan *s)
{
	struct run_base *b = &s->base;
	const struct scan_plan *p = b->plan;
	return stages_start(
	    &(struct stage_work){
		.delegations = p->delegations,
		.domains = &p->domains,
		.findings = &s->dns.findings,
		.recorder = s->dns.recorder,
		.sender = b->sender,
		.resolver = s->dns.resolver,
		.smtp = s->smtp.sweep,
		.delegation_part = b->parts.delegation,
		.dns_part = b->parts.dns,
		.again = p->again,
		.counters = &b->counters,
		.key = &b->key,
		.ports = &p->ports,
		.policy = run_base_policy(b),
		.halt = &b->halt,
		.seed = p->seed,
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
	int rc = parts_sync_start(&s->sync, &s->base.parts, &s->base.halt);
	if (rc == 0)
		rc = dns_work_start(&s->dns, &s->base);
	if (rc == 0)
		rc = smtp_work_start(&s->smtp);
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
	smtp_work_stop(&s->smtp);
	receiver_stop(s->receiver);
	dns_work_stop(&s->dns);
	parts_sync_stop(&s->sync);
}

static int
write_manifest(const struct scan *s, enum manifest_end end, int error)
{
	return scan_manifest_write(&(struct scan_manifest){
	    .base = &s->base,
	    .mx_cut = s->dns.findings.mx_cut,
	    .times = s->times,
	    .end = end,
	    .error = error,
	});
}

static void
close_all(struct scan *s)
{
	smtp_work_close(&s->smtp);
	dns_work_close(&s->dns);
	run_base_close(&s->base);
}

/* The run directory goes with us: part files rotate, the manifest changes. */
static int
give_privileges_away(const struct scan_plan *plan, struct text *why)
{
	struct privileges privileges;
	if (plan->keep_privileges)
		return 0;
	int rc = privileges_choose(plan->user, &privileges, why);
	if (rc == 0)
		rc = privileges_give_dir(&privileges, run_dir_here);
	return rc < 0 ? rc : privileges_drop(&privileges, why);
}

/*
 * Everything but the threads.  The run directory, which is the working
 * directory from then on, comes late: a scan that cannot begin makes none.
 */
static int
open_all(struct scan *s, struct text *why)
{
	struct run_base *b = &s->base;
	int rc = dns_work_open(&s->dns, b, why);
	if (rc == 0)
		rc = run_dir_enter(b->plan->output_dir, why);
	if (rc == 0)
		rc = run_dir_lock(run_dir_here, &b->dir_lock, why);
	if (rc == 0)
		rc = run_parts_open(&b->parts, run_dir_here, b->plan->workers);
	if (rc == 0)
		rc = smtp_work_open(&s->smtp, b);
	if (rc == 0)
		rc = write_manifest(s, MANIFEST_RUNNING, 0);
	if (rc == 0)
		rc = give_privileges_away(b->plan, why);
	return rc;
}

int
scan_open(const struct scan_plan *plan, const atomic_bool *stopping,
    struct scan **out, struct text *why)
{
	struct scan *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	int rc = run_base_open(&s->base, plan, stopping, why);
	if (rc < 0)
		goto free_scan;
	rc = open_all(s, why);
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
	return &s->base.counters;
}

struct link *
scan_link(const struct scan *s)
{
	return s->base.network.link;
}

int
scan_close(struct scan *s)
{
	stop_threads(s);
	int rc = halt_error(&s->base.halt);
	int failed = run_parts_finish(&s->base.parts);
	if (rc == 0)
		rc = failed;
	bool stopped = halt_was_asked(&s->base.halt);
	enum manifest_end end =
	    rc < 0 || stopped ? MANIFEST_INTERRUPTED : MANIFEST_COMPLETE;
	failed = write_manifest(s, end, rc);
	if (rc == 0)
		rc = failed;
	if (rc == 0 && stopped)
		rc = -EINTR;
	close_all(s);
	free(s);
	return rc;
}
