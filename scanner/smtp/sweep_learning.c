#include "sweep_learning.h"

#include "base/clock.h"

/* Of a settled address the end is known, and was noted. */
void
sweep_learning_end(const struct smtp_sweep *s, struct sweep_address *a)
{
	if (a->memory.settled)
		return;
	if (s->config.syn_only)
		sweep_memory_settle(&a->memory, &a->end);
	else
		sweep_memory_ended(&a->memory, &a->end, a->transient);
}

/* Before its record is written: what the silence says of the address. */
void
sweep_learning_silence(const struct smtp_sweep *s, struct sweep_address *a)
{
	const struct sweep_end end = {
	    .status = SMTP_STATUS_TIMEOUT,
	    .host = sweep_target_now(s, a).host,
	    .rx_ts_ns = clock_realtime_ns(),
	};
	if (a->refused != NULL)
		sweep_memory_ended(&a->memory, &a->end, true);
	else if (a->rounds == 0 && !sweep_address_is_unserved(a))
		sweep_memory_silent(&a->memory, &end);
}

/* Nobody was asked, so that it tells nothing of the address. */
static bool
is_of_nobody(const struct smtp_record *r)
{
	return r->ip == NULL || r->status == SMTP_STATUS_NOT_ASKED ||
	       r->status == SMTP_STATUS_BLOCKED ||
	       r->status == SMTP_STATUS_NO_ROUTE ||
	       r->status == SMTP_STATUS_NO_ADDRESS;
}

static int
settle(
    struct smtp_sweep *s, struct sweep_memory *m, const struct smtp_record *r)
{
	const struct dns_name *name = r->host != NULL ? r->host : &DNS_ROOT;
	struct sweep_end end = {
	    .status = r->status, .step = r->step, .rx_ts_ns = r->rx_ts_ns};
	if (r->same_as != NULL)
		name = r->same_as;
	int rc = sweep_hosts_add(&s->hosts,
	    &(struct sweep_host){.name = name, .sni = name}, &end.host);
	if (rc == 0)
		sweep_memory_settle(m, &end);
	return rc;
}

/*
 * A silence counts while nothing shows that the address has ever answered.  One
 * that is settled and has `answered` is so for good.
 */
static int
learn(struct smtp_sweep *s, struct sweep_memory *m, const struct smtp_record *r)
{
	bool silent = r->status == SMTP_STATUS_TIMEOUT;
	if (m->settled && (m->answered || (silent && r->same_as == NULL)))
		return 0;
	if (r->same_as == NULL && !silent)
		m->settled = false;
	if (r->same_as != NULL || !silent)
		m->answered = true;
	if (r->same_as != NULL || s->config.syn_only ||
	    (silent && !m->answered))
		return settle(s, m, r);
	return 0;
}

int
sweep_learning_record(struct smtp_sweep *s, const struct smtp_record *r)
{
	const struct sweep_round *round = sweep_round_now(s);
	struct sweep_memory m;
	uint32_t first;
	int64_t due_ns;
	if (is_of_nobody(r) ||
	    !sweep_targets_find(&round->targets, r->ip, &first))
		return 0;
	sweep_note_recall(&round->notes[first], &m, &due_ns);
	int rc = learn(s, &m, r);
	sweep_note_keep(&round->notes[first], &m, due_ns);
	return rc;
}
