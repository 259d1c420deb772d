#include "dns/reverse_name.h"
#include "dns/type.h"
#include "stage_work.h"

/* Whose sessions are held: of others nobody asks how they are reached. */
static bool
is_chosen(const struct stage_work *w, uint32_t host)
{
	return hosts_is_mx(w->findings->hosts, host) &&
	       (w->smtp_all || hosts_has_tlsa(w->findings->hosts, host));
}

static void
ask_host(const struct stage_work *w, uint32_t host)
{
	struct addr at[HOST_ADDRESSES_MAX];
	unsigned count =
	    hosts_addresses(w->findings->hosts, host, at, HOST_ADDRESSES_MAX);
	for (unsigned i = 0; i < count; i++) {
		struct dns_name name = reverse_name_of(&at[i]);
		stage_ask(w, &name, DNS_PTR);
	}
}

/*
 * The zone of a listed domain is the nearest whose servers were asked for it.
 * A run that goes on has met none of those that have their records, and the
 * domain itself has to do.
 */
static struct dns_name
zone_of(const struct stage_work *w, const struct dns_name *domain)
{
	struct dns_name zone = *domain, ns;
	if (w->domains->list == NULL || w->replay != NULL)
		return zone;
	while (!resolver_ns(w->resolver, &zone, 0, &ns))
		if (!dns_name_parent(&zone, &zone))
			return *domain;
	return zone;
}

static void
ask_domain(const struct stage_work *w, uint32_t domain)
{
	struct dns_name name;
	domains_name(w->domains, domain, &name);
	name = zone_of(w, &name);
	stage_ask(w, &name, DNS_NS);
}

/* What follows from the answers the recorder asks: reach.h. */
static void
ask_all(const struct stage_work *w)
{
	const struct findings *f = w->findings;
	const struct mx_use *use = f->uses.at;
	uint32_t hosts = hosts_count(f->hosts);
	size_t uses = f->uses.count;
	for (size_t i = 0; i < uses && !stage_is_halted(w); i++)
		if (use[i].domain != UINT32_MAX && is_chosen(w, use[i].host))
			ask_domain(w, use[i].domain);
	for (uint32_t i = 0; i < hosts && !stage_is_halted(w); i++)
		if (is_chosen(w, i))
			ask_host(w, i);
}

void
stage_reach(const struct stage_work *w)
{
	if (!w->reach || stage_is_halted(w) ||
	    !stage_begin(w, STAGE_TYPES, NULL, NULL))
		return;
	ask_all(w);
	stage_end_questions(w, STAGE_TYPES);
}
