#include "plan_verdict.h"

/*
 * A domain's own name counts in a certificate (R13) where the host is of that
 * domain alone: one verdict is given per host, not per domain.
 */
void
plan_judge_host(
    struct validator *v, struct host_use *use, struct host_verdict *out)
{
	bool alone = use->domains == 1 &&
		     lookup_judge(v, use->domain, DNS_MX)->state.security ==
			 SECURITY_SECURE;
	*out = (struct host_verdict){.domains = use->domains};
	host_verdict_judge(v, use->host, &use->domain, alone, out);
	use->outcome = out->outcome;
}

void
plan_judge_domain(struct validator *v, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_verdict *out)
{
	struct domain_mail *mail = arena_alloc(&v->arena, sizeof(*mail));
	domain_mail_find(v, domain, mail);
	for (size_t i = 0; i < mail->host_count; i++) {
		struct domain_host *h = &mail->hosts[i];
		h->outcome = &mail_plan_host(plan, h->host)->outcome;
	}
	domain_verdict_judge(v, mail, out);
}
