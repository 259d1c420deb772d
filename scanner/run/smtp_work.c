#include "smtp_work.h"

#include <stdio.h>

#include "dns/tlsa_name.h"
#include "scanner/smtp/sweep_answers.h"

enum {
	SYN_PLACES =
	    262144, /* at 100,000 SYNs a second the dark take as many */
	WAITING_MAX = 262144, /* some 70 MB */
};

/* Whoever waits for the answer to a SYN holds no session. */
static unsigned
places_for(const struct scan_plan *p)
{
	return p->smtp_syn && p->max_sessions < SYN_PLACES ? SYN_PLACES
							   : p->max_sessions;
}

static int
open_sweep(struct smtp_work *w, struct run_base *b)
{
	return smtp_sweep_new(
	    &(struct smtp_sweep_config){
		.sender = b->sender,
		.part = b->parts.smtp,
		.counters = &b->counters,
		.halt = &b->halt,
		.key = &b->key,
		.policy = run_base_policy(b),
		.ports = b->plan->ports.smtp_tcp,
		.smtp_port = b->plan->smtp_port,
		.syn_only = b->plan->smtp_syn,
		.seed = b->plan->seed,
		.sleeps_at = &b->rings.resolver,
		.max_active = places_for(b->plan),
		.max_waiting = WAITING_MAX,
		.prefix_sessions = b->plan->prefix_sessions,
		.operator_sessions = b->plan->operator_sessions,
		.doubts_silence = self_check_is_wanted(&b->self_check),
	    },
	    &w->sweep);
}

static int
open_worker(struct smtp_work *w, struct run_base *b, unsigned i)
{
	unsigned sessions = b->plan->max_sessions;
	return worker_new(
	    &(struct worker_config){
		.packets = &b->rings.worker[i],
		.link = b->network.link,
		.ipv4 = b->network.templates[NETWORK_V4],
		.ipv6 = b->network.templates[NETWORK_V6],
		.part = b->parts.worker[i],
		.certs = w->certs,
		.counters = &b->counters,
		.halt = &b->halt,
		.ehlo_line = w->ehlo_line,
		/* TLSA records are those of one port (RFC 7672 3). */
		.chain_fit = b->plan->smtp_port == tlsa_port()
				 ? b->plan->chain_fit
				 : NULL,
		.syn_only = b->plan->smtp_syn,
		.service = mail_service_at(b->plan->smtp_port),
		.certificate_only = b->plan->certificate_only,
		.tls_groups = b->plan->tls_groups,
		.twins = b->plan->twins,
		.max_sessions = sessions / w->worker_count + 1,
		.ctx = w->sweep,
		.target_of = sweep_answers_target_of,
		.left_waiting = sweep_answers_left_waiting,
		.reset_old = sweep_answers_reset_old,
		.path_loses = sweep_answers_path_loses,
		.session_ended = sweep_answers_session_ended,
	    },
	    &w->workers[i]);
}

static int
sync_certs(void *ctx)
{
	return cert_set_sync(ctx);
}

/* A certificate is on the disk before a record names it. */
static void
order_parts(const struct smtp_work *w, const struct run_parts *parts)
{
	part_before_write(parts->smtp, sync_certs, w->certs);
	for (unsigned i = 0; i < w->worker_count; i++)
		part_before_write(parts->worker[i], sync_certs, w->certs);
}

int
smtp_work_open(struct smtp_work *w, struct run_base *b)
{
	w->worker_count = b->plan->workers;
	snprintf(w->ehlo_line, sizeof(w->ehlo_line), "EHLO %.255s\r\n",
	    b->plan->ehlo != NULL ? b->plan->ehlo : "");
	int rc = cert_set_new(b->parts.cert, &b->counters, &w->certs);
	if (rc == 0) {
		order_parts(w, &b->parts);
		rc = open_sweep(w, b);
	}
	for (unsigned i = 0; i < w->worker_count && rc == 0; i++)
		rc = open_worker(w, b, i);
	return rc;
}

void
smtp_work_close(struct smtp_work *w)
{
	for (unsigned i = 0; i < w->worker_count; i++)
		worker_free(w->workers[i]);
	smtp_sweep_free(w->sweep);
	cert_set_free(w->certs);
}

int
smtp_work_start(struct smtp_work *w)
{
	int rc = 0;
	for (unsigned i = 0; i < w->worker_count && rc == 0; i++)
		rc = worker_start(w->workers[i]);
	return rc;
}

void
smtp_work_stop(struct smtp_work *w)
{
	for (unsigned i = 0; i < w->worker_count; i++)
		worker_stop(w->workers[i]);
}
