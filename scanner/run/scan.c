#include "scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dns_work.h"
#include "manifest.h"
#include "output/run_dir.h"
#include "parts_sync.h"
#include "resume.h"
#include "run_base.h"
#include "run_changes.h"
#include "scanner/engine/privileges.h"
#include "smtp_work.h"
#include "stages.h"

struct scan {
	struct run_base base;
	struct dns_work dns;
	struct smtp_work smtp;
	struct resume resume;
	struct receiver *receiver;
	struct stages *stages;
	struct parts_sync sync;
	struct stage_times times[STAGE_COUNT];
	struct run_changes changes;
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
	    .halt = &b->halt,
	};
	config.worker_rooms = b->rings.worker_room;
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
		.referrals = s->dns.referrals,
		.smtp = s->smtp.sweep,
		.delegation_part = b->parts.delegation,
		.listed_part = b->parts.listed,
		.dropped_part = b->parts.dropped,
		.dns_part = b->parts.dns,
		.rescan = p->rescan,
		.types = &p->types,
		.again = p->again,
		.replay = s->resume.replay,
		.sessions = s->resume.sessions,
		.delegation_lines = s->resume.delegation_lines,
		.listed_lines = s->resume.listed_lines,
		.dropped_lines = s->resume.dropped_lines,
		.counters = &b->counters,
		.key = &b->key,
		.ports = &p->ports,
		.policy = run_base_policy(b),
		.halt = &b->halt,
		.self_check = &b->self_check,
		.destination = p->network.destination,
		.packets = &b->rings.resolver,
		.link = b->network.link,
		.replies = &b->rings.recorder,
		.seed = p->seed,
		.shards = p->shards,
		.shard = p->shard,
		.stages = p->stages,
		.probes = p->probes,
		.cooldown_s = p->cooldown_s,
		.hears_nobody = p->hears_nobody,
		.has_server_rates = p->server_rates != NULL,
		.smtp_all = p->smtp_all,
		.reach = p->reach,
		.addresses = p->addresses,
		.smtp_port = p->smtp_port,
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
	    .changes = &s->changes,
	    /* The recorder's, as long as it is at work. */
	    .mx_cut = end == MANIFEST_RUNNING ? 0 : s->dns.findings.mx_cut,
	    .times = s->times,
	    .end = end,
	    .error = error,
	});
}

static void
close_all(struct scan *s)
{
	resume_close(&s->resume);
	smtp_work_close(&s->smtp);
	dns_work_close(&s->dns);
	run_changes_fini(&s->changes);
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
	if (rc == 0 && plan->output_dir != NULL)
		rc = privileges_give_dir(&privileges, run_dir_here);
	return rc < 0 ? rc : privileges_drop(&privileges, why);
}

static int
open_dir(const struct run_base *b, struct text *why)
{
	const struct scan_plan *p = b->plan;
	return p->earlier != NULL ? run_dir_reenter(p->output_dir, why)
				  : run_dir_enter(p->output_dir, why);
}

static int
open_stream(struct run_base *b, struct text *why)
{
	const char *path = b->plan->output_stream;
	int rc = line_stream_open(path, &b->stream);
	if (rc < 0)
		text_addf(why, "%s: %s", path, strerror(-rc));
	return rc;
}

/* Where the records go. */
static int
open_output(struct run_base *b, struct text *why)
{
	const struct scan_plan *p = b->plan;
	if (p->output_dir == NULL)
		return open_stream(b, why);
	int rc = open_dir(b, why);
	if (rc < 0 || (p->earlier != NULL && p->earlier->is_locked))
		return rc;
	return run_dir_lock(run_dir_here, &b->dir_lock, why);
}

/* What an earlier start left. */
static int
open_resume(struct scan *s, struct text *why)
{
	struct run_base *b = &s->base;
	if (b->plan->earlier == NULL)
		return 0;
	int rc = resume_open(&s->resume, run_dir_here, &b->parts, s->smtp.certs,
	    s->dns.referrals);
	if (rc == -EBADMSG)
		text_addf(why,
		    "%s: a line of its parts is no record: this run cannot go "
		    "on",
		    b->plan->output_dir);
	return rc;
}

/*
 * Everything but the threads.  The run directory, which is the working
 * directory from then on, or the stream comes late: a scan that cannot begin
 * makes none.
 */
static int
open_all(struct scan *s, struct text *why)
{
	struct run_base *b = &s->base;
	int rc = dns_work_open(&s->dns, b, why);
	if (rc == 0)
		rc = open_output(b, why);
	if (rc == 0)
		rc = run_parts_open(&b->parts, run_dir_here, b->stream,
		    b->run_id, b->plan->workers);
	if (rc == 0 && b->plan->earlier != NULL)
		rc = run_parts_adopt(&b->parts, run_dir_here, why);
	if (rc == 0)
		rc = smtp_work_open(&s->smtp, b);
	if (rc == 0)
		rc = open_resume(s, why);
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
	rc = run_changes_init(&s->changes, plan);
	if (rc == 0)
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

static void
tell_changes(const struct scan *s, int noted)
{
	if (noted == 0)
		noted = write_manifest(s, MANIFEST_RUNNING, 0);
	(void)noted; /* the manifest of the end is another try */
}

void
scan_note_rate(struct scan *s, double factor)
{
	tell_changes(s, run_changes_note_rate(&s->changes, factor));
}

void
scan_note_lists(struct scan *s)
{
	tell_changes(s, run_changes_note_lists(&s->changes));
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
	failed = write_manifest(s, manifest_end_of(rc, stopped), rc);
	if (rc == 0)
		rc = failed;
	if (rc == 0 && stopped)
		rc = -EINTR;
	close_all(s);
	free(s);
	return rc;
}
