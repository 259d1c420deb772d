#include "judge.h"

#include "domain_policy.h"
#include "ds_outlook.h"
#include "fix.h"
#include "renewal_rhythm.h"

void
judge_init(struct judge *j, const struct judge_input *input)
{
	j->memo = (struct signature_memo){0};
	scenario_init(&j->now, input, &j->memo);
	scenario_init(&j->later, input, &j->memo);
	scenario_init(&j->patched, input, &j->memo);
}

void
judge_fini(struct judge *j)
{
	scenario_fini(&j->now);
	scenario_fini(&j->later);
	scenario_fini(&j->patched);
}

static const struct past_renewals *
past_of(const struct cert_history *h, const struct dns_name *host)
{
	return h != NULL && h->renewals != NULL
		   ? host_renewals_of(h->renewals, host)
		   : NULL;
}

/* In this order: forecast and fix start from the verdict. */
void
judge_host(struct judge *j, struct host_use *use, struct host_judgement *out)
{
	struct arena *arena = &j->now.validator.arena;
	const struct host_verdict *now = &out->verdict;
	plan_judge_host(&j->now, use, &out->verdict);
	out->forecast = forecast_host(&j->later, arena, use, &now->instants);
	out->fix = fix_host(&j->patched, arena, use, now);
	const struct evidence *e = j->now.input.dnssec.evidence;
	out->renewal = renewal_rhythm_of(e, j->now.input.history, now);
	out->past_renewals = past_of(j->now.input.history, use->host);
	out->soa = evidence_contact(e, use->host);
	out->ds_signals = ds_outlook(e, &now->tlsa);
}

void
judge_domain_now(struct judge *j, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_judgement *out)
{
	plan_judge_domain(&j->now, plan, domain, &out->verdict);
}

void
judge_domain_outlook(
    struct judge *j, const struct mail_plan *plan, struct domain_judgement *out)
{
	struct arena *arena = &j->now.validator.arena;
	const struct dns_name *domain = out->verdict.mail->domain;
	out->forecast = forecast_domain(&j->later, arena, plan, &out->verdict);
	out->fix = fix_domain(&j->patched, arena, plan, &out->verdict);
	const struct evidence *e = j->now.input.dnssec.evidence;
	out->policy = domain_policy_find(e, domain);
	out->ds_signals = ds_outlook(e, &out->verdict.mail->mx->state);
}

void
judge_domain(struct judge *j, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_judgement *out)
{
	judge_domain_now(j, plan, domain, out);
	judge_domain_outlook(j, plan, out);
}

void
judge_trim(struct judge *j)
{
	validator_trim(&j->now.validator);
	validator_trim(&j->later.validator);
	validator_trim(&j->patched.validator);
}

void
judge_forget(struct judge *j)
{
	validator_forget(&j->now.validator);
	validator_forget(&j->later.validator);
	validator_forget(&j->patched.validator);
	j->memo = (struct signature_memo){0};
}
