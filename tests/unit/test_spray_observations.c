#include "scanner/dns/spray_observations.h"

#include "base/macros.h"
#include "open_ranges.h"
#include "small_world.h"
#include "tap.h"

/* Both have the same three servers; b.se is signed. */
static const char zone[] = "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n"
			   "a.se. 300 IN NS ns.a.se.\n"
			   "b.se. 300 IN NS ns.a.se.\n"
			   "b.se. 300 IN DS 1 13 2 00\n"
			   "ns.a.se. 300 IN A 192.0.2.1\n"
			   "ns.a.se. 300 IN A 192.0.2.2\n"
			   "ns.a.se. 300 IN A 192.0.2.3\n";

enum { SERVERS = 3, SEED = 7 };

static const char elsewhere[] = "192.0.2.99"; /* no server of the zone files */

/*
 * Servers are told apart by when a spray asks them.  `said` has a letter for
 * each: - nothing, s SERVFAIL, l lame, t truncated, g garbage, b an error that
 * names no question, a an answer, o another answer.  `by` gives the answer that is recorded: the first, second
 * or third; 4: one that the resolver found; 0: nobody did.
 */
static const struct {
	const char *name;
	const char *question;
	unsigned sent;
	const char *said;
	unsigned by;
	const char *zone; /* of the record */
	/* in the order of `said`; = is the same, ! can be proved */
	const char *want;
} rows[] = {
    {"one is enough", "a.se MX", 1, "---", 1, "a.se", ""},
    {"none was asked", "a.se MX", 0, "---", 4, "a.se", ""},
    {"the first is silent", "a.se MX", 2, "---", 2, "a.se",
	"TIMEOUT NOERROR= NOT_ASKED"},
    {"the first fails", "a.se MX", 2, "s--", 2, "a.se",
	"SERVFAIL NOERROR= NOT_ASKED"},
    {"the first is lame", "a.se MX", 2, "l--", 2, "a.se",
	"LAME NOERROR= NOT_ASKED"},
    {"the first talks garbage", "a.se MX", 2, "g--", 2, "a.se",
	"BAD_REPLY NOERROR= NOT_ASKED"},
    {"the first's error names no question", "a.se MX", 2, "b--", 2, "a.se",
	"BAD_REPLY NOERROR= NOT_ASKED"},
    {"two fail", "a.se MX", 3, "s--", 3, "a.se", "SERVFAIL TIMEOUT NOERROR="},
    {"the first is late, and says the same", "a.se MX", 2, "a--", 2, "a.se",
	"NOERROR= NOERROR= NOT_ASKED"},
    {"the first is late, and says something else", "a.se MX", 2, "o--", 2,
	"a.se", "NOERROR NOERROR= NOT_ASKED"},
    {"the first answers after all, the second fails", "a.se MX", 2, "-s-", 1,
	"a.se", "NOERROR= SERVFAIL NOT_ASKED"},
    {"asked again, and it answers", "a.se MX", 4, "-s-", 1, "a.se",
	"NOERROR= SERVFAIL TIMEOUT"},
    {"all are silent", "a.se MX", 3, "---", 0, "a.se",
	"TIMEOUT= TIMEOUT= TIMEOUT="},
    {"truncated, whole over TCP", "a.se MX", 1, "t--", 1, "a.se", ""},
    {"truncated, and the resolver asks another", "a.se MX", 1, "t--", 2, "a.se",
	"TCP_FAILED NOERROR= NOT_ASKED"},
    {"the resolver finds one more", "a.se MX", 2, "s--", 4, "a.se",
	"SERVFAIL TIMEOUT NOT_ASKED NOERROR="},
    {"the resolver is led to another zone", "a.se MX", 2, "s--", 4, "mx.a.se",
	""},
    {"a zone below, of the same servers", "a.se MX", 2, "s--", 2, "mx.a.se",
	"SERVFAIL NOERROR= NOT_ASKED"},
    {"signed", "b.se MX", 2, "s--", 2, "b.se", "SERVFAIL NOERROR=! NOT_ASKED"},
};

static struct world {
	struct delegations *delegations;
	struct domains domains;
	struct blocklist *blocklist;
	struct servers *servers;
	struct spray *spray;
	struct spray_observations *observations;
	uint64_t i; /* of the question */
	struct addr by_pass[SERVERS];
} w;

