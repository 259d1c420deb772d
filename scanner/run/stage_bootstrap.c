#include "scanner/dns/bootstrap.h"

#include "dns/type.h"
#include "scanner/dns/name_table.h"
#include "stage_work.h"

enum { NS_MAX = 32 }; /* of one zone */

static void
ask(const struct stage_work *w, const struct dns_name *name, uint16_t type)
{
	if (stage_ask(w, name, type))
		count(&w->counters->bootstrap_questions);
}

/* RFC 7344: the keys that a zone wants its parent to vouch for. */
static void
ask_zone(const struct stage_work *w, const struct dns_name *zone)
{
	struct dns_name dsync;
	ask(w, zone, DNS_CDS);
	ask(w, zone, DNS_CDNSKEY);
	if (bootstrap_dsync_name(zone, &dsync))
		ask(w, &dsync, DNS_DSYNC);
}

/* RFC 9615: the zones of its name servers vouch for these keys. */
static void
ask_signals(const struct stage_work *w, const struct dns_name *zone)
{
	struct dns_name ns, signal;
	for (unsigned i = 0;
	     i < NS_MAX && resolver_ns(w->resolver, zone, i, &ns); i++) {
		if (!bootstrap_signal_name(zone, &ns, &signal))
			continue;
		ask(w, &signal, DNS_CDS);
		ask(w, &signal, DNS_CDNSKEY);
	}
}

static void
ask_each(const struct stage_work *w, const struct name_table *zones,
    void (*questions)(const struct stage_work *w, const struct dns_name *zone))
{
	if (name_table_count(zones) == 0)
		return;
	if (!stage_begin(w, STAGE_CHAIN, NULL, NULL))
		return;
	for (uint32_t i = 0; i < name_table_count(zones); i++) {
		struct dns_name zone;
		if (stage_is_halted(w))
			break;
		name_table_get(zones, i, &zone);
		if (findings_signs(w->findings, &zone))
			questions(w, &zone);
	}
	stage_end_questions(w, STAGE_CHAIN);
}

/*
 * The resolver has not met zones whose questions all have their records, and
 * cannot name their servers.
 */
static void
visit(const struct stage_work *w, const struct dns_name *zone)
{
	struct dns_name ns;
	if (!resolver_ns(w->resolver, zone, 0, &ns))
		resolver_visit(w->resolver, zone);
}

void
stage_bootstrap(const struct stage_work *w)
{
	ask_each(w, w->findings->without_ds, ask_zone);
	if (w->replay != NULL)
		ask_each(w, w->findings->with_cds, visit);
	ask_each(w, w->findings->with_cds, ask_signals);
}
