#include "scanner/dns/findings.h"

#include "scanner/dns/name_table.h"
#include "small_world.h"
#include "tap.h"

static const char zone[] = "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n"
			   "a.se. 300 IN NS ns.elsewhere.net.\n"
			   "b.se. 300 IN NS ns.elsewhere.net.\n";

struct world {
	struct delegations *delegations;
	struct domains domains;
	struct findings f;
	struct text asked; /* "NAME TYPE " of each question that followed */
};

static struct mx_use
use_at(const struct findings *f, size_t i)
{
	return ((const struct mx_use *)f->uses.at)[i];
}

static void
start(struct world *w, bool implicit_mx)
{
	w->delegations = delegations_of(zone);
	w->domains = (struct domains){.delegations = w->delegations};
	text_init(&w->asked);
	text_add(&w->asked, "");
	if (findings_init(&w->f, &w->domains, implicit_mx) < 0)
		abort();
}

static void
stop(struct world *w)
{
	findings_fini(&w->f);
	text_fini(&w->asked);
	delegations_free(w->delegations);
}

static void
note_questions(struct world *w, struct array *questions)
{
	const struct dns_question *q = questions->at;
	for (size_t i = 0; i < questions->count; i++) {
		dns_name_add_text(&w->asked, &q[i].name);
		text_add(&w->asked, " ");
		dns_type_add_text(&w->asked, q[i].type);
		text_add(&w->asked, " ");
	}
	array_fini(questions);
}

static void
note_message(struct world *w, enum stage stage, const struct dns_message *m,
    const char *from)
{
	struct dns_name zone_name = name_of(from);
	struct finding what = {
	    .stage = stage,
	    .question = &m->question,
	    .message = m,
	    .zone = &zone_name,
	};
	struct array questions = {0};
	findings_note(&w->f, &what, &questions);
	note_questions(w, &questions);
}

/* An authoritative answer to this question, from a server of `from`. */
static void
note_from(struct world *w, const char *from, enum stage stage,
    const char *question, enum dns_rcode rcode, const char *answer)
{
	static struct reply r;
	reply_of(&r, question, "aa", rcode, answer, "");
	note_message(w, stage, &r.m, from);
}

static void
note(struct world *w, enum stage stage, const char *question,
    enum dns_rcode rcode, const char *answer)
{
	note_from(w, "a.se", stage, question, rcode, answer);
}

static bool
host(const struct world *w, const char *text, uint32_t *id)
{
	struct dns_name name = name_of(text);
	return hosts_find(w->f.hosts, &name, id);
}

static bool
has(const struct name_table *t, const char *text)
{
	struct dns_name name = name_of(text);
	uint32_t id;
	return name_table_find(t, &name, &id);
}

static unsigned
addresses(const struct world *w, const char *text)
{
	struct addr at[HOST_ADDRESSES_MAX];
	uint32_t id;
	if (!host(w, text, &id))
		return 0;
	return hosts_addresses(w->f.hosts, id, at, HOST_ADDRESSES_MAX);
}

static void
test_mx(void)
{
	struct world w;
	struct dns_name b = name_of("b.se");
	uint32_t id, domain;
	start(&w, false);
	note(&w, STAGE_DOMAINS, "a.se MX", DNS_NOERROR,
	    "a.se MX 10 mx.a.se;a.se MX 20 mx.elsewhere.net");
	ok(hosts_count(w.f.hosts) == 2 && w.f.uses.count == 2, "two MX hosts");
	ok(host(&w, "mx.elsewhere.net", &id) && hosts_is_mx(w.f.hosts, id) &&
		use_at(&w.f, 1).host == id,
	    "one of them elsewhere");
	note(&w, STAGE_DOMAINS, "b.se MX", DNS_NOERROR, "b.se MX 1 MX.a.se");
	ok(hosts_count(w.f.hosts) == 2 && w.f.uses.count == 3 &&
		domains_find(&w.domains, &b, &domain) &&
		use_at(&w.f, 2).domain == domain,
	    "another domain with the same host");
	ok(w.asked.len == 0 && name_table_count(w.f.zones) == 0,
	    "nothing more is to be asked of it");
	stop(&w);
}

