#include "sweep_left_out.h"

enum not_asked
sweep_left_out_host(const struct address_policy *policy,
    const struct sweep_hosts *hosts, uint32_t host)
{
	const struct opt_out *o = blocklist_opt_out(policy->blocklist);
	enum not_asked why = NOT_ASKED_UNSAID;
	struct dns_name name;
	if (o == NULL)
		return NOT_ASKED_UNSAID;
	for (unsigned i = 0; why == NOT_ASKED_UNSAID &&
			     sweep_hosts_any_name(hosts, host, i, &name);
	     i++)
		why = opt_out_of_host(o, &name);
	return why;
}

bool
sweep_left_out_target(const struct address_policy *policy,
    const struct sweep_hosts *hosts, const struct sweep_target *t,
    struct sweep_left_out *out)
{
	*out = (struct sweep_left_out){.status = SMTP_STATUS_NOT_ASKED,
	    .reason = sweep_left_out_host(policy, hosts, t->host)};
	if (out->reason != NOT_ASKED_UNSAID)
		return true;
	out->status = address_policy_has_route(policy, &t->addr)
			  ? SMTP_STATUS_BLOCKED
			  : SMTP_STATUS_NO_ROUTE;
	return !address_policy_allows(policy, &t->addr);
}
