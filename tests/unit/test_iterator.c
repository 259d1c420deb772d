#include "resolver/iterator/iterator.h"

#include "fake_dns.h"
#include "tap.h"

#define ROOT "198.41.0.4"
#define SE   "10.0.0.1"
#define NS1  "10.0.1.1"
#define NS2  "10.0.1.2"
#define NS3  "10.0.1.3"

/* Root, se, and example.se with the servers ns1, ns2 (and ns3). */
#define TO_SE                                                                  \
	{                                                                      \
		ROOT, NULL, "*", "*", "/ / se NS a.ns.se / a.ns.se A " SE      \
	}
#define ONE_NS                                                                 \
	{                                                                      \
		SE, NULL, "*.example.se", "*",                                 \
		    "/ / example.se NS ns1.example.se / ns1.example.se A " NS1 \
	}
#define TWO_NS                                                                 \
	{                                                                      \
		SE, NULL, "*.example.se", "*",                                 \
		    "/ / example.se NS ns1.example.se; example.se NS "         \
		    "ns2.example.se"                                           \
		    " / ns1.example.se A " NS1 "; ns2.example.se A " NS2       \
	}
#define THREE_NS                                                               \
	{                                                                      \
		SE, NULL, "*.example.se", "*",                                 \
		    "/ / example.se NS ns1.example.se; example.se NS "         \
		    "ns2.example.se; "                                         \
		    "example.se NS ns3.example.se / ns1.example.se A " NS1     \
		    "; ns2.example.se A " NS2 "; ns3.example.se A " NS3        \
	}
#define GOOD "aa / www.example.se A 192.0.2.1"
#define LAME "/ / . NS a.root-servers.net"
#define END                                                                    \
	{                                                                      \
		NULL, NULL, NULL, NULL, NULL                                   \
	}
#define EQ(a, b) (strcmp(a, b) == 0)

static const struct iterator_config config = {
    .port_first = 40000,
    .port_last = 40999,
    .timeout_ns = NS_PER_S,
    .tries = 2,
    .max_in_flight = 100,
    .max_queries = 60,
    .seed = 1,
    .ipv4 = true,
};

static struct iterator_io io;

static void
begin(struct fake *f, const struct fake_row *rows)
{
	fake_init(f, rows, &io, &config);
	fake_told(f, ".", "a.root-servers.net", ROOT);
}

