#include "address_policy.h"

bool
server_has_route(const struct server_policy *p, const struct addr *a)
{
	return addr_is_v4(a) ? p->ipv4 : p->ipv6;
}

bool
server_may_ask(const struct server_policy *p, const struct addr *a)
{
	return server_has_route(p, a) && !blocklist_has(p->blocklist, a);
}
