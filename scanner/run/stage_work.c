#include "stage_work.h"

#include "base/clock.h"
#include "dns/tlsa_name.h"

void
stage_run_row(const struct stage_work *w, const struct stage_row *row)
{
	void *plan;
	int rc = row->plan(w, &plan);
	if (rc < 0) {
		halt_fail(w->halt, rc);
		return;
	}
	row->run(w, plan);
	if (row->free_plan != NULL)
		row->free_plan(plan);
}

bool
stage_is_wanted(const struct stage_work *w, enum stage stage)
{
	return (w->stages & 1u << stage) != 0;
}

void
stage_enter(const struct stage_work *w, enum stage stage)
{
	count_is(&w->counters->targets, 0);
	count_is(&w->counters->targets_done, 0);
	atomic_store(&w->counters->stage, (int)stage);
	resolver_set_stage(w->resolver, stage);
}

bool
stage_is_halted(const struct stage_work *w)
{
	return halt_is_due(w->halt);
}

static void
step(const struct stage_work *w)
{
	int64_t now_ns = clock_monotonic_ns();
	resolver_step(w->resolver, now_ns);
	sender_flush(w->sender, now_ns);
	halt_fail(w->halt, part_tick(w->delegation_part, now_ns));
	clock_pause();
}

/*
 * What the recorder asked at the very last, or was told, opens its gate
 * again: only a resolver that is idle while the recorder holds still is done.
 */
void
stage_end_questions(const struct stage_work *w, enum stage stage)
{
	for (;;) {
		while (!resolver_is_idle(w->resolver) && !stage_is_halted(w))
			step(w);
		recorder_begin_pause(w->recorder);
		while (!recorder_is_paused(w->recorder))
			step(w);
		if (resolver_is_idle(w->resolver) || stage_is_halted(w))
			return;
		recorder_resume(w->recorder, stage, NULL, NULL);
	}
}

void
stage_settle(const struct stage_work *w)
{
	recorder_begin_settling(w->recorder);
	while (!recorder_is_paused(w->recorder))
		step(w);
}

bool
stage_replay(const struct stage_work *w, enum stage stage, struct spray *spray,
    struct servers *servers)
{
	if (w->replay == NULL)
		return true;
	int rc = replay_take(w->replay, &(struct replay_stage){.stage = stage,
					    .findings = w->findings,
					    .resolver = w->resolver,
					    .spray = spray,
					    .servers = servers,
					    .halt = w->halt});
	halt_fail(w->halt, rc);
	bool is_over = replay_is_stage_over(w->replay);
	if (is_over)
		replay_forget_followups(w->replay);
	return !is_over && !stage_is_halted(w);
}

/* Those of stage smtp are asked once more than others. */
static void
ask_followups(const struct stage_work *w, enum stage stage)
{
	struct dns_question q;
	while (replay_followup(w->replay, &q) && !stage_is_halted(w))
		if (stage != STAGE_SMTP)
			stage_ask(w, &q.name, q.type);
		else if (!replay_has(w->replay, stage, &q))
			resolver_ask_anew(w->resolver, &q);
}

void
stage_go_on(const struct stage_work *w, enum stage stage, struct spray *spray,
    struct servers *servers)
{
	recorder_resume(w->recorder, stage, spray, servers);
	if (w->replay != NULL)
		ask_followups(w, stage);
}

bool
stage_begin(const struct stage_work *w, enum stage stage, struct spray *spray,
    struct servers *servers)
{
	if (!stage_replay(w, stage, spray, servers))
		return false;
	stage_go_on(w, stage, spray, servers);
	return true;
}

bool
stage_has_record(
    const struct stage_work *w, enum stage stage, const struct dns_question *q)
{
	return w->replay != NULL && replay_has(w->replay, stage, q);
}

static void
wait_for_room(const struct stage_work *w)
{
	while (resolver_is_full(w->resolver) && !stage_is_halted(w))
		step(w);
}

bool
stage_ask(
    const struct stage_work *w, const struct dns_name *name, uint16_t type)
{
	bool is_asked = resolver_ask(w->resolver, name, type);
	wait_for_room(w);
	return is_asked;
}

void
stage_visit(const struct stage_work *w, const struct dns_name *zone)
{
	resolver_visit(w->resolver, zone);
	wait_for_room(w);
}

void
stage_ask_host(const struct stage_work *w, const struct dns_name *name)
{
	struct dns_name tlsa;
	stage_ask(w, name, DNS_A);
	stage_ask(w, name, DNS_AAAA);
	if (tlsa_name(name, &tlsa))
		stage_ask(w, &tlsa, DNS_TLSA);
}

void
stage_ask_all(const struct stage_work *w, const struct dns_question *q)
{
	resolver_ask_all(w->resolver, q);
	wait_for_room(w);
}
