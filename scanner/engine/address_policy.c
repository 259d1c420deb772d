#include "address_policy.h"

bool
address_policy_has_route(const struct address_policy *p, const struct addr *a)
{
	return addr_is_v4(a) ? p->ipv4 : p->ipv6;
}

bool
address_policy_allows(const struct address_policy *p, const struct addr *a)
{
	return address_policy_has_route(p, a) &&
	       !blocklist_has(p->blocklist, a);
}