/* One question for www.example.se A; rows behind those of root and se. */
static const struct scene {
	const char *title, *type;
	struct fake_row rows[8];
	const char *status, *server, *zone;
	unsigned attempts; /* 0: depends on the order of servers */
} scenes[] = {
    {"referrals from the root down", "A",
	{TO_SE, ONE_NS, {NS1, NULL, "*", "*", GOOD}}, "NOERROR", NS1,
	"example.se", 3},
    {"NXDOMAIN", "A",
	{TO_SE, ONE_NS,
	    {NS1, NULL, "*", "*", "aa NXDOMAIN / / example.se SOA"}},
	"NXDOMAIN", NS1, "example.se", 3},
    {"authoritative, empty, without SOA", "A",
	{TO_SE, ONE_NS, {NS1, NULL, "*", "*", "aa"}}, "NOERROR", NS1,
	"example.se", 3},
    {"a referral with aa is one", "A",
	{TO_SE,
	    {SE, NULL, "*", "*",
		"aa / / example.se NS ns1.example.se / ns1.example.se A " NS1},
	    {NS1, NULL, "*", "*", GOOD}},
	"NOERROR", NS1, "example.se", 3},
    {"upward referral only", "A", {TO_SE, ONE_NS, {NS1, NULL, "*", "*", LAME}},
	"LAME", NS1, "example.se", 3},
    {"sideways referral only", "A",
	{TO_SE, ONE_NS, {NS1, NULL, "*", "*", "/ / other.se NS ns.other.se"}},
	"LAME", NS1, "example.se", 3},
    {"referral to the same zone", "A",
	{TO_SE, ONE_NS,
	    {NS1, NULL, "*", "*", "/ / example.se NS ns1.example.se"}},
	"LAME", NS1, "example.se", 3},
    {"without authority, and no better", "A",
	{TO_SE, ONE_NS, {NS1, NULL, "*", "*", "/ www.example.se A 192.0.2.1"}},
	"NOERROR", NS1, "example.se", 3},
    {"REFUSED by two of three: enough", "A",
	{TO_SE, THREE_NS, {NS1, NULL, "*", "*", "REFUSED"},
	    {NS2, NULL, "*", "*", "REFUSED"}, {NS3, NULL, "*", "*", "REFUSED"}},
	"REFUSED", NULL, "example.se", 4},
    {"SERVFAIL by two of three: enough", "A",
	{TO_SE, THREE_NS, {NS1, NULL, "*", "*", "SERVFAIL"},
	    {NS2, NULL, "*", "*", "SERVFAIL"},
	    {NS3, NULL, "*", "*", "SERVFAIL"}},
	"SERVFAIL", NULL, "example.se", 4},
    {"SERVFAIL, and the other is good", "A",
	{TO_SE, TWO_NS, {NS1, NULL, "*", "*", "SERVFAIL"},
	    {NS2, NULL, "*", "*", GOOD}},
	"NOERROR", NS2, "example.se", 0},
    {"REFUSED, and the other is good", "A",
	{TO_SE, TWO_NS, {NS1, NULL, "*", "*", "REFUSED"},
	    {NS2, NULL, "*", "*", GOOD}},
	"NOERROR", NS2, "example.se", 0},
    {"lame, and the other is good", "A",
	{TO_SE, TWO_NS, {NS1, NULL, "*", "*", LAME},
	    {NS2, NULL, "*", "*", GOOD}},
	"NOERROR", NS2, "example.se", 0},
    {"dead, and the other is good", "A",
	{TO_SE, TWO_NS, {NS2, NULL, "*", "*", GOOD}}, "NOERROR", NS2,
	"example.se", 0},
    {"dead and REFUSED: an rcode beats silence", "A",
	{TO_SE, TWO_NS, {NS2, NULL, "*", "*", "REFUSED"}}, "REFUSED", NS2,
	"example.se", 0},
    {"junk", "A", {TO_SE, ONE_NS, {NS1, NULL, "*", "*", "aa junk"}},
	"BAD_REPLY", NS1, "example.se", 3},
    {"NOERROR without a question", "A",
	{TO_SE, ONE_NS, {NS1, NULL, "*", "*", "aa noq"}}, "BAD_REPLY", NS1,
	"example.se", 3},
    {"SERVFAIL without a question", "A",
	{TO_SE, ONE_NS, {NS1, NULL, "*", "*", "noq SERVFAIL"}}, "SERVFAIL", NS1,
	"example.se", 3},
    {"FORMERR without a question to EDNS", "A",
	{TO_SE, ONE_NS, {NS1, "edns", "*", "*", "noq noopt FORMERR"},
	    {NS1, "plain", "*", "*", GOOD}},
	"NOERROR", NS1, "example.se", 4},
    {"NOTIMP to EDNS", "A",
	{TO_SE, ONE_NS, {NS1, "edns", "*", "*", "NOTIMP"},
	    {NS1, "plain", "*", "*", GOOD}},
	"NOERROR", NS1, "example.se", 4},
    {"FORMERR to everything", "A",
	{TO_SE, ONE_NS, {NS1, NULL, "*", "*", "FORMERR"}}, "FORMERR", NS1,
	"example.se", 4},
    {"silent to EDNS", "A",
	{TO_SE, ONE_NS, {NS1, "edns", "*", "*", "silence"},
	    {NS1, "plain", "*", "*", GOOD}},
	"NOERROR", NS1, "example.se", 6},
    {"silent to all: 2 with EDNS, 1 without", "A", {TO_SE, ONE_NS, END},
	"TIMEOUT", NS1, "example.se", 5},
    {"drops TLSA, answers SOA", "TLSA",
	{TO_SE, ONE_NS,
	    {NS1, NULL, "example.se", "SOA", "aa / example.se SOA"}},
	"DROPPED", NS1, "example.se", 6},
    {"drops TLSA and SOA", "TLSA", {TO_SE, ONE_NS, END}, "TIMEOUT", NS1,
	"example.se", 6},
    {"truncated, TCP works", "A",
	{TO_SE, ONE_NS, {NS1, "tcp", "*", "*", GOOD},
	    {NS1, "udp", "*", "*", "aa tc"}},
	"NOERROR", NS1, "example.se", 4},
    {"truncated, TCP fails everywhere", "A",
	{TO_SE, TWO_NS, {NS1, "tcp", "*", "*", "fail"},
	    {NS1, "udp", "*", "*", "aa tc"}, {NS2, "tcp", "*", "*", "silence"},
	    {NS2, "udp", "*", "*", "aa tc"}},
	"TCP_FAILED", NULL, "example.se", 6},
    {"truncated, TCP works at the other", "A",
	{TO_SE, TWO_NS, {NS1, "tcp", "*", "*", "silence"},
	    {NS1, "udp", "*", "*", "aa tc"}, {NS2, NULL, "*", "*", GOOD}},
	"NOERROR", NS2, "example.se", 0},
    {"truncated as tinydns does it, and axfrdns beside it", "A",
	{TO_SE, ONE_NS, {NS1, "tcp", "*", "*", "noopt " GOOD},
	    {NS1, "udp", "*", "*", "noopt aa tc 40rrs"}},
	"NOERROR", NS1, "example.se", 4},
    {"tinydns alone", "A",
	{TO_SE, ONE_NS, {NS1, "tcp", "*", "*", "fail"},
	    {NS1, "udp", "*", "*", "noopt aa tc 40rrs"}},
	"TCP_FAILED", NS1, "example.se", 4},
    {"truncated over TCP too: an answer with something left out", "A",
	{TO_SE, TWO_NS,
	    {NS1, NULL, "*", "*", "noopt aa tc 40rrs / example.se A 10.1.1.1"},
	    {NS2, NULL, "*", "*", GOOD}},
	"NOERROR", NS2, "example.se", 0},
    {"TC over TCP and nothing else: that is no NODATA", "A",
	{TO_SE, ONE_NS, {NS1, NULL, "*", "*", "aa tc"}}, "TCP_FAILED", NS1,
	"example.se", 4},
    {"TC over TCP in a reply that is whole", "A",
	{TO_SE, ONE_NS, {NS1, NULL, "*", "*", "tc " GOOD}}, "NOERROR", NS1,
	"example.se", 4},
    {"slow: the second wait is longer", "A",
	{TO_SE, ONE_NS, {NS1, NULL, "*", "*", "slow " GOOD}}, "NOERROR", NS1,
	"example.se", 4},
    {"no glue for a name in the zone itself", "A",
	{TO_SE, {SE, NULL, "*", "*", "/ / example.se NS ns1.example.se"}},
	"NO_SERVERS", NULL, "example.se", 2},
    {"servers of IPv6 only, and we have IPv4", "A",
	{TO_SE, {SE, NULL, "*.example.se", "*",
		    "/ / example.se NS ns1.example.se / "
		    "ns1.example.se AAAA 2001:db8::1"}},
	"NO_ROUTE", NULL, "example.se", 0},
    {"parent and child on one server, signed", "A",
	{TO_SE, {SE, NULL, "*", "*",
		    "aa / www.example.se A 192.0.2.1;"
		    "www.example.se RRSIG example.se"}},
	"NOERROR", SE, "example.se", 2},
    {"parent and child on one server, absence", "A",
	{TO_SE, {SE, NULL, "*", "*", "aa / / example.se SOA"}}, "NOERROR", SE,
	"example.se", 2},
    {"a signer that the name is not in", "A",
	{TO_SE, {SE, NULL, "*", "*",
		    "aa / www.example.se A 192.0.2.1;"
		    "www.example.se RRSIG other.se"}},
	"NOERROR", SE, "se", 2},
};

