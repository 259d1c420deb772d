#include "forecast.h"

#include <string.h>

#include "base/macros.h"
#include "plan_verdict.h"

static bool
same_outcome(const struct outcome *a, const struct outcome *b)
{
	return a->study == b->study && a->sender == b->sender &&
	       a->reason == b->reason;
}

/*
 * What is known of that time stays, where it is the same: hosts of one zone
 * name the same instants, one after the other.
 */
static void
go_to(struct scenario *later, int64_t at_s)
{
	if (later->input.dnssec.at_ns != at_s * NS_PER_S)
		scenario_set_time(later, at_s * NS_PER_S);
	else
		validator_trim(&later->validator);
}

/* The first fault of these states that is the reason of the change. */
static void
explain(struct forecast *f, struct arena *arena,
    const struct dnssec_state *states, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct dnssec_state *s = &states[i];
		if (s->reason != f->outcome.reason || s->reason == REASON_NONE)
			continue;
		if (s->zone != NULL)
			f->zone = name_new(arena, s->zone);
		if (s->detail != NULL)
			f->detail = arena_format(arena, "%s", s->detail);
		return;
	}
	if (f->outcome.reason == REASON_CHAIN_INVALID)
		f->detail = "a certificate of the chain ends";
}

static void
note_change(struct timeline *t, int64_t at_s, const struct outcome *outcome)
{
	t->at[t->count].at_s = at_s;
	t->at[t->count++].outcome = *outcome;
}

/*
 * All changes are noted, since domains go by them; the forecast is the first.
 */
struct forecast
forecast_host(struct scenario *later, struct arena *arena, struct host_use *use,
    const struct instants *instants)
{
	struct forecast first = {0};
	struct host_use then = *use;
	use->timeline.count = 0;
	for (size_t i = 0;
	     i < instants->count && use->timeline.count < TIMELINE_MAX; i++) {
		struct outcome before = then.outcome;
		struct host_verdict v;
		if (instants->at[i] <= instants->now)
			continue;
		go_to(later, instants->at[i]);
		plan_judge_host(later, &then, &v);
		if (same_outcome(&before, &v.outcome))
			continue;
		note_change(&use->timeline, instants->at[i], &v.outcome);
		if (first.at_s != 0)
			continue;
		first.at_s = instants->at[i];
		first.outcome = v.outcome;
		const struct dnssec_state states[] = {v.address, v.tlsa};
		explain(&first, arena, states, ARRAY_LEN(states));
	}
	return first;
}

struct hosts_then {
	const struct mail_plan *plan;
	int64_t at_s;
};

/* The outcome of a host at that time: hosts are not judged once more. */
static const struct outcome *
outcome_then(void *arg, const struct dns_name *host)
{
	const struct hosts_then *then = arg;
	const struct host_use *use = mail_plan_host(then->plan, host);
	const struct outcome *o = &use->outcome;
	for (size_t i = 0; i < use->timeline.count; i++) {
		if (use->timeline.at[i].at_s <= then->at_s)
			o = &use->timeline.at[i].outcome;
	}
	return o;
}

static const char *
describe_host(struct arena *arena, const struct dns_name *host)
{
	struct text t;
	text_init(&t);
	text_add(&t, "by its host ");
	dns_name_add_text(&t, host);
	return arena_text(arena, &t);
}

struct forecast
forecast_domain(struct scenario *later, struct arena *arena,
    const struct mail_plan *plan, const struct domain_verdict *now)
{
	struct forecast f = {0};
	struct instants all = now->mail->mx->instants;
	for (size_t i = 0; i < now->mail->host_count; i++) {
		const struct timeline *t =
		    &mail_plan_host(plan, now->mail->hosts[i].host)->timeline;
		for (size_t k = 0; k < t->count; k++)
			instants_add(&all, t->at[k].at_s);
	}
	for (size_t i = 0; i < all.count; i++) {
		struct domain_verdict v;
		if (all.at[i] <= all.now)
			continue;
		struct hosts_then hosts = {plan, all.at[i]};
		go_to(later, all.at[i]);
		plan_judge_domain_by(
		    later, now->mail->domain, outcome_then, &hosts, &v);
		if (same_outcome(&now->outcome, &v.outcome))
			continue;
		f.at_s = all.at[i];
		f.outcome = v.outcome;
		explain(&f, arena, &v.mail->mx->state, 1);
		if (v.host != NULL && f.detail == NULL)
			f.detail = describe_host(arena, v.host);
		return f;
	}
	return f;
}