static const struct {
	const char *what, *question;
	enum dns_rcode rcode;
	const char *answer;
	unsigned uses; /* where a domain without MX is its own host */
} rows[] = {
    {"RFC 7505: a null MX is no host, and no domain its own", "a.se MX",
	DNS_NOERROR, "a.se MX 0 .", 0},
    {"an address is no host", "a.se MX", DNS_NOERROR, "a.se MX 0 192.0.2.1", 0},
    {"RFC 5321 5.1: no MX, so the domain itself", "a.se MX", DNS_NOERROR, "",
	1},
    {"NXDOMAIN: not even that", "a.se MX", DNS_NXDOMAIN, "", 0},
    {"a CNAME: its target is another question", "a.se MX", DNS_NOERROR,
	"a.se CNAME b.net", 0},
    {"a CNAME with the MX of its target", "a.se MX", DNS_NOERROR,
	"a.se CNAME b.net;b.net MX 1 mx.b.net", 1},
};

static void
test_implicit_mx(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world w;
		start(&w, true);
		note(&w, STAGE_DOMAINS, rows[i].question, rows[i].rcode,
		    rows[i].answer);
		ok(w.f.uses.count == rows[i].uses, rows[i].what);
		stop(&w);
	}
	struct world w;
	static struct reply r;
	start(&w, true);
	reply_of(&r, "x.a.se MX", "aa", DNS_NOERROR, "", "");
	note_message(&w, STAGE_DOMAINS, &r.m, "a.se");
	ok(w.f.uses.count == 0, "of a name that only an alias led to, none");
	stop(&w);
	start(&w, false);
	note(&w, STAGE_DOMAINS, "a.se MX", DNS_NOERROR, "");
	ok(w.f.uses.count == 0, "only when it is wanted");
	stop(&w);
}

static void
note_many(struct world *w, unsigned count)
{
	struct text t;
	text_init(&t);
	text_add(&t, "");
	for (unsigned i = 0; i < count; i++)
		text_addf(&t, "a.se MX %u m%u.a.se;", i, i);
	note(w, STAGE_DOMAINS, "a.se MX", DNS_NOERROR, t.bytes);
	text_fini(&t);
}

static void
test_many_mx(void)
{
	struct world w;
	start(&w, true);
	note_many(&w, MX_PER_DOMAIN_MAX);
	ok(w.f.uses.count == MX_PER_DOMAIN_MAX && w.f.mx_cut == 0,
	    "as many MX hosts as we take");
	stop(&w);
	start(&w, true);
	note_many(&w, MX_PER_DOMAIN_MAX + 20);
	ok(w.f.uses.count == MX_PER_DOMAIN_MAX && w.f.mx_cut == 1,
	    "of more the rest is cut off, and the domain counted");
	stop(&w);
}

static void
test_addresses(void)
{
	struct world w;
	uint32_t mx, alias;
	start(&w, false);
	note(&w, STAGE_DOMAINS, "a.se MX", DNS_NOERROR,
	    "a.se MX 1 mx.a.se;a.se MX 2 www.a.se;a.se MX 3 mx.b.se");
	note(&w, STAGE_HOSTS, "mx.a.se A", DNS_NOERROR,
	    "mx.a.se A 192.0.2.1;mx.a.se A 192.0.2.2");
	note(&w, STAGE_HOSTS, "mx.a.se AAAA", DNS_NOERROR,
	    "mx.a.se AAAA 2001:db8::1");
	ok(addresses(&w, "mx.a.se") == 3, "addresses of both families");
	ok(has(w.f.zones, "a.se"), "the zone that told them matters");
	note(&w, STAGE_HOSTS, "www.a.se A", DNS_NOERROR,
	    "www.a.se CNAME web.a.se;web.a.se A 192.0.2.3");
	ok(host(&w, "www.a.se", &mx) && host(&w, "web.a.se", &alias) &&
		!hosts_is_mx(w.f.hosts, alias),
	    "a CNAME's target is a host, but of no domain");
	ok(addresses(&w, "www.a.se") == 1, "with its addresses");
	ok(strcmp(w.asked.bytes, "_25._tcp.web.a.se TLSA ") == 0,
	    "RFC 7672 2.2.2: and TLSA records, perhaps");
	note(&w, STAGE_HOSTS, "mx.a.se AAAA", DNS_NOERROR,
	    "mx.a.se CNAME x.a.se;x.a.se CNAME y.a.se;y.a.se CNAME z.a.se");
	ok(strcmp(w.asked.bytes,
	       "_25._tcp.web.a.se TLSA _25._tcp.x.a.se TLSA "
	       "_25._tcp.y.a.se TLSA _25._tcp.z.a.se TLSA ") == 0,
	    "a question for each CNAME of a chain, in its order");
	note(&w, STAGE_HOSTS, "mx.a.se A", DNS_NOERROR,
	    "mx.a.se A 192.0.2.1;mx.b.se A 192.0.2.66");
	ok(addresses(&w, "mx.b.se") == 0,
	    "what was not asked is not told: no address for another's host");
	note(&w, STAGE_HOSTS, "mx.a.se A", DNS_NOERROR,
	    "mx.a.se CNAME mx.b.se;mx.b.se A 192.0.2.66");
	ok(addresses(&w, "mx.b.se") == 0,
	    "nor of an alias's target in another zone");
	note_from(&w, "b.se", STAGE_HOSTS, "mx.b.se A", DNS_NOERROR,
	    "mx.b.se A 192.0.2.7");
	ok(addresses(&w, "mx.b.se") == 1 && addresses(&w, "mx.a.se") == 1,
	    "until that zone tells it");
	stop(&w);
}

