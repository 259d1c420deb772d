#include "plan_verdict.h"

#include "host_judge.h"

struct hops_of {
	struct scenario *scenario;
	const struct host_use *use;
};

/*
 * A domain's own name, and what its CNAMEs lead to, count in a certificate
 * (R13) where the host is of that domain alone: one verdict is given per host,
 * not per domain.
 */
static size_t
next_hops(void *arg, struct instants *instants,
    const struct dns_name *hops[NEXT_HOPS_MAX])
{
	const struct hops_of *of = arg;
	const struct host_use *use = of->use;
	if (host_use_domains(use) != 1 || use->domain == NULL)
		return 0;
	const struct lookup *mx = lookup_judge(
	    &of->scenario->validator, use->domain, DNS_MX, instants);
	if (mx->state.security != SECURITY_SECURE)
		return 0;
	hops[0] = use->domain;
	hops[1] = mx->end;
	return mx->aliased ? 2 : 1;
}

void
plan_judge_host(
    struct scenario *s, struct host_use *use, struct host_verdict *out)
{
	struct hops_of of = {s, use};
	*out = (struct host_verdict){.domains = host_use_domains(use)};
	host_judge(s, use->host, next_hops, &of, out);
	use->outcome = out->outcome;
	use->tlsa = out->record_count > 0;
}

void
plan_judge_domain_by(struct scenario *s, const struct dns_name *domain,
    plan_outcome_fn *fn, void *arg, struct domain_verdict *out)
{
	struct domain_mail *mail =
	    arena_alloc(&s->validator.arena, sizeof(*mail));
	domain_mail_find(s, domain, mail);
	for (size_t i = 0; i < mail->host_count; i++)
		mail->hosts[i].outcome = fn(arg, mail->hosts[i].host);
	domain_verdict_judge(s, mail, out);
}

static const struct outcome *
outcome_now(void *arg, const struct dns_name *host)
{
	const struct mail_plan *const *plan = arg;
	return &mail_plan_host(*plan, host)->outcome;
}

void
plan_judge_domain(struct scenario *s, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_verdict *out)
{
	plan_judge_domain_by(s, domain, outcome_now, &plan, out);
}
