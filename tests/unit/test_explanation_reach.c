/*
 * By which names and over which addresses mail is reached: what a person is
 * told, and what check --json has, to the letter; and the manual of check has
 * each advice.  Run this from the tree's root.
 */
#include "analysis/verdict/explanation_reach.h"
#include "analysis/verdict/host_reverse.h"
#include "analysis/verdict/ipv6_reach.h"
#include "analysis/verdict/reach_line.h"

#include "mail_world.h"
#include "tap.h"

#define V4 "1.2.0.192.in-addr.arpa"
#define V6                                                                     \
	"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6." \
	"arpa"
#define NO_PTR                                                                 \
	"      Have who gave you the address name the host in a PTR record: "  \
	"receivers distrust mail from an address without a name.\n"
#define ASTRAY                                                                 \
	"      Give that name this address, or have the PTR record name the "  \
	"host: receivers distrust a name that does not lead back.\n"
#define REVERSE(ip, status, names)                                             \
	"{\"kind\":\"reverse\",\"host\":\"" HOST "\",\"ip\":\"" ip             \
	"\",\"status\":\"" status "\",\"names\":[" names "]}\n"
#define IPV6(servers, reached, hosts)                                          \
	"{\"kind\":\"ipv6\",\"domain\":\"example.com\"," servers               \
	",\"name_servers_reached\":" reached ",\"mail_hosts\":[" hosts "]}\n"
#define SERVER(name, ipv6) "{\"name\":\"" name "\",\"ipv6\":" ipv6 "}"
#define MAIL_HOST(name, ipv6, reached)                                         \
	"{\"name\":\"" name "\",\"ipv6\":" ipv6 ",\"reached\":" reached "}"

static void
reply(struct world *w, const char *name, const char *type, const char *status,
    lines_t lines)
{
	world_reply(
	    w, name, type, status, "example.com", lines, NULL, NULL, NULL);
}

static void
plant_addresses(struct world *w)
{
	reply(w, HOST, "A", "NOERROR",
	    (lines_t){HOST ". 300 IN A 192.0.2.1", NULL});
	reply(w, HOST, "AAAA", "NOERROR",
	    (lines_t){HOST ". 300 IN AAAA 2001:db8::1", NULL});
}

static void
plant_confirmed(struct world *w)
{
	plant_addresses(w);
	reply(w, V4, "PTR", "NOERROR",
	    (lines_t){V4 ". 300 IN PTR a.example.", V4 ". 300 IN PTR " HOST ".",
		NULL});
	reply(w, V6, "PTR", "NOERROR",
	    (lines_t){V6 ". 300 IN CNAME b.example.",
		"b.example. 300 IN PTR " HOST ".", NULL});
	reply(w, "a.example", "A", "NXDOMAIN", (lines_t){NULL});
}

static void
plant_faults(struct world *w)
{
	plant_addresses(w);
	reply(w, V4, "PTR", "NXDOMAIN", (lines_t){NULL});
	reply(w, V6, "PTR", "NOERROR",
	    (lines_t){V6 ". 300 IN PTR a.example.", NULL});
	reply(w, "a.example", "AAAA", "NOERROR",
	    (lines_t){"a.example. 300 IN AAAA 2001:db8::2", NULL});
}

/* One name's server is silent, another name leads nowhere. */
static void
plant_unknown(struct world *w)
{
	plant_addresses(w);
	reply(w, V4, "PTR", "SERVFAIL", (lines_t){NULL});
	reply(w, V6, "PTR", "NOERROR",
	    (lines_t){V6 ". 300 IN PTR a.example.",
		V6 ". 300 IN PTR b.example.", NULL});
	reply(w, "a.example", "AAAA", "SERVFAIL", (lines_t){NULL});
	reply(w, "b.example", "AAAA", "NXDOMAIN", (lines_t){NULL});
}