static void
world_init(uint32_t max)
{
	w.delegations = delegations_of(zone);
	w.domains = (struct domains){.delegations = w.delegations};
	w.blocklist = open_ranges(NULL);
	struct address_policy policy = {
	    .blocklist = w.blocklist, .ipv4 = true, .ipv6 = true};
	if (servers_new(w.delegations, &policy, &w.servers) < 0 ||
	    spray_new_domains(&w.domains, &w.spray) < 0 ||
	    spray_observations_new(SEED, max, &w.observations) < 0)
		abort();
	spray_observations_begin(w.observations, w.spray, w.servers);
}

static void
world_fini(void)
{
	spray_observations_free(w.observations);
	spray_free(w.spray);
	servers_free(w.servers);
	blocklist_free(w.blocklist);
	delegations_free(w.delegations);
}

static void
make_reply(struct reply *r, const char *question, char letter)
{
	char answer[256], name[64];
	sscanf(question, "%63s", name);
	snprintf(answer, sizeof(answer), "%s MX %d mx.a.se;%s RRSIG MX %s 2",
	    name, letter == 'o' ? 20 : 10, name, name);
	switch (letter) {
	case 's':
		reply_of(r, question, "", DNS_SERVFAIL, "", "");
		break;
	case 'l':
		reply_of(r, question, "", DNS_NOERROR, "", ". NS a.root");
		break;
	case 't':
		reply_of(r, question, "aa tc", DNS_NOERROR, "", "");
		break;
	default:
		reply_of(r, question, "aa", DNS_NOERROR, answer, "");
	}
}

/* The question is asked of `sent` servers, one after the other. */
static void
begin(const char *question, unsigned sent)
{
	struct addr servers[SERVERS_PER_DELEGATION];
	struct dns_question q;
	uint32_t delegation;
	struct reply r;
	make_reply(&r, question, 'a');
	if (!spray_find(w.spray, &r.m.question, &w.i))
		abort();
	spray_question(w.spray, w.i, &q, &delegation);
	if (servers_of(w.servers, delegation, servers) != SERVERS)
		abort();
	for (unsigned n = 1; n <= SERVERS; n++)
		w.by_pass[n - 1] =
		    servers[servers_choose(SEED, w.i, n, SERVERS)];
	for (unsigned n = 0; n < sent; n++)
		spray_note_sent(w.spray, w.i);
}

static void
note(const char *question, const char *said)
{
	for (unsigned n = 0; n < SERVERS; n++) {
		struct reply r;
		make_reply(&r, question, said[n]);
		if (said[n] == 'b')
			servers_note_bare_error(w.servers, &w.by_pass[n]);
		else if (said[n] != '-')
			spray_observations_note(w.observations, w.i,
			    &w.by_pass[n], said[n] == 'g' ? NULL : &r.m);
	}
}

static struct resolution *
end(const char *question, unsigned by, const char *zone_name,
    const struct dns_observation *servers)
{
	struct dns_name of = name_of(zone_name);
	struct addr other = addr_of(elsewhere);
	struct reply r;
	make_reply(&r, question, 'a');
	struct iterator_result end = {
	    .question = &r.m.question,
	    .status = by > 0 ? DNS_STATUS_REPLY : DNS_STATUS_TIMEOUT,
	    .message = by > 0 ? r.bytes : NULL,
	    .message_len = r.len,
	    .zone = &of,
	    .server = by == 0        ? &w.by_pass[SERVERS - 1]
		      : by > SERVERS ? &other
				     : &w.by_pass[by - 1],
	    .servers = servers,
	    .server_count = servers != NULL ? SERVERS : 0,
	};
	struct resolution *f = resolution_new(&end, false, 0);
	if (f == NULL)
		abort();
	return f;
}

static void
add_entry(struct text *t, const struct observations *o, const struct addr *a)
{
	char status[DNS_STATUS_TEXT_MAX];
	for (unsigned i = 0; i < o->count; i++) {
		const struct dns_observation *at = &o->at[i];
		if (!addr_equal(&at->server, a))
			continue;
		text_addf(t, "%s%s%s%s", t->len > 0 ? " " : "",
		    dns_status_text(at->status, at->rcode, status),
		    at->same ? "=" : "", at->provable ? "!" : "");
	}
}