static void
run_scene(const struct scene *s)
{
	const char *type = s->type;
	struct fake f;

	begin(&f, s->rows);
	fake_ask(&f, "www.example.se", type);
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.example.se", type);
	ok(EQ(d->status, s->status) &&
		(s->server == NULL || EQ(d->server, s->server)) &&
		EQ(d->zone, s->zone) &&
		(s->attempts == 0 || d->attempts == s->attempts) &&
		d->tag == 7 && !d->internal && iterator_pending(f.it) == 0,
	    s->title);
	if (tap_failed > 0 && !EQ(d->status, s->status))
		printf("# got %s from %s, zone %s, after %u\n", d->status,
		    d->server, d->zone, d->attempts);
	else if (s->attempts != 0 && d->attempts != s->attempts)
		printf("# got %u attempts\n", d->attempts);
	fake_fini(&f);
}

static void
test_cuts(void)
{
	static const struct fake_row rows[] = {
	    TO_SE, ONE_NS, {NS1, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	fake_ask(&f, "mail.example.se", "A");
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_asked(&f, ROOT, NULL, NULL, NULL) == 1 &&
		fake_asked(&f, SE, NULL, NULL, NULL) == 1 &&
		fake_asked(&f, NS1, "mail.example.se", NULL, NULL) == 1,
	    "a cut is learnt once");
	ok(f.dones == 2 && f.queries == 4, "what has ended is not asked again");
	struct dns_name zone = fake_name("example.se"), ns;
	struct dns_name www = fake_name("www.example.se");
	ok(iterator_ns(f.it, &zone, 0, &ns) &&
		!iterator_ns(f.it, &zone, 1, &ns) &&
		!iterator_ns(f.it, &www, 0, &ns),
	    "its name servers are known");
	fake_fini(&f);
}

static void
test_joining(void)
{
	static const struct fake_row rows[] = {
	    TO_SE, ONE_NS, {NS1, NULL, "*", "*", "twice aa"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	fake_ask(&f, "www.example.se", "A");
	fake_ask(&f, "www.example.se", "MX");
	fake_run(&f);
	ok(f.dones == 2 && fake_ended(&f, "www.example.se", "A", "NOERROR") &&
		fake_ended(&f, "www.example.se", "MX", "NOERROR") &&
		fake_asked(&f, NS1, NULL, "A", NULL) == 1,
	    "equal questions join; a second copy of a reply is nothing");
	fake_fini(&f);
}

static void
test_glueless(void)
{
	static const struct fake_row rows[] = {
	    {ROOT, NULL, "*.se", "*", "/ / se NS a.ns.se / a.ns.se A " SE},
	    {ROOT, NULL, "*.net", "*", "/ / net NS g.net / g.net A 10.0.2.1"},
	    {SE, NULL, "*", "*",
		"/ / example.se NS ns.host.net / ns.host.net A 10.6.6.6"},
	    {"10.0.2.1", NULL, "*", "*",
		"/ / host.net NS ns0.host.net / ns0.host.net A 10.0.2.2"},
	    {"10.0.2.2", NULL, "ns.host.net", "A", "aa / ns.host.net A " NS1},
	    {NS1, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.example.se", "A");
	ok(EQ(d->status, "NOERROR") && EQ(d->ns, "ns.host.net"),
	    "NS without glue");
	ok(fake_asked(&f, "10.6.6.6", NULL, NULL, NULL) == 0,
	    "glue out of bailiwick is not believed");
	d = fake_result(&f, "ns.host.net", "A");
	ok(EQ(d->status, "NOERROR") && d->internal && d->tag == 7,
	    "a question of its own, for the same tag");
	fake_ask(&f, "ns.host.net", "A");
	fake_run(&f);
	d = &f.done[f.dones - 1];
	ok(f.dones == 3 && EQ(d->name, "ns.host.net") && !d->internal &&
		EQ(d->status, "NOERROR"),
	    "a mail host that is a name server is asked for once more");
	fake_ask(&f, "ns.host.net", "A");
	fake_run(&f);
	ok(f.dones == 3, "and not a third time");
	fake_fini(&f);
}

/* One host has its address at once and is silent; the other's comes late. */
static void
test_late_address(void)
{
	static const struct fake_row rows[] = {
	    {ROOT, NULL, "*.se", "*", "/ / se NS a.ns.se / a.ns.se A " SE},
	    {ROOT, NULL, "*.net", "*", "/ / net NS g.net / g.net A 10.0.2.1"},
	    {SE, NULL, "*", "*",
		"/ / example.se NS ns1.net; example.se NS ns2.net"},
	    {"10.0.2.1", NULL, "ns1.net", "A", "aa / ns1.net A " NS1},
	    {"10.0.2.1", NULL, "ns2.net", "A", "slow aa / ns2.net A " NS2},
	    {NS2, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.example.se", "A");
	ok(EQ(d->status, "NOERROR") && EQ(d->ns, "ns2.net") &&
		fake_asked(&f, NS1, NULL, NULL, NULL) > 0,
	    "an address that comes while a silent server is asked is used");
	fake_fini(&f);
}

/* Each zone's servers are named in the other, and there is no glue. */
static void
test_loop(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.b.se"},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns.a.se; b.se NS ns.c.se"},
	    {SE, NULL, "*.c.se", "*", "/ / c.se NS ns.c.se / ns.c.se A " NS3},
	    {NS3, NULL, "ns.c.se", "A", "aa / ns.c.se A " NS3},
	    {NS3, NULL, "ns.b.se", "A", "aa / ns.b.se A " NS3},
	    {NS3, NULL, "*", "*", "aa"}, END};
	static const struct fake_row hopeless[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.b.se"},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns.a.se"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.a.se", "A");
	fake_ask(&f, "www.b.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.a.se", "A", "NOERROR") &&
		fake_ended(&f, "www.b.se", "A", "NOERROR"),
	    "a loop with a way out");
	fake_fini(&f);

	begin(&f, hopeless);
	fake_ask(&f, "www.a.se", "A");
	fake_ask(&f, "www.b.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.a.se", "A", "NO_SERVERS") &&
		fake_ended(&f, "www.b.se", "A", "NO_SERVERS") &&
		iterator_pending(f.it) == 0,
	    "a loop without");
	fake_fini(&f);
}

/* Every zone's only server is in the next zone, for ever. */
static void
test_depth(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.z0.se", "*", "/ / z0.se NS ns.z1.se"},
	    {SE, NULL, "*.z1.se", "*", "/ / z1.se NS ns.z2.se"},
	    {SE, NULL, "*.z2.se", "*", "/ / z2.se NS ns.z3.se"},
	    {SE, NULL, "*.z3.se", "*", "/ / z3.se NS ns.z4.se"},
	    {SE, NULL, "*.z4.se", "*", "/ / z4.se NS ns.z5.se"},
	    {SE, NULL, "*.z5.se", "*", "/ / z5.se NS ns.z6.se"},
	    {SE, NULL, "*.z6.se", "*", "/ / z6.se NS ns.z7.se"},
	    {SE, NULL, "*.z7.se", "*", "/ / z7.se NS ns.z8.se"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.z0.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.z0.se", "A", "NO_SERVERS") &&
		fake_asked(&f, SE, "ns.z6.se", NULL, NULL) == 1 &&
		fake_asked(&f, SE, "ns.z7.se", NULL, NULL) == 0,
	    "names of servers for names of servers: six deep");
	fake_fini(&f);
}

static void
test_ns_alias(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.b.se"},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns1.b.se / ns1.b.se A " NS2},
	    {SE, NULL, "*.c.se", "*", "/ / c.se NS ns1.c.se / ns1.c.se A " NS3},
	    {NS2, NULL, "ns.b.se", "A", "aa / ns.b.se CNAME real.c.se"},
	    {NS3, NULL, "real.c.se", "A", "aa / real.c.se A " NS1},
	    {NS1, NULL, "*", "*", "aa / www.a.se A 192.0.2.1"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.a.se", "A");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.a.se", "A");
	ok(EQ(d->status, "NOERROR") && EQ(d->ns, "ns.b.se"),
	    "NS that is an alias, forbidden and tolerated");
	fake_fini(&f);
}

static void
test_cname(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.a.se / ns.a.se A " NS1},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns.b.se / ns.b.se A " NS2},
	    {NS1, NULL, "www.a.se", "A",
		"aa / www.a.se CNAME in.a.se; in.a.se CNAME www.b.se"},
	    {NS1, NULL, "mx.a.se", "A",
		"aa / mx.a.se CNAME in.a.se; in.a.se A 192.0.2.2"},
	    {NS1, NULL, "no.a.se", "A",
		"aa NXDOMAIN / no.a.se CNAME gone.a.se / a.se SOA"},
	    {NS1, NULL, "x.d.a.se", "TLSA",
		"aa / d.a.se DNAME b.se; x.d.a.se CNAME x.b.se"},
	    {NS1, NULL, "y.d.a.se", "TLSA", "aa / d.a.se DNAME b.se"},
	    {NS1, NULL, "far.a.se", "A",
		"aa / far.a.se CNAME far.b.se; far.b.se A 192.0.2.66"},
	    {NS1, NULL, "signed.a.se", "A",
		"aa / signed.a.se CNAME none.a.se; signed.a.se RRSIG a.se"
		" / a.se SOA"},
	    {NS1, NULL, "none.a.se", "A", "aa NXDOMAIN / / a.se SOA"},
	    {NS2, NULL, "*", "*", "aa / www.b.se A 192.0.2.3"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.a.se", "A");
	fake_ask(&f, "mx.a.se", "A");
	fake_ask(&f, "no.a.se", "A");
	fake_ask(&f, "x.d.a.se", "TLSA");
	fake_ask(&f, "y.d.a.se", "TLSA");
	fake_ask(&f, "far.a.se", "A");
	fake_ask(&f, "signed.a.se", "A");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.b.se", "A");
	ok(fake_ended(&f, "www.a.se", "A", "NOERROR") &&
		EQ(d->status, "NOERROR") && d->internal && d->tag == 7,
	    "a CNAME out of the reply is followed");
	ok(fake_ended(&f, "x.b.se", "TLSA", "NOERROR"), "and through a DNAME");
	ok(fake_ended(&f, "y.b.se", "TLSA", "NOERROR"),
	    "RFC 6672 3.1: and by a DNAME without its CNAME");
	d = fake_result(&f, "far.b.se", "A");
	ok(EQ(d->status, "NOERROR") && EQ(d->server, NS2),
	    "what another zone's server says of the target is not believed");
	ok(fake_ended(&f, "none.a.se", "A", "NXDOMAIN"),
	    "behind a signed alias the target's own denial is asked for");
	ok(fake_ended(&f, "mx.a.se", "A", "NOERROR") &&
		fake_ended(&f, "no.a.se", "A", "NXDOMAIN") && f.dones == 12,
	    "one that ends in the reply is not");
	fake_fini(&f);
}

static void
test_cname_chain(void)
{
	static const struct fake_row rows[] = {
	    {ROOT, NULL, "c0", "A", "aa / c0 CNAME c1"},
	    {ROOT, NULL, "c1", "A", "aa / c1 CNAME c2"},
	    {ROOT, NULL, "c2", "A", "aa / c2 CNAME c3"},
	    {ROOT, NULL, "c3", "A", "aa / c3 CNAME c4"},
	    {ROOT, NULL, "c4", "A", "aa / c4 CNAME c5"},
	    {ROOT, NULL, "c5", "A", "aa / c5 CNAME c6"},
	    {ROOT, NULL, "c6", "A", "aa / c6 CNAME c7"},
	    {ROOT, NULL, "c7", "A", "aa / c7 CNAME c8"},
	    {ROOT, NULL, "c8", "A", "aa / c8 CNAME c9"},
	    {ROOT, NULL, "x", "A", "aa / x CNAME y; y CNAME x"},
	    {ROOT, NULL, "y", "A", "aa / y CNAME x"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "c0", "A");
	fake_ask(&f, "x", "A");
	fake_run(&f);
	ok(fake_ended(&f, "c8", "A", "NOERROR") &&
		fake_ended(&f, "c9", "A", "(none)"),
	    "eight links and no more");
	ok(fake_ended(&f, "x", "A", "NOERROR"), "a CNAME loop ends");
	fake_fini(&f);
}

static void
test_ds(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "example.se", "DS", "aa / example.se DS"},
	    {SE, NULL, "sub.example.se", "DS",
		"/ / example.se NS ns1.example.se / ns1.example.se A " NS1},
	    ONE_NS,
	    {NS1, NULL, "sub.example.se", "DS", "aa / / example.se SOA"},
	    {NS1, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	fake_ask(&f, "example.se", "DS");
	fake_ask(&f, "sub.example.se", "DS");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "example.se", "DS");
	ok(EQ(d->status, "NOERROR") && EQ(d->server, SE) && EQ(d->zone, "se"),
	    "DS is asked at the parent");
	d = fake_result(&f, "sub.example.se", "DS");
	ok(EQ(d->status, "NOERROR") && EQ(d->zone, "example.se"),
	    "DS of what is no zone");
	fake_fini(&f);

	begin(&f, rows);
	fake_ask(&f, "sub.example.se", "DS");
	fake_run(&f);
	d = fake_result(&f, "sub.example.se", "DS");
	ok(EQ(d->status, "NOERROR") && EQ(d->server, NS1),
	    "DS through a cut in between that was not known");
	fake_fini(&f);
}

static void
test_ds_wrong_side(void)
{
	static const struct fake_row child[] = {
	    TO_SE, {SE, NULL, "*", "*", "aa / / example.se SOA"}, END};
	static const struct fake_row child_nsec[] = {TO_SE,
	    {SE, NULL, "*", "*",
		"aa / / example.se NSEC; example.se RRSIG example.se"},
	    END};
	static const struct fake_row both[] = {
	    {ROOT, NULL, "*", "*",
		"/ / se NS a.ns.se; se NS b.ns.se / a.ns.se A " SE
		"; b.ns.se A " NS2},
	    {SE, NULL, "*", "*", "aa / / example.se SOA"},
	    {NS2, NULL, "*", "*", "aa / example.se DS"}, END};
	static const struct fake_row parent_nsec[] = {TO_SE,
	    {SE, NULL, "*", "*",
		"aa / / se SOA; example.se NSEC; example.se RRSIG se"},
	    END};
	static const struct fake_row referral[] = {TO_SE,
	    {SE, NULL, "*", "*",
		"/ / example.se NS ns1.example.se / ns1.example.se A " NS1},
	    END};
	struct fake f;

	begin(&f, child);
	fake_ask(&f, "example.se", "DS");
	fake_run(&f);
	ok(fake_ended(&f, "example.se", "DS", "NOERROR"),
	    "DS: the child's own answer is kept where no other has better");
	fake_fini(&f);
	begin(&f, child_nsec);
	fake_ask(&f, "example.se", "DS");
	fake_run(&f);
	ok(fake_ended(&f, "example.se", "DS", "NOERROR"),
	    "DS: so is what the child signed");
	fake_fini(&f);
	begin(&f, both);
	fake_ask(&f, "example.se", "DS");
	fake_run(&f);
	ok(EQ(fake_result(&f, "example.se", "DS")->server, NS2),
	    "DS: the parent's answer is better than the child's");
	fake_fini(&f);
	begin(&f, parent_nsec);
	fake_ask(&f, "example.se", "DS");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "example.se", "DS");
	ok(EQ(d->status, "NOERROR") && EQ(d->zone, "se"),
	    "DS: an NSEC of the name that the parent signed is the parent's");
	fake_fini(&f);
	begin(&f, referral);
	fake_ask(&f, "example.se", "DS");
	fake_run(&f);
	ok(fake_ended(&f, "example.se", "DS", "NOERROR") &&
		fake_asked(&f, NS1, NULL, NULL, NULL) == 0,
	    "DS: a referral to the name itself is not followed");
	fake_fini(&f);
}

static void
test_memory(void)
{
	static const struct fake_row edns[] = {TO_SE, ONE_NS,
	    {NS1, "edns", "*", "*", "noopt FORMERR"},
	    {NS1, "plain", "*", "*", "aa"}, END};
	static const struct fake_row lame[] = {TO_SE, TWO_NS,
	    {NS1, NULL, "*", "*", LAME}, {NS2, NULL, "*", "*", "aa"}, END};
	static const char *const names[] = {"a.example.se", "b.example.se",
	    "c.example.se", "d.example.se", "e.example.se", "f.example.se"};
	struct fake f;

	begin(&f, edns);
	for (int i = 0; i < 3; i++) {
		fake_ask(&f, names[i], "A");
		fake_run(&f);
	}
	ok(fake_asked(&f, NS1, NULL, NULL, "edns") == 1 &&
		fake_asked(&f, NS1, NULL, NULL, "plain") == 3,
	    "that a server cannot do EDNS is remembered");
	fake_fini(&f);

	begin(&f, lame);
	for (int i = 0; i < 6; i++) {
		fake_ask(&f, names[i], "A");
		fake_run(&f);
	}
	ok(fake_asked(&f, NS1, NULL, NULL, NULL) <= 1 &&
		fake_asked(&f, NS2, NULL, NULL, NULL) == 6,
	    "a lame server comes last");
	fake_fini(&f);
}

/* A lost packet is not to cost a server its EDNS, and us the signatures. */
static void
test_edns_loss(void)
{
	static const struct fake_row rows[] = {TO_SE, ONE_NS,
	    {NS1, "edns", "www.example.se", "A", "silence"},
	    {NS1, NULL, "*", "*", "aa"}, END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "mail.example.se", "A");
	fake_run(&f);
	fake_ask(&f, "www.example.se", "A");
	fake_ask(&f, "other.example.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.example.se", "A", "TIMEOUT") &&
		fake_asked(&f, NS1, NULL, NULL, "plain") == 0,
	    "a server that did EDNS once is always asked with it");
	fake_fini(&f);

	struct addr ns1 = fake_addr(NS1);
	begin(&f, rows);
	iterator_has_edns(f.it, &ns1);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_asked(&f, NS1, NULL, NULL, "plain") == 0,
	    "so is one of which others know it");
	fake_fini(&f);
}

