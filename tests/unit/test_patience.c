/*
 * A zone that owes signatures, and one of its servers broken in each way
 * that we know: what the good one says is the answer, whoever is asked first.
 */
#include "resolver/iterator/iterator.h"

#include "base/macros.h"
#include "fake_dns.h"
#include "tap.h"

#define ROOT "198.41.0.4"
#define BAD  "10.0.0.1"
#define GOOD "10.0.0.2"

#define SIG(type, labels) " RRSIG " type ":" labels ":2000000000:"
#define DS_OF_SE          "se DS x; se" SIG("DS", "1") ". / "
#define GOOD2             "10.0.0.3"
#define THREE             "/ / se NS b.se; se NS g.se; se NS h.se; "
#define GLUE2             GLUE "; h.se A " GOOD2
#define GLUE              "b.se A " BAD "; g.se A " GOOD
#define ANSWER            "a.se A 192.0.2.2; a.se" SIG("A", "2") "se"
#define STALE             "a.se A 192.0.2.1; a.se RRSIG A:2:5:se"

#define TWO_OF_SE                                                              \
	{                                                                      \
		ROOT, NULL, "*", "*",                                          \
		    "/ / se NS b.se; se NS g.se; " DS_OF_SE GLUE               \
	}
#define ONE_OF_SE                                                              \
	{                                                                      \
		ROOT, NULL, "*", "*",                                          \
		    "/ / se NS b.se; " DS_OF_SE "b.se A " BAD                  \
	}
#define NO_DS_OF_SE "se NSEC x; se" SIG("NSEC", "1") ". / "
#define UNSIGNED_SE                                                            \
	{                                                                      \
		ROOT, NULL, "*", "*",                                          \
		    "/ / se NS b.se; se NS g.se; " NO_DS_OF_SE GLUE            \
	}

static struct iterator_io io;

static void
begin(struct fake *f, const struct fake_row *rows, uint64_t seed)
{
	struct iterator_config config = {
	    .port_first = 40000,
	    .port_last = 40999,
	    .timeout_ns = NS_PER_S,
	    .tries = 2,
	    .max_in_flight = 100,
	    .max_queries = 60,
	    .seed = seed,
	    .epoch_ns = 1800000000 * NS_PER_S,
	    .ipv4 = true,
	};
	fake_init(f, rows, &io, &config);
	fake_told(f, ".", "a.root-servers.net", ROOT);
}

static void
run(struct fake *f, const struct fake_row *rows, uint64_t seed)
{
	begin(f, rows, seed);
	fake_ask(f, "a.se", "A");
	fake_run(f);
}

/* What the broken server does. */
static const struct {
	const char *title;
	struct fake_row rows[3];
} faults[] = {
    {"stale signatures", {{BAD, NULL, "*", "*", "aa / " STALE}}},
    {"no RRSIG", {{BAD, NULL, "*", "*", "aa / a.se A 192.0.2.1"}}},
    {"empty NOERROR", {{BAD, NULL, "*", "*", "aa"}}},
    {"empty NOERROR with an SOA", {{BAD, NULL, "*", "*", "aa / / se SOA"}}},
    {"empty NXDOMAIN", {{BAD, NULL, "*", "*", "aa NXDOMAIN / / se SOA"}}},
    {"no EDNS", {{BAD, NULL, "*", "*", "aa noopt / a.se A 192.0.2.1"}}},
    {"FORMERR to EDNS", {{BAD, "edns", "*", "*", "FORMERR noopt"},
			    {BAD, "plain", "*", "*", "aa / a.se A 192.0.2.1"}}},
    {"drops what has DO",
	{{BAD, "edns", "*", "*", "silence"},
	    {BAD, "plain", "*", "*", "aa / a.se A 192.0.2.1"}}},
    {"drops this type", {{BAD, NULL, "*", "A", "silence"}}},
    {"TC always, TCP refused",
	{{BAD, "tcp", "*", "*", "fail"}, {BAD, "udp", "*", "*", "aa tc"}}},
    {"TC always, over TCP too", {{BAD, NULL, "*", "*", "aa tc"}}},
    {"SERVFAIL", {{BAD, NULL, "*", "*", "SERVFAIL"}}},
    {"REFUSED", {{BAD, NULL, "*", "*", "REFUSED"}}},
    {"lame", {{BAD, NULL, "*", "*", "/ / . NS a.root-servers.net"}}},
    {"without authority", {{BAD, NULL, "*", "*", "/ a.se A 192.0.2.1"}}},
    {"garbage", {{BAD, NULL, "*", "*", "junk"}}},
    {"silent", {{BAD, NULL, "*", "*", "silence"}}},
};