static void
plant_servers(struct world *w, const char *second)
{
	reply(w, "example.com", "NS", "NOERROR",
	    (lines_t){"example.com. 300 IN NS ns1.example.com.",
		"example.com. 300 IN NS ns2.example.com.", NULL});
	reply(w, "ns1.example.com", "AAAA", "NOERROR",
	    (lines_t){"ns1.example.com. 300 IN AAAA 2001:db8::53", NULL});
	reply(w, "ns2.example.com", "AAAA", second,
	    strcmp(second, "NOERROR") == 0
		? (lines_t){"ns2.example.com. 300 IN AAAA 2001:db8::54", NULL}
		: (lines_t){NULL});
}

static void
plant_all(struct world *w)
{
	plant_addresses(w);
	plant_servers(w, "NOERROR");
	session(w, "192.0.2.1", "OK", false);
	session(w, "2001:db8::1", "OK", false);
}

static void
plant_lacking(struct world *w)
{
	reply(w, HOST, "AAAA", "NXDOMAIN", (lines_t){NULL});
	plant_servers(w, "NXDOMAIN");
}

static void
plant_unreached(struct world *w)
{
	plant_addresses(w);
	plant_servers(w, "SERVFAIL");
	session(w, "2001:db8::1", "TIMEOUT", false);
}

static void
plant_nothing(struct world *w)
{
	(void)w;
}

static const struct {
	const char *name;
	void (*plant)(struct world *w);
	const char *told, *line; /* of the host */
} hosts[] = {
    {"nothing is known", plant_nothing, "", ""},
    {"addresses, of whose names nobody asked", plant_addresses, "",
	REVERSE("192.0.2.1", "unknown", "")
	    REVERSE("2001:db8::1", "unknown", "")},
    {"each leads back, one behind a CNAME", plant_confirmed,
	"    PTR of 192.0.2.1: " HOST ", which leads back\n"
	"    PTR of 2001:db8::1: " HOST ", which leads back\n",
	REVERSE("192.0.2.1", "confirmed", "\"" HOST "\",\"a.example\"")
	    REVERSE("2001:db8::1", "confirmed", "\"" HOST "\"")},
    {"none, and one that leads elsewhere", plant_faults,
	"    PTR of 192.0.2.1: none\n"
	"    PTR of 2001:db8::1: a.example, which does not lead back\n" NO_PTR
	    ASTRAY,
	REVERSE("192.0.2.1", "no_ptr", "")
	    REVERSE("2001:db8::1", "not_confirmed", "\"a.example\"")},
    {"what was not answered is no fault", plant_unknown,
	"    PTR of 192.0.2.1: not known\n"
	"    PTR of 2001:db8::1: a.example, b.example, of which it is not "
	"known "
	"whether it leads back\n",
	REVERSE("192.0.2.1", "unknown", "")
	    REVERSE("2001:db8::1", "unknown", "\"a.example\",\"b.example\"")},
};

#define ZONE "\"zone\":\"example.com\",\"name_servers\":["