static void
test_dropped_by_memory(void)
{
	static const struct fake_row rows[] = {TO_SE, ONE_NS,
	    {NS1, NULL, "*", "TLSA", "silence"}, {NS1, NULL, "*", "*", "aa"},
	    END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "_25._tcp.example.se", "TLSA");
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "_25._tcp.example.se", "TLSA", "DROPPED") &&
		fake_asked(&f, NS1, NULL, "SOA", NULL) == 0,
	    "DROPPED without a check, where others were answered meanwhile");
	fake_fini(&f);
}

static void
send_reply(struct fake *f, const struct fake_query *q, const char *spec,
    const char *server, unsigned port, unsigned id)
{
	struct fake_reply r = {0};
	struct dns_message m = q->m;
	struct addr from = fake_addr(server);

	m.id = (uint16_t)id;
	fake_build(&r, &m, spec);
	iterator_receive(
	    f->it, &from, (uint16_t)port, false, r.bytes, r.len, f->now_ns);
}

static void
test_spoofed(void)
{
	static const struct fake_row rows[] = {END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.se", "A");
	const struct fake_query *q = &f.query[0];
	struct fake_query other = *q;
	other.m.question.type = DNS_MX;
	send_reply(&f, q, "aa", SE, q->q.src_port, q->m.id);
	ok(f.dones == 0, "wrong server");
	send_reply(&f, q, "aa", ROOT, q->q.src_port + 1u, q->m.id);
	ok(f.dones == 0, "wrong port");
	send_reply(&f, q, "aa", ROOT, q->q.src_port, q->m.id + 1u);
	ok(f.dones == 0, "wrong ID");
	send_reply(&f, &other, "aa", ROOT, q->q.src_port, q->m.id);
	ok(f.dones == 0, "wrong question");
	iterator_receive(f.it, &q->q.server, q->q.src_port, true, q->bytes,
	    q->q.len, f.now_ns);
	iterator_tcp_failed(f.it, &q->q.server, q->m.id, f.now_ns);
	ok(f.dones == 0 && f.queries == 1, "TCP, where UDP was asked");
	iterator_receive(f.it, &q->q.server, q->q.src_port, false, q->bytes,
	    q->q.len, f.now_ns);
	ok(f.dones == 0, "our own query");
	iterator_receive(
	    f.it, &q->q.server, q->q.src_port, false, q->bytes, 1, f.now_ns);
	ok(f.dones == 0, "one byte");
	send_reply(&f, q, "aa", ROOT, q->q.src_port, q->m.id);
	ok(fake_ended(&f, "www.se", "A", "NOERROR"), "the right one");
	send_reply(&f, q, "SERVFAIL", ROOT, q->q.src_port, q->m.id);
	ok(f.dones == 1, "and one after the end");
	fake_fini(&f);
}

static void
test_late(void)
{
	static const struct fake_row rows[] = {END};
	struct fake f;

	begin(&f, rows);
	fake_ask(&f, "www.se", "A");
	f.now_ns += NS_PER_S;
	iterator_tick(f.it, f.now_ns);
	ok(f.queries == 2 &&
		(f.query[0].m.id != f.query[1].m.id ||
		    f.query[0].q.src_port != f.query[1].q.src_port),
	    "a second try has an ID and a port of its own");
	send_reply(&f, &f.query[0], "aa", ROOT, f.query[0].q.src_port,
	    f.query[0].m.id);
	ok(f.dones == 0, "a reply to the first is too late");
	int64_t due_ns = iterator_tick(f.it, f.now_ns);
	ok(due_ns == f.now_ns + 2 * NS_PER_S, "the second wait is doubled");
	fake_fini(&f);
}

static void
test_budget(void)
{
	static const struct fake_row rows[] = {
	    TO_SE, ONE_NS, {NS1, NULL, "*", "*", GOOD}, END};
	struct fake f;

	begin(&f, rows);
	f.busy = 100;
	fake_ask(&f, "www.example.se", "A");
	int64_t due_ns = iterator_tick(f.it, f.now_ns);
	ok(due_ns == f.now_ns + 5 * NS_PER_MS, "busy: again after 5 ms");
	fake_run(&f);
	ok(fake_result(&f, "www.example.se", "A")->attempts == 3,
	    "which is no attempt");
	fake_fini(&f);

	begin(&f, rows);
	fake_ask(&f, "www.example.se", "A");
	f.busy = 8;
	fake_ask(&f, "mail.example.se", "A");
	fake_run(&f);
	ok(fake_asked(&f, NS1, NULL, NULL, NULL) == 2 &&
		fake_asked(&f, ROOT, NULL, NULL, NULL) == 1,
	    "after waiting it begins at the cut that others found");
	fake_fini(&f);
}

static void
test_blocked(void)
{
	static const struct fake_row rows[] = {
	    TO_SE, TWO_NS, {NS2, NULL, "*", "*", GOOD}, END};
	static const struct fake_row one[] = {TO_SE, ONE_NS, END};
	struct fake f;

	begin(&f, rows);
	f.blocked = NS1;
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.example.se", "A", "NOERROR"),
	    "one server is blocked");
	fake_fini(&f);
	begin(&f, one);
	f.blocked = NS1;
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.example.se", "A", "BLOCKED"), "all are");
	fake_fini(&f);
}

