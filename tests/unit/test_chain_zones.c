#include "scanner/dns/chain_zones.h"

#include "scanner/dns/name_table.h"
#include "small_world.h"
#include "tap.h"

static const char zone[] = "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n"
			   "a.se. 300 IN NS ns.elsewhere.net.\n"
			   "b.se. 300 IN NS ns.elsewhere.net.\n"
			   "b.se. 300 IN DS 1 13 2 "
			   "00000000000000000000000000000000"
			   "00000000000000000000000000000000\n";

struct world {
	struct delegations *delegations;
	struct domains domains;
	struct findings f;
};

static void
start(struct world *w)
{
	w->delegations = delegations_of(zone);
	w->domains = (struct domains){.delegations = w->delegations};
	if (findings_init(&w->f, &w->domains, false) < 0)
		abort();
}

static void
stop(struct world *w)
{
	findings_fini(&w->f);
	delegations_free(w->delegations);
}

static void
note(struct world *w, enum stage stage, const char *from, const char *question,
    const char *answer)
{
	static struct reply r;
	struct dns_name zone_name = name_of(from);
	struct array questions = {0};
	reply_of(&r, question, "aa", DNS_NOERROR, answer, "");
	findings_note(&w->f,
	    &(struct finding){.stage = stage,
		.question = &r.m.question,
		.message = &r.m,
		.zone = &zone_name},
	    &questions);
	array_fini(&questions);
}

/* "NAME" for a DS question, "NAME+" for DNSKEY as well, "?" if hidden. */
static bool
zones_are(struct world *w, const char *want)
{
	struct chain_zone *zones;
	uint32_t count;
	struct text t;
	text_init(&t);
	text_add(&t, "");
	if (chain_zones(&w->f, &zones, &count) < 0)
		abort();
	for (uint32_t i = 0; i < count; i++) {
		dns_name_add_text(&t, &zones[i].name);
		text_add(&t, zones[i].wants_dnskey ? "+" : "");
		text_add(&t, zones[i].is_hidden ? "? " : " ");
	}
	bool same = strcmp(t.bytes, want) == 0;
	if (!same)
		printf("# %s\n", t.bytes);
	free(zones);
	text_fini(&t);
	return same;
}

static void
test_foreign(void)
{
	struct world w;
	start(&w);
	note(&w, STAGE_DOMAINS, "a.se", "a.se MX", "a.se MX 1 mx.k.c.net");
	note(
	    &w, STAGE_HOSTS, "c.net", "mx.k.c.net A", "mx.k.c.net A 192.0.2.1");
	ok(zones_are(&w, "c.net+ net+ .+ "),
	    "unsigned: the zone that answered, and all above");
	note(&w, STAGE_CHAIN, "net", "c.net DS", "c.net DS 1");
	ok(zones_are(&w, "c.net+ net+ .+ mx.k.c.net? k.c.net? "),
	    "it has a DS: a zone may begin between it and the host");
	note(&w, STAGE_CHAIN, "c.net", "k.c.net DS", "k.c.net DS 1");
	ok(zones_are(&w, "c.net+ k.c.net+ net+ .+ mx.k.c.net? "),
	    "and there it does: it has keys");
	stop(&w);
}

static void
test_delegated(void)
{
	struct world w;
	start(&w);
	note(&w, STAGE_DOMAINS, "a.se", "a.se MX", "a.se MX 1 mx.k.a.se");
	note(&w, STAGE_DOMAINS, "b.se", "b.se MX", "b.se MX 1 mx.k.b.se");
	note(&w, STAGE_HOSTS, "a.se", "mx.k.a.se A", "mx.k.a.se A 192.0.2.1");
	note(&w, STAGE_HOSTS, "b.se", "mx.k.b.se A", "mx.k.b.se A 192.0.2.1");
	ok(zones_are(&w, "b.se+ se+ .+ mx.k.b.se? k.b.se? "),
	    "below a zone with a DS in the zone file, not below one without");
	stop(&w);
}

static void
test_signed(void)
{
	struct world w;
	start(&w);
	note(&w, STAGE_DOMAINS, "a.se", "a.se MX", "a.se MX 1 mx.c.net");
	note(&w, STAGE_HOSTS, "c.net", "mx.c.net A",
	    "mx.c.net A 192.0.2.1;mx.c.net RRSIG A c.net");
	ok(zones_are(&w, "c.net+ net+ .+ "),
	    "signed: there is nothing between");
	note(&w, STAGE_HOSTS, "c.net", "_25._tcp.mx.c.net TLSA",
	    "_25._tcp.mx.c.net TLSA 3");
	ok(zones_are(&w, "c.net+ a.se net+ se+ .+ _25._tcp.mx.c.net? "
			 "_tcp.mx.c.net? mx.c.net? "),
	    "unsigned TLSA records below it");
	stop(&w);
}

/* Hosts with TLSA records, below our zones and not, among hosts without. */
static void
test_tlsa_hosts(void)
{
	struct world w;
	start(&w);
	note(&w, STAGE_DOMAINS, "a.se", "a.se MX",
	    "a.se MX 1 mx.d.net;a.se MX 2 mx.b.se;a.se MX 3 mx.a.se;"
	    "a.se MX 4 x.d.net");
	ok(zones_are(&w, ""), "no host has TLSA records");
	note(&w, STAGE_HOSTS, "b.se", "_25._tcp.mx.b.se TLSA",
	    "_25._tcp.mx.b.se TLSA 3;"
	    "_25._tcp.mx.b.se RRSIG TLSA b.se");
	ok(zones_are(&w, "b.se+ a.se se+ .+ "),
	    "a host in a zone of ours: that zone, and whose host it is");
	stop(&w);
}

static void
test_ds(void)
{
	struct world w;
	uint32_t id;
	struct dns_name c = name_of("c.net"), d = name_of("d.net");
	start(&w);
	note(&w, STAGE_DOMAINS, "c.net", "c.net MX",
	    "c.net MX 1 mx.c.net;c.net RRSIG MX c.net");
	note(&w, STAGE_CHAIN, "net", "c.net DS", "");
	note(&w, STAGE_CHAIN, "net", "d.net DS", "");
	ok(name_table_find(w.f.without_ds, &c, &id) && findings_signs(&w.f, &c),
	    "signs, and has no DS");
	ok(!findings_signs(&w.f, &d), "does not even sign");
	note(&w, STAGE_CHAIN, "c.net", "c.net CDS", "");
	ok(name_table_count(w.f.with_cds) == 0, "no CDS");
	note(&w, STAGE_CHAIN, "c.net", "c.net CDNSKEY", "c.net CDNSKEY 1");
	ok(name_table_find(w.f.with_cds, &c, &id), "it wants a DS");
	stop(&w);
}

int
main(void)
{
	test_foreign();
	test_delegated();
	test_signed();
	test_tlsa_hosts();
	test_ds();
	return tap_end();
}
