#include "stage_work.h"

static void
ask_addresses(const struct stage_work *w, uint32_t host)
{
	struct dns_name name;
	delegations_host_name(w->delegations, host, &name);
	if (w->policy.ipv4)
		stage_ask(w, &name, DNS_A);
	if (w->policy.ipv6)
		stage_ask(w, &name, DNS_AAAA);
}

/* The later stages find the addresses where the zone's glue is. */
static void
keep_addresses(const struct stage_work *w)
{
	const struct findings *f = w->findings;
	const struct ns_address *found = f->ns_addresses.at;
	for (size_t i = 0; i < f->ns_addresses.count; i++)
		halt_fail(w->halt, delegations_add_address(w->delegations,
				       found[i].host, &found[i].addr));
}

/* What is to be asked stands in the delegations. */
static int
plan(const struct stage_work *w, void **out)
{
	(void)w;
	*out = NULL;
	return 0;
}

static void
ask_all(const struct stage_work *w)
{
	uint32_t hosts = delegations_hosts(w->delegations);
	if (!stage_begin(w, STAGE_SERVERS, NULL, NULL))
		return;
	for (uint32_t h = 0; h < hosts && !stage_is_halted(w); h++)
		if (delegations_addresses(w->delegations, h, NULL, 0) == 0)
			ask_addresses(w, h);
	stage_end_questions(w, STAGE_SERVERS);
}

static void
run(const struct stage_work *w, void *planned)
{
	(void)planned;
	ask_all(w);
	keep_addresses(w);
}

const struct stage_row stage_servers = {plan, run, NULL};