enum { SEEDS = 50 };

/* Worlds of one broken server among good ones. */
static const struct {
	const char *title;
	struct fake_row root, good[2];
	bool is_signed;
} worlds[] = {
    {"signed, of two",
	{ROOT, NULL, "*", "*", "/ / se NS b.se; se NS g.se; " DS_OF_SE GLUE},
	{{GOOD, "edns", "*", "*", "aa / " ANSWER},
	    {GOOD2, NULL, "*", "*", "silence"}},
	true},
    {"signed, of three", {ROOT, NULL, "*", "*", THREE DS_OF_SE GLUE2},
	{{GOOD, "edns", "*", "*", "aa / " ANSWER},
	    {GOOD2, "edns", "*", "*", "aa / " ANSWER}},
	true},
    {"unsigned, of two",
	{ROOT, NULL, "*", "*", "/ / se NS b.se; se NS g.se; " NO_DS_OF_SE GLUE},
	{{GOOD, NULL, "*", "*", "aa / a.se A 192.0.2.2"},
	    {GOOD2, NULL, "*", "*", "silence"}},
	false},
    {"unsigned, of three", {ROOT, NULL, "*", "*", THREE NO_DS_OF_SE GLUE2},
	{{GOOD, NULL, "*", "*", "aa / a.se A 192.0.2.2"},
	    {GOOD2, NULL, "*", "*", "aa / a.se A 192.0.2.2"}},
	false},
};

/* What came of it with one seed. */
struct outcome {
	bool good;   /* a good server's answer */
	bool asked;  /* the broken one was asked */
	bool served; /* it was the one that answered */
	bool told;   /* who said what */
};

static struct outcome
try_one(size_t world, size_t fault, uint64_t seed)
{
	struct fake_row rows[8] = {worlds[world].root};
	struct fake f;

	memcpy(rows + 1, faults[fault].rows, sizeof(faults[fault].rows));
	size_t n = 1;
	while (rows[n].server != NULL)
		n++;
	memcpy(rows + n, worlds[world].good, sizeof(worlds[world].good));
	run(&f, rows, seed);
	const struct fake_done *d = fake_result(&f, "a.se", "A");
	struct outcome o = {
	    .good = strcmp(d->status, "NOERROR") == 0 &&
		    strcmp(d->server, BAD) != 0 &&
		    d->answers == 1u + worlds[world].is_signed,
	    .asked = fake_asked(&f, BAD, NULL, NULL, NULL) > 0,
	    .served = strcmp(d->server, BAD) == 0,
	    .told = d->asked >= 2 && d->provable == worlds[world].is_signed,
	};
	fake_fini(&f);
	return o;
}

/*
 * In a signed zone the good server's answer for each seed; in an unsigned one
 * that of a server that answered.  Whenever a second one was asked, the
 * record tells of both.
 */
static void
test_fault(size_t world, size_t fault)
{
	unsigned right = 0, asked = 0, told = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct outcome o = try_one(world, fault, seed);
		right += o.good || (o.served && !worlds[world].is_signed);
		asked += o.asked && !o.served;
		told += o.asked && !o.served && o.told;
	}
	bool both = asked > 0 && asked < SEEDS;
	ok(right == SEEDS && told == asked &&
		(both || !worlds[world].is_signed),
	    faults[fault].title);
}