/* Only the zone file says of a delegated one whether it has a DS. */
static void
test_listed_zones(void)
{
	struct world w;
	start(&w, false);
	note(&w, STAGE_DOMAINS, "a.se MX", DNS_NOERROR, "a.se MX 1 mx.b.se");
	ok(!has(w.f.zones, "a.se"), "a delegated domain: its DS is known");
	note_from(&w, "listed.nl", STAGE_DOMAINS, "gone.listed.nl MX",
	    DNS_NXDOMAIN, "");
	ok(has(w.f.zones, "listed.nl"),
	    "the zone of a listed name, be it that there is none");
	stop(&w);
}

static void
test_dname(void)
{
	struct world w;
	uint32_t id;
	start(&w, false);
	note(&w, STAGE_DOMAINS, "a.se MX", DNS_NOERROR,
	    "a.se MX 1 mx.d.a.se;a.se MX 2 mx2.a.se");
	note(&w, STAGE_HOSTS, "mx.d.a.se A", DNS_NOERROR,
	    "d.a.se DNAME e.a.se;mx.e.a.se A 192.0.2.1");
	ok(addresses(&w, "mx.d.a.se") == 1 && host(&w, "mx.e.a.se", &id) &&
		strcmp(w.asked.bytes, "_25._tcp.mx.e.a.se TLSA ") == 0,
	    "RFC 6672 3.1: a DNAME without its CNAME is followed");
	note(&w, STAGE_HOSTS, "_25._tcp.mx2.a.se TLSA", DNS_NOERROR,
	    "_tcp.mx2.a.se DNAME dane.a.se");
	ok(host(&w, "mx2.a.se", &id) && hosts_has_tlsa(w.f.hosts, id),
	    "and leads to TLSA records");
	stop(&w);
}

static void
test_tlsa(void)
{
	struct world w;
	uint32_t id;
	start(&w, false);
	note(&w, STAGE_DOMAINS, "a.se MX", DNS_NOERROR,
	    "a.se MX 1 mx.a.se;a.se MX 2 mx2.a.se;a.se MX 3 mx3.a.se");
	note(&w, STAGE_HOSTS, "_25._tcp.mx.a.se TLSA", DNS_NOERROR,
	    "_25._tcp.mx.a.se TLSA 3");
	note(&w, STAGE_HOSTS, "_25._tcp.mx2.a.se TLSA", DNS_NOERROR, "");
	note(&w, STAGE_HOSTS, "_25._tcp.mx3.a.se TLSA", DNS_NOERROR,
	    "_25._tcp.mx3.a.se CNAME tlsa.a.se");
	ok(host(&w, "mx.a.se", &id) && hosts_has_tlsa(w.f.hosts, id), "TLSA");
	ok(host(&w, "mx2.a.se", &id) && !hosts_has_tlsa(w.f.hosts, id),
	    "no TLSA");
	ok(host(&w, "mx3.a.se", &id) && hosts_has_tlsa(w.f.hosts, id),
	    "a CNAME in its place");
	stop(&w);
}