/* One reply names many servers, and their names are of a victim's zone. */
static void
test_amplification(void)
{
	char many[1024] = "/ / evil.se NS n0.v.se";
	struct fake_row rows[] = {TO_SE, {SE, NULL, "*.evil.se", "*", many},
	    {SE, NULL, "*.v.se", "*", "/ / v.se NS ns.v.se / ns.v.se A " NS1},
	    {NS1, NULL, "*", "*", "aa NXDOMAIN / / v.se SOA"}, END};
	struct fake f;

	for (int i = 1; i < 32; i++) {
		size_t at = strlen(many);
		snprintf(
		    many + at, sizeof(many) - at, "; evil.se NS n%d.v.se", i);
	}
	begin(&f, rows);
	fake_ask(&f, "www.evil.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.evil.se", "A", "NO_SERVERS") &&
		fake_asked(&f, NS1, NULL, NULL, NULL) <= 64,
	    "the names of many servers: bounded");
	fake_fini(&f);
}

static void
test_limit(void)
{
	static const struct fake_row rows[] = {TO_SE, TWO_NS, END};
	struct iterator_config few = config;
	struct fake f;

	few.max_queries = 4;
	fake_init(&f, rows, &io, &few);
	fake_told(&f, ".", "a.root-servers.net", ROOT);
	fake_ask(&f, "www.example.se", "A");
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "www.example.se", "A");
	ok(EQ(d->status, "LIMIT") && d->attempts == 4, "LIMIT");
	fake_fini(&f);
}

