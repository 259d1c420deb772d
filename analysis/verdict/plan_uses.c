#include "plan_uses.h"

#include "analysis/dnssec/alias_chain.h"
#include "analysis/evidence/mail_targets.h"

void
plan_targets_of(const struct reply *r, plan_target_fn *fn, void *arg)
{
	for (size_t i = 0; i < r->answers.count; i++) {
		const struct rrset *set = &r->answers.at[i];
		struct dns_name target;
		if (set->type == DNS_CNAME && alias_target(set, &target) &&
		    !dns_name_equal(set->owner, &target))
			fn(arg, &target);
	}
}

/* Whatever leads to it besides. */
bool
plan_is_listed(const struct reply *r)
{
	while (r != NULL && !r->listed)
		r = r->other;
	return r != NULL;
}

void
plan_uses_of(const struct evidence *e, const struct dns_name *domain,
    plan_use_fn *fn, void *arg)
{
	struct alias_chain t;
	alias_chain_follow(e, domain, DNS_MX, 0, &t);
	bool itself =
	    t.end == ALIAS_NEGATIVE && mail_target_asked_itself(e, domain);
	if (itself) /* a denial may yet prove that there is such a name */
		fn(arg, domain, t.reply->nxdomain ? NULL : domain);
	for (size_t i = 0; t.rrset != NULL && i < t.rrset->count; i++) {
		struct mail_target target;
		if (mail_target_parse(&t.rrset->rdata[i], &target) ==
		    MAIL_TARGET_HOST)
			fn(arg, &target.host, domain);
	}
}
