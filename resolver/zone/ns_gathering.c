#include "ns_gathering.h"

#include <errno.h>
#include <string.h>

void
ns_gathering_init(
    struct ns_gathering *g, struct zone_domains *domains, struct ns_sets *sets)
{
	*g = (struct ns_gathering){.domains = domains, .sets = sets};
}

void
ns_gathering_fini(struct ns_gathering *g)
{
	array_fini(&g->hosts);
}

/* Puts a host where it belongs among sorted ids.  0 or -ENOMEM. */
static int
insert(struct array *ids, uint32_t host)
{
	size_t count = ids->count, at = count;
	const uint32_t *id = ids->at;

	while (at > 0 && id[at - 1] >= host)
		at--;
	if (at < count && id[at] == host)
		return 0;
	if (array_push(ids, 1, sizeof(host)) == NULL)
		return -ENOMEM;
	uint32_t *place = (uint32_t *)ids->at + at;
	memmove(place + 1, place, (count - at) * sizeof(host));
	*place = host;
	return 0;
}

/* Begins with what a set has already. */
static int
begin_with(struct ns_gathering *g, uint32_t set)
{
	uint32_t count = 0;
	const uint32_t *hosts = NULL;

	g->hosts.count = 0;
	if (set != ZONE_DOMAINS_NO_SET)
		hosts = ns_sets_hosts(g->sets, set, &count);
	for (uint32_t i = 0; i < count; i++) {
		if (insert(&g->hosts, hosts[i]) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Makes a set of what was gathered. */
static int
store_set(struct ns_gathering *g, uint32_t *set)
{
	return ns_sets_intern(
	    g->sets, g->hosts.at, (uint32_t)g->hosts.count, set);
}

int
ns_gathering_end(struct ns_gathering *g)
{
	uint32_t set;

	if (!g->active)
		return 0;
	g->active = false;
	int rc = store_set(g, &set);
	if (rc == 0)
		zone_domains_at(g->domains, g->domain)->ns = set;
	return rc;
}

int
ns_gathering_add(struct ns_gathering *g, uint32_t domain, uint32_t host)
{
	if (!g->active || g->domain != domain) {
		int rc = ns_gathering_end(g);
		if (rc == 0)
			rc = begin_with(
			    g, zone_domains_at(g->domains, domain)->ns);
		if (rc < 0)
			return rc;
		g->domain = domain;
		g->active = true;
	}
	return insert(&g->hosts, host);
}

/* There are few of these: each makes a set at once. */
int
ns_gathering_add_apex(struct ns_gathering *g, uint32_t zone, uint32_t host)
{
	uint32_t set;

	int rc = ns_gathering_end(g);
	if (rc == 0)
		rc = begin_with(g, zone_domains_apex(g->domains, zone)->ns);
	if (rc == 0)
		rc = insert(&g->hosts, host);
	if (rc == 0)
		rc = store_set(g, &set);
	if (rc == 0)
		zone_domains_apex(g->domains, zone)->ns = set;
	return rc;
}