/* Nothing can be proved: whoever is asked first, both are, and over TCP. */
static void
test_none_of_two(void)
{
	static const struct fake_row rows[] = {TWO_OF_SE,
	    {BAD, NULL, "*", "*", "aa / a.se A 192.0.2.1"},
	    {GOOD, NULL, "*", "*", "aa / " STALE}, {0}};
	struct fake f;

	run(&f, rows, 1);
	const struct fake_done *d = fake_result(&f, "a.se", "A");
	ok(strcmp(d->server, GOOD) == 0 && d->tcp,
	    "the best that was said: with signatures, and over TCP");
	ok(d->servers == 2 && d->asked == 2 && d->provable == 0 && d->same == 2,
	    "and who said what");
	ok(fake_asked(&f, BAD, NULL, NULL, "tcp") == 1 &&
		fake_asked(&f, GOOD, NULL, NULL, "tcp") == 1 && f.queries == 5,
	    "each by UDP and by TCP, once");
	fake_fini(&f);
}

static void
test_one(void)
{
	static const struct fake_row bad[] = {
	    ONE_OF_SE, {BAD, NULL, "*", "*", "aa / " STALE}, {0}};
	static const struct fake_row good[] = {
	    ONE_OF_SE, {BAD, NULL, "*", "*", "aa / " ANSWER}, {0}};
	static const struct fake_row large[] = {ONE_OF_SE,
	    {BAD, "tcp", "*", "*", "aa / " ANSWER},
	    {BAD, "edns", "*", "*", "silence"},
	    {BAD, "plain", "*", "*", "aa / a.se A 192.0.2.2"}, {0}};
	struct fake f;

	run(&f, bad, 1);
	ok(fake_result(&f, "a.se", "A")->servers == 1,
	    "one server, that proves nothing, is told of");
	fake_fini(&f);

	run(&f, good, 1);
	ok(fake_result(&f, "a.se", "A")->servers == 0 && f.queries == 2,
	    "one that does is asked once, and not told of");
	fake_fini(&f);

	run(&f, large, 1);
	const struct fake_done *d = fake_result(&f, "a.se", "A");
	ok(d->tcp && d->answers == 2 &&
		fake_asked(&f, BAD, NULL, NULL, "plain") == 0,
	    "a path that loses large replies: TCP, before EDNS is doubted");
	fake_fini(&f);
}

/* Nobody signs: the first answer is the answer, as ever. */
/*
 * Where a name server lives is asked of one server: nobody judges it.  But as
 * a mail host's address it is asked of all.
 */
static void
test_server_address(void)
{
	static const struct fake_row rows[] = {TWO_OF_SE,
	    {BAD, NULL, "*", "*", "aa / a.se A 192.0.2.1"},
	    {GOOD, NULL, "*", "*", "aa / a.se A 192.0.2.1"}, {0}};
	struct dns_question q = {
	    .name = fake_name("a.se"), .type = DNS_A, .class = DNS_CLASS_IN};
	struct fake f;
	begin(&f, rows, 1);
	if (iterator_ask_server(f.it, &q, 7, f.now_ns) < 0)
		abort();
	fake_run(&f);
	const struct fake_done *d = fake_result(&f, "a.se", "A");
	ok(d->attempts == 2 && d->servers == 2 && d->asked == 1 &&
		d->provable == 0,
	    "a name server's address: one server, and it is told who was not "
	    "asked");
	fake_ask(&f, "a.se", "A");
	fake_run(&f);
	d = &f.done[f.dones - 1];
	ok(d->servers == 2 && d->asked == 2 && d->tcp,
	    "as a mail host's it is asked of all, over TCP too");
	fake_fini(&f);
}