static const struct {
	const char *name;
	void (*plant)(struct world *w);
	bool over_ipv6;
	const char *told, *line; /* of the domain */
} domains[] = {
    {"nothing is known", plant_nothing, false, "",
	IPV6("\"name_servers\":[]", "null", MAIL_HOST(HOST, "null", "null"))},
    {"all have it", plant_all, false,
	"  IPv6: 2 of 2 name servers have it; 1 of 1 mail hosts\n",
	IPV6(ZONE SERVER("ns1.example.com", "true") "," SERVER(
		 "ns2.example.com", "true") "]",
	    "null", MAIL_HOST(HOST, "true", "true"))},
    {"and nothing else was sent", plant_all, true,
	"  IPv6: 2 of 2 name servers have it, and were reached by it; 1 of 1 "
	"mail hosts\n",
	IPV6(ZONE SERVER("ns1.example.com", "true") "," SERVER(
		 "ns2.example.com", "true") "]",
	    "true", MAIL_HOST(HOST, "true", "true"))},
    {"one name server alone, and no mail host", plant_lacking, false,
	"  IPv6: 1 of 2 name servers have it; 0 of 1 mail hosts\n"
	"    name server ns2.example.com: has none\n"
	"      " IPV6_ADVICE_SERVERS "\n"
	"    mail host " HOST ": has none\n"
	"      " IPV6_ADVICE_HOSTS "\n",
	IPV6(ZONE SERVER("ns1.example.com", "true") "," SERVER(
		 "ns2.example.com", "false") "]",
	    "null", MAIL_HOST(HOST, "false", "null"))},
    {"who may have one is not advised", plant_unreached, false,
	"  IPv6: 1 of 2 name servers have it; 1 of 1 mail hosts\n"
	"    name server ns2.example.com: not known\n"
	"    mail host " HOST ": not reached by it\n",
	IPV6(ZONE SERVER("ns1.example.com", "true") "," SERVER(
		 "ns2.example.com", "null") "]",
	    "null", MAIL_HOST(HOST, "true", "false"))},
};

/* Ends `have`. */
static void
check_text(struct text *have, const char *want, const char *name)
{
	text_add(have, "");
	bool same = text_ok(have) && have->len == strlen(want) &&
		    memcmp(have->bytes, want, have->len) == 0;
	ok(same, name);
	if (!same)
		printf("# have:\n%.*s# want:\n%s", (int)have->len,
		    have->len > 0 ? have->bytes : "", want);
	text_fini(have);
}

static void
check_host(size_t i)
{
	struct world w;
	struct text told, line;
	struct dns_name host;
	assert(dns_name_from_text(HOST, strlen(HOST), &host));
	world_init(&w);
	text_init(&told);
	text_init(&line);
	hosts[i].plant(&w);
	evidence_seal(&w.evidence);
	explanation_add_reverse(&told, &w.evidence, &host);
	reach_line_add_host(&line, &w.evidence, &host);
	check_text(&told, hosts[i].told, hosts[i].name);
	check_text(&line, hosts[i].line, "and its records");
	world_fini(&w);
}

static void
check_domain(size_t i)
{
	struct world w;
	struct text told, line;
	struct dns_name host, domain;
	assert(dns_name_from_text(HOST, strlen(HOST), &host));
	assert(dns_name_from_text("example.com", 11, &domain));
	struct domain_host one = {.host = &host};
	struct domain_mail m = {
	    .domain = &domain, .hosts = &one, .host_count = 1};
	world_init(&w);
	text_init(&told);
	text_init(&line);
	domains[i].plant(&w);
	evidence_seal(&w.evidence);
	explanation_add_ipv6(&told, &w.evidence, &m, domains[i].over_ipv6);
	reach_line_add_domain(&line, &w.evidence, &m, domains[i].over_ipv6);
	check_text(&told, domains[i].told, domains[i].name);
	check_text(&line, domains[i].line, "and its record");
	world_fini(&w);
}

static char page[1 << 16];

static void
test_manual(void)
{
	FILE *f = fopen("doc/man/danesweep-check.8", "r");
	size_t len = f != NULL ? fread(page, 1, sizeof(page) - 1, f) : 0;
	ok(len > 0 && len < sizeof(page) - 1, "the manual");
	if (f != NULL)
		fclose(f);
	for (int s = 0; s < REVERSE_STATUS_COUNT; s++) {
		const char *advice = reverse_advice((enum reverse_status)s);
		if (advice != NULL)
			ok(strstr(page, advice) != NULL, advice);
	}
	ok(strstr(page, IPV6_ADVICE_SERVERS) != NULL, IPV6_ADVICE_SERVERS);
	ok(strstr(page, IPV6_ADVICE_HOSTS) != NULL, IPV6_ADVICE_HOSTS);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++)
		check_host(i);
	for (size_t i = 0; i < ARRAY_LEN(domains); i++)
		check_domain(i);
	test_manual();
	return tap_end();
}