static void
test_signers(void)
{
	struct world w;
	static struct reply r;
	start(&w, false);
	reply_of(&r, "mx.sub.a.se A", "aa", DNS_NOERROR,
	    "mx.sub.a.se A 192.0.2.1;mx.sub.a.se RRSIG A sub.a.se",
	    "a.se RRSIG SOA a.se");
	note_message(&w, STAGE_DOMAINS, &r.m, "a.se");
	ok(has(w.f.signers, "sub.a.se") && has(w.f.signers, "a.se"),
	    "who signed something");
	reply_of(
	    &r, "mx.a.se A", "aa", DNS_NOERROR, "mx.a.se RRSIG A other.se", "");
	note_message(&w, STAGE_DOMAINS, &r.m, "a.se");
	ok(!has(w.f.signers, "other.se"),
	    "RFC 4035 5.3.1: nobody signs out of the own zone");
	stop(&w);
}

static void
test_servers(void)
{
	struct world w;
	start(&w, true);
	note_from(&w, "net", STAGE_SERVERS, "ns.elsewhere.net A", DNS_NOERROR,
	    "ns.elsewhere.net CNAME x.net;x.net A 192.0.2.53");
	note_from(&w, "net", STAGE_SERVERS, "nobody.net A", DNS_NOERROR,
	    "nobody.net A 192.0.2.54");
	note_from(&w, "elsewhere.net", STAGE_SERVERS, "ns.elsewhere.net A",
	    DNS_NOERROR, "ns.elsewhere.net CNAME x.net;x.net A 192.0.2.66");
	ok(w.f.ns_addresses.count == 1 &&
		is_addr(&((struct ns_address *)w.f.ns_addresses.at)->addr,
		    "192.0.2.53"),
	    "an address of a name server that a zone names");
	ok(hosts_count(w.f.hosts) == 0 && w.asked.len == 0 &&
		name_table_count(w.f.zones) == 0,
	    "is no evidence");
	stop(&w);
}

/* What leads on from how mail is reached; of names of addresses no chain. */
static void
test_reach(void)
{
	struct world w;
	start(&w, false);
	note_from(&w, "in-addr.arpa", STAGE_TYPES, "1.2.0.192.in-addr.arpa PTR",
	    DNS_NOERROR, "1.2.0.192.in-addr.arpa PTR mx.b.se");
	ok(w.asked.len == 0, "who does not ask for it is told nothing");
	w.f.reach = true;
	note_from(&w, "in-addr.arpa", STAGE_TYPES, "1.2.0.192.in-addr.arpa PTR",
	    DNS_NOERROR,
	    "1.2.0.192.in-addr.arpa CNAME 1.sub.arpa;1.sub.arpa PTR mx.b.se");
	ok(w.asked.len > 0 &&
		strcmp(w.asked.bytes, "mx.b.se A mx.b.se AAAA ") == 0,
	    "where the name of an address leads, behind a CNAME");
	text_clear(&w.asked);
	uint32_t zones = name_table_count(w.f.zones);
	note_from(&w, "arpa", STAGE_TYPES, "3.2.0.192.in-addr.arpa PTR",
	    DNS_NOERROR,
	    "3.2.0.192.in-addr.arpa PTR a.se;3.2.0.192.in-addr.arpa PTR b.se;"
	    "3.2.0.192.in-addr.arpa PTR c.se;3.2.0.192.in-addr.arpa PTR d.se;"
	    "3.2.0.192.in-addr.arpa PTR e.se");
	ok(strcmp(w.asked.bytes, "a.se A a.se AAAA b.se A b.se AAAA c.se A "
				 "c.se AAAA d.se A d.se AAAA ") == 0,
	    "of many names the first four");
	ok(name_table_count(w.f.zones) == zones, "and no zone is to be proved");
	text_clear(&w.asked);
	note(&w, STAGE_TYPES, "a.se NS", DNS_NOERROR,
	    "a.se NS ns1.b.se;a.se NS ns2.b.se");
	ok(strcmp(w.asked.bytes, "ns1.b.se AAAA ns2.b.se AAAA ") == 0,
	    "IPv6 addresses of name servers");
	text_clear(&w.asked);
	note(&w, STAGE_HOSTS, "mx.b.se A", DNS_NOERROR, "mx.b.se PTR c.se");
	ok(w.asked.len == 0, "of another stage nothing");
	stop(&w);
}

int
main(void)
{
	test_mx();
	test_implicit_mx();
	test_many_mx();
	test_addresses();
	test_listed_zones();
	test_dname();
	test_tlsa();
	test_signers();
	test_servers();
	test_reach();
	return tap_end();
}