static void
test_queue(void)
{
	static const struct fake_row rows[] = {
	    {ROOT, NULL, "*", "*", "aa NXDOMAIN"}, END};
	struct iterator_config one = config;
	struct fake f;
	char name[16];

	one.max_in_flight = 2;
	fake_init(&f, rows, &io, &one);
	fake_told(&f, ".", "a.root-servers.net", ROOT);
	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "n%d.se", i);
		fake_ask(&f, name, "A");
	}
	ok(f.queries == 2 && iterator_pending(f.it) == 50,
	    "two in flight, the others wait");
	fake_run(&f);
	ok(f.dones == 50 && iterator_pending(f.it) == 0, "all have ended");
	fake_fini(&f);
}

/* Those in flight need what is still in the queue. */
static void
test_queue_need(void)
{
	static const struct fake_row rows[] = {TO_SE,
	    {SE, NULL, "*.a.se", "*", "/ / a.se NS ns.b.se"},
	    {SE, NULL, "*.b.se", "*", "/ / b.se NS ns1.b.se / ns1.b.se A " NS2},
	    {NS2, NULL, "ns.b.se", "A", "aa / ns.b.se A " NS2},
	    {NS2, NULL, "*", "*", "aa"}, END};
	struct iterator_config one = config;
	struct fake f;

	one.max_in_flight = 1;
	fake_init(&f, rows, &io, &one);
	fake_told(&f, ".", "a.root-servers.net", ROOT);
	fake_ask(&f, "www.a.se", "A");
	fake_ask(&f, "ns.b.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.a.se", "A", "NOERROR") &&
		!fake_result(&f, "ns.b.se", "A")->internal,
	    "what is needed does not wait in the queue");
	fake_fini(&f);
}

