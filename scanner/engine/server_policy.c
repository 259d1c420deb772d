#include "server_policy.h"

bool
server_may_ask(const struct server_policy *p, const struct addr *a)
{
	if (addr_is_v4(a) ? !p->ipv4 : !p->ipv6)
		return false;
	return !blocklist_has(p->blocklist, a);
}
