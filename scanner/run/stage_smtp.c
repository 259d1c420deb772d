#include "stage_work.h"

static int
add_host(const struct stage_work *w, uint32_t id)
{
	const struct hosts *h = w->findings->hosts;
	struct addr addresses[HOST_ADDRESSES_MAX];
	struct dns_name name, sni;
	hosts_name(h, id, &name);
	hosts_name(h, hosts_tlsa_base(h, id), &sni);
	return smtp_sweep_add(w->smtp,
	    &(struct smtp_host){
		.name = &name,
		.sni = &sni,
		.addresses = addresses,
		.address_count =
		    hosts_addresses(h, id, addresses, HOST_ADDRESSES_MAX),
	    });
}

/* All MX hosts, or those with TLSA records.  The sweep keeps the targets. */
static int
plan(const struct stage_work *w, void **out)
{
	const struct hosts *h = w->findings->hosts;
	*out = NULL;
	for (uint32_t id = 0; id < hosts_count(h); id++) {
		if (!hosts_is_mx(h, id) ||
		    !(w->smtp_all || hosts_has_tlsa(h, id)))
			continue;
		int rc = add_host(w, id);
		if (rc < 0)
			return rc;
	}
	return smtp_sweep_plan(w->smtp);
}

static void
run(const struct stage_work *w, void *planned)
{
	(void)planned;
	halt_fail(w->halt, smtp_sweep_run(w->smtp));
}

const struct stage_row stage_smtp = {plan, run, NULL};