static void
test_families(void)
{
	static const struct fake_row rows[] = {
	    {"2001:db8::1", NULL, "*", "*", "aa / www.se A 192.0.2.1"}, END};
	struct iterator_config both = config;
	struct fake f;

	begin(&f, rows);
	fake_told(&f, "se", "a.ns.se", "2001:db8::1");
	fake_ask(&f, "www.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.se", "A", "NO_ROUTE") &&
		fake_asked(&f, "2001:db8::1", NULL, NULL, NULL) == 0,
	    "no IPv6, no queries over it");
	fake_fini(&f);
	both.ipv6 = true;
	fake_init(&f, rows, &io, &both);
	fake_told(&f, "se", "a.ns.se", "2001:db8::1");
	fake_ask(&f, "www.se", "A");
	fake_run(&f);
	ok(fake_ended(&f, "www.se", "A", "NOERROR"), "with IPv6");
	fake_fini(&f);
}

/* Each host has an address of either family, and one host is bad. */
static void
test_bad_host_of_two_families(void)
{
	static const struct fake_row rows[] = {
	    {"10.0.0.1", NULL, "*", "*", "REFUSED"},
	    {"2001:db8::1", NULL, "*", "*", "REFUSED"},
	    {"10.0.0.2", NULL, "*", "*", "aa / www.se A 192.0.2.1"},
	    {"2001:db8::2", NULL, "*", "*", "aa / www.se A 192.0.2.1"}, END};
	struct iterator_config both = config;
	bool good = true;

	both.ipv6 = true;
	for (both.seed = 0; both.seed < 20 && good; both.seed++) {
		struct fake f;
		fake_init(&f, rows, &io, &both);
		fake_told(&f, "se", "a.ns.se", "10.0.0.1");
		fake_told(&f, "se", "a.ns.se", "2001:db8::1");
		fake_told(&f, "se", "b.ns.se", "10.0.0.2");
		fake_told(&f, "se", "b.ns.se", "2001:db8::2");
		fake_ask(&f, "www.se", "A");
		fake_run(&f);
		good = fake_ended(&f, "www.se", "A", "NOERROR");
		fake_fini(&f);
	}
	ok(good, "a bad host of two families is one bad host");
}

