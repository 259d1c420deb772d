/* From the root hints to an answer, and what is learnt on the way. */
#include "iterator_world.h"

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
	test_deterministic();
	return tap_end();
}