/* What is told, as `want` has it. */
static bool
tells(struct resolution *f, const char *want)
{
	struct dns_observation room[DNS_OBSERVATIONS_MAX];
	struct observations o = spray_observations_of(w.observations, f, room);
	struct addr other = addr_of(elsewhere);
	struct text t;
	text_init(&t);
	text_add(&t, "");
	for (unsigned n = 0; n < SERVERS; n++)
		add_entry(&t, &o, &w.by_pass[n]);
	add_entry(&t, &o, &other);
	bool same = strcmp(t.len > 0 ? t.bytes : "", want) == 0;
	if (!same)
		printf("# %s\n", t.len > 0 ? t.bytes : "");
	text_fini(&t);
	free(f);
	return same;
}

static void
test_rows(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		world_init(SPRAY_SAID_MAX);
		begin(rows[i].question, rows[i].sent);
		note(rows[i].question, rows[i].said);
		spray_close(w.spray, w.i);
		ok(tells(end(rows[i].question, rows[i].by, rows[i].zone, NULL),
		       rows[i].want),
		    rows[i].name);
		world_fini();
	}
}

/* The resolver's own list stands, and has what only the spray knows. */
static void
test_list(void)
{
	world_init(SPRAY_SAID_MAX);
	begin("a.se MX", 3);
	note("a.se MX", "s--");
	spray_close(w.spray, w.i);
	struct dns_observation has[SERVERS] = {
	    {.server = w.by_pass[0], .status = DNS_STATUS_NOT_ASKED},
	    {.server = w.by_pass[1], .tcp = true, .status = DNS_STATUS_REPLY},
	    {.server = w.by_pass[2], .status = DNS_STATUS_BAD_REPLY},
	};
	ok(tells(end("a.se MX", 2, "a.se", has), "SERVFAIL NOERROR BAD_REPLY"),
	    "the resolver's list is filled up");
	struct resolution *f = end("a.se MX", 4, "b.a.se", has);
	ok(tells(f, "NOT_ASKED NOERROR BAD_REPLY"),
	    "and left alone where it is another zone's");
	world_fini();
}

static void
test_still_open(void)
{
	world_init(SPRAY_SAID_MAX);
	begin("a.se MX", 2);
	ok(tells(end("a.se MX", 2, "a.se", NULL), ""),
	    "nobody is silent while the spray waits");
	spray_close(w.spray, w.i);
	spray_observations_begin(w.observations, NULL, NULL);
	ok(tells(end("a.se MX", 2, "a.se", NULL), ""), "the stage is over");
	world_fini();
}

static void
test_bound(void)
{
	world_init(1);
	begin("a.se MX", 2);
	note("a.se MX", "s--");
	note("a.se MX", "l--");
	spray_close(w.spray, w.i);
	ok(tells(end("a.se MX", 2, "a.se", NULL), "LAME NOERROR= NOT_ASKED"),
	    "what a server says last stands, in the place of the first");
	begin("b.se MX", 3);
	note("b.se MX", "ss-");
	spray_close(w.spray, w.i);
	ok(tells(end("b.se MX", 3, "b.se", NULL), ""),
	    "forgotten: who said nothing is not known");
	begin("a.se MX", 0);
	ok(tells(end("a.se MX", 2, "a.se", NULL), "LAME NOERROR= NOT_ASKED"),
	    "what is kept is told");
	world_fini();
}

static void
test_stranger(void)
{
	struct addr other = addr_of(elsewhere);
	struct reply r;
	world_init(SPRAY_SAID_MAX);
	begin("a.se MX", 2);
	make_reply(&r, "a.se MX", 's');
	spray_observations_note(w.observations, w.i, &other, &r.m);
	spray_close(w.spray, w.i);
	ok(tells(end("a.se MX", 2, "a.se", NULL), "TIMEOUT NOERROR= NOT_ASKED"),
	    "who is no server of the zone says nothing");
	spray_observations_free(NULL);
	world_fini();
}

int
main(void)
{
	test_rows();
	test_list();
	test_still_open();
	test_bound();
	test_stranger();
	return tap_end();
}