static void
test_deterministic(void)
{
	static const struct fake_row rows[] = {
	    TO_SE, THREE_NS, {NS3, NULL, "*", "*", "aa"}, END};
	struct fake a, b;
	bool same = true;

	begin(&a, rows);
	begin(&b, rows);
	io.ctx = &a;
	fake_ask(&a, "www.example.se", "A");
	fake_run(&a);
	io.ctx = &b;
	fake_ask(&b, "www.example.se", "A");
	fake_run(&b);
	for (unsigned i = 0; i < a.queries && same; i++)
		same = EQ(a.query[i].server, b.query[i].server) &&
		       a.query[i].q.src_port == b.query[i].q.src_port &&
		       memcmp(a.query[i].bytes, b.query[i].bytes,
			   a.query[i].q.len) == 0;
	ok(same && a.queries == b.queries, "the same seed, the same queries");
	fake_fini(&a);
	fake_fini(&b);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(scenes); i++)
		run_scene(&scenes[i]);
	test_cuts();
	test_joining();
	test_glueless();
	test_late_address();
	test_loop();
	test_depth();
	test_ns_alias();
	test_cname();
	test_cname_chain();
	test_ds();
	test_ds_wrong_side();
	test_memory();
	test_edns_loss();
	test_dropped_by_memory();
	test_spoofed();
	test_late();
	test_budget();
	test_blocked();
	test_amplification();
	test_limit();
	test_queue();
	test_queue_need();
	test_families();
	test_bad_host_of_two_families();
	test_deterministic();
	return tap_end();
}