static void
test_unsigned(void)
{
	static const struct fake_row rows[] = {UNSIGNED_SE,
	    {BAD, NULL, "*", "*", "aa / a.se A 192.0.2.1"},
	    {GOOD, NULL, "*", "*", "aa / a.se A 192.0.2.1"}, {0}};
	static const struct fake_row refused[] = {UNSIGNED_SE,
	    {BAD, NULL, "*", "*", "REFUSED"},
	    {GOOD, NULL, "*", "*", "aa / a.se A 192.0.2.1"}, {0}};
	unsigned told = 0;
	struct fake f;

	run(&f, rows, 1);
	ok(f.queries == 2 && fake_result(&f, "a.se", "A")->servers == 0,
	    "an unsigned zone: one server");
	fake_fini(&f);
	for (uint64_t seed = 1; seed <= 10; seed++) {
		run(&f, refused, seed);
		const struct fake_done *d = fake_result(&f, "a.se", "A");
		told += d->servers == 2 && d->same == 1;
		fake_fini(&f);
	}
	ok(told > 0 && told < 10, "and two, where the first refuses");
}

/* Asked again, of all: both have the shape of a proof, and differ. */
static void
test_all(void)
{
	static const struct fake_row rows[] = {TWO_OF_SE,
	    {BAD, NULL, "*", "*",
		"aa / a.se A 192.0.2.1; a.se" SIG("A", "2") "se"},
	    {GOOD, NULL, "*", "*", "aa / " ANSWER}, {0}};
	struct dns_question q = {
	    .name = fake_name("a.se"), .type = DNS_A, .class = DNS_CLASS_IN};
	struct fake f;

	run(&f, rows, 1);
	ok(f.queries == 2 && f.dones == 1, "one server satisfies a question");
	if (iterator_ask_all(f.it, &q, 8, f.now_ns) < 0)
		abort();
	fake_run(&f);
	ok(f.queries == 6 && fake_asked(&f, BAD, NULL, NULL, "tcp") == 1 &&
		fake_asked(&f, GOOD, NULL, NULL, "tcp") == 1,
	    "asked again of all: each by UDP and TCP");
	ok(f.dones == 3 && strcmp(f.done[1].server, f.done[2].server) != 0,
	    "each different reply is told of, once");
	ok(f.done[1].tag == 8 && f.done[1].servers == 2 &&
		f.done[1].provable == 2 && f.done[1].same == 1 &&
		f.done[2].same == 1,
	    "with who said the same");
	fake_fini(&f);
}

/* A delegation of 40 addresses: 32 are asked, and the others counted. */
static void
test_hostile(void)
{
	char referral[2048] = "/ / ", glue[1024] = "";
	struct fake f;

	for (unsigned i = 0; i < 20; i++) {
		char line[96];
		snprintf(line, sizeof(line), "se NS %c.se; ", 'a' + i);
		strcat(referral, line);
		snprintf(line, sizeof(line),
		    "%s%c.se A 10.0.1.%u; %c.se A "
		    "10.0.2.%u",
		    i > 0 ? "; " : "", 'a' + i, i, 'a' + i, i);
		strcat(glue, line);
	}
	strcat(referral, DS_OF_SE);
	strcat(referral, glue);
	const struct fake_row rows[] = {{ROOT, NULL, "*", "*", referral}, {0}};
	run(&f, rows, 1);
	const struct fake_done *d = fake_result(&f, "a.se", "A");
	ok(d->servers == 32 && d->left == 8, "40 addresses: 32, and 8 left");
	fake_fini(&f);
}

int
main(void)
{
	for (size_t w = 0; w < ARRAY_LEN(worlds); w++) {
		printf("# %s\n", worlds[w].title);
		for (size_t i = 0; i < ARRAY_LEN(faults); i++)
			test_fault(w, i);
	}
	test_none_of_two();
	test_one();
	test_server_address();
	test_unsigned();
	test_all();
	test_hostile();
	return tap_end();
}
