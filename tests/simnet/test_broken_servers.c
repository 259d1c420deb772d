/*
 * test_broken_servers [SEEDS] : one of a domain's two or three name servers is
 * broken, in each way that we know.  What is signed has the good server's
 * verdict, whoever was asked first; what is not has that of a server that
 * answered, and the record tells who said what wherever a second one was asked.
 * `make broken-servers` takes many seeds.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/command/verify.h"
#include "dns/type.h"
#include "key_set.h"
#include "line_field.h"
#include "tests/unit/tap.h"
#include "tests/unit/verify_ways.h"
#include "truth.h"
#include "world_scan.h"

enum { DOMAINS = 40, OPERATORS = 12, PROVIDERS = 6, TEXT_MAX = 256, SHOWN = 6 };

static const struct {
	enum simnet_dns_answer how;
	const char *title;
	bool may_win; /* nobody can tell its unsigned answer from a good one */
	bool answers; /* it, too, can end a question of an unsigned zone */
	/* what the record says of it where it did not; NULL: it always does */
	const char *said;
} faults[] = {
    {SIMNET_STALE, "stale signatures", false, true, NULL},
    {SIMNET_NO_RRSIG, "no RRSIG", false, true, NULL},
    {SIMNET_UNSIGNED_COPY, "an unsigned copy", false, true, NULL},
    {SIMNET_EMPTY, "empty NOERROR", true, true, NULL},
    {SIMNET_EMPTY_NXDOMAIN, "empty NXDOMAIN", true, true, NULL},
    {SIMNET_OLD_ZONE, "old zone", true, true, NULL},
    {SIMNET_OTHER_KEY, "other DNSKEY", false, true, NULL},
    {SIMNET_OTHER_OLD_ZONE, "and an old zone", true, true, NULL},
    {SIMNET_ANSWERS_NO_EDNS, "no EDNS, FORMERR", false, true, "FORMERR"},
    {SIMNET_IGNORES_EDNS, "no EDNS, ignored", false, true, NULL},
    {SIMNET_DROPS_DO, "drops DO", false, true, "TIMEOUT"},
    {SIMNET_DROPS_TLSA, "drops TLSA", false, true, "TIMEOUT"},
    {SIMNET_TC_ALWAYS, "TC always", false, true, "TCP_FAILED"},
    {SIMNET_TCP_REFUSED, "TC, TCP refused", false, false, "TCP_FAILED"},
    {SIMNET_FAILS, "SERVFAIL", false, false, "SERVFAIL"},
    {SIMNET_REFUSES, "REFUSED", false, false, "REFUSED"},
    {SIMNET_LAME, "lame", false, false, "LAME"},
    {SIMNET_GARBAGE, "garbage", false, false, "BAD_REPLY"},
    {SIMNET_SILENT, "silent", false, false, "TIMEOUT"},
};

struct tally {
	struct simnet_data data;
	enum simnet_dns_answer how;
	bool may_win, answers;
	const char *said;
	unsigned verdicts, is_signed, wrong, bogus, lacking;
	struct key_set asked; /* of unsigned zones: who was asked what */
	/* questions of those that went to two servers; with who said what */
	unsigned second, told;
	unsigned untrue; /* what is told is not what was */
};

static void
fault(unsigned *count, const char *line, const char *what)
{
	if ((*count)++ < SHOWN)
		printf("# %s: %.400s\n", what, line);
}

/* The state is neither that of a fault nor of something that lacks. */
static bool
is_judged(struct tally *t, const char *line)
{
	if (strstr(line, "\"state\":\"bogus\"") != NULL) {
		fault(&t->bogus, line, "false bogus");
		return false;
	}
	if (strstr(line, "\"state\":\"indeterminate\"") != NULL) {
		fault(&t->lacking, line, "indeterminate");
		return false;
	}
	return true;
}

/* An old zone whose signatures are good: its TLSA record fits no more. */
static bool
is_old(const struct tally *t, const char *want, const char *study)
{
	return t->how == SIMNET_OLD_ZONE && strcmp(want, "valid") == 0 &&
	       strcmp(study, "invalid") == 0;
}

static void
take_host(struct tally *t, const char *line)
{
	char host[TEXT_MAX], study[TEXT_MAX];
	line_field(line, "host", host, sizeof(host));
	line_field(line, "study", study, sizeof(study));
	const char *want = simnet_truth_study(&t->data, host);
	struct simnet_zone z = simnet_zone_of(&t->data.world, host);
	bool is_signed = z.signing == SIMNET_SIGNED;
	if (want == NULL)
		return;
	t->verdicts++;
	t->is_signed += is_signed;
	if (is_judged(t, line) && strcmp(study, want) != 0 &&
	    !is_old(t, want, study) && !(t->may_win && !is_signed))
		fault(&t->wrong, line, want);
}

/* All hosts of the truth are named; an old zone has the first of them. */
static bool
has_hosts(const struct tally *t, const char *line, const struct simnet_mx *mx)
{
	char host[TEXT_MAX];
	unsigned count =
	    t->how == SIMNET_OLD_ZONE && mx->count > 1 ? 1 : mx->count;
	for (unsigned i = 0; i < count; i++) {
		snprintf(host, sizeof(host), "\"host\":\"%s\"", mx->host[i]);
		if (strstr(line, host) == NULL)
			return false;
	}
	return true;
}

static void
take_domain(struct tally *t, const char *line)
{
	char domain[TEXT_MAX], state[TEXT_MAX];
	struct simnet_mx mx;
	line_field(line, "domain", domain, sizeof(domain));
	line_field(line, "state", state, sizeof(state));
	struct simnet_zone z = simnet_zone_of(&t->data.world, domain);
	bool is_signed = z.signing == SIMNET_SIGNED;
	if (z.kind != SIMNET_DOMAIN)
		return;
	simnet_mx(&t->data.world, &z, &mx);
	t->verdicts++;
	t->is_signed += is_signed;
	if (!is_judged(t, line))
		return;
	if (strcmp(state, is_signed ? "secure" : "insecure") != 0)
		fault(&t->wrong, line, "state");
	else if (!has_hosts(t, line, &mx) && !(t->may_win && !is_signed))
		fault(&t->wrong, line, "hosts");
}

static void
take_verdict(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	(void)len;
	if (strstr(line, "\"kind\":\"host\"") != NULL)
		take_host(t, line);
	else
		take_domain(t, line);
}

/*
 * What is asked once more beside a session is a record of its own: `late` is
 * true from the first SYN on.
 */
static const char *
key_of(char key[TEXT_MAX], const char *name, uint16_t type,
    const struct addr *server, bool late)
{
	char text[ADDR_TEXT_MAX];
	snprintf(key, TEXT_MAX, "%s %u %d %s", name, type, late,
	    addr_format(server, text));
	return key;
}

static void
note_asked(void *ctx, const struct addr *server, const struct simnet_query *q,
    bool rolled)
{
	struct tally *t = ctx;
	char key[TEXT_MAX];
	key_set_add(&t->asked, key_of(key, q->name, q->type, server, rolled));
}

/* As one record says; "" if it says nothing of this server. */
static const char *
told_of(const char *line, const struct addr *server, char out[TEXT_MAX])
{
	char entry[TEXT_MAX], text[ADDR_TEXT_MAX];
	const char *servers = strstr(line, "\"servers\":[");
	snprintf(entry, sizeof(entry), "{\"server\":\"%s\"",
	    addr_format(server, text));
	const char *at = servers != NULL ? strstr(servers, entry) : NULL;
	return line_field(at != NULL ? at : "", "status", out, TEXT_MAX);
}

static bool
is_answer(const char *told)
{
	return strcmp(told, "NOERROR") == 0 || strcmp(told, "NXDOMAIN") == 0;
}

static bool
is_true(const struct tally *t, const char *told, bool is_asked, bool is_broken)
{
	if (!is_asked)
		return strcmp(told, "NOT_ASKED") == 0;
	if (!is_broken || t->said == NULL)
		return is_answer(told);
	/* Of noise not every one has a question that can be read. */
	return strcmp(told, t->said) == 0 || (t->answers && is_answer(told)) ||
	       (t->how == SIMNET_GARBAGE && strcmp(told, "TIMEOUT") == 0);
}

/* The servers of a zone, by one record about a name in it. */
struct question {
	const char *line, *name;
	uint16_t type;
	bool late;
	unsigned asked, untrue;
};

static void
take_server(struct tally *t, struct question *q, const struct addr *server,
    bool is_broken)
{
	char key[TEXT_MAX], told[TEXT_MAX];
	bool is_asked = key_set_has(
	    &t->asked, key_of(key, q->name, q->type, server, q->late));
	told_of(q->line, server, told);
	q->asked += is_asked;
	q->untrue += !is_true(t, told, is_asked, is_broken);
}

static void
take_servers(struct tally *t, struct question *q, const struct simnet_zone *z)
{
	struct simnet_servers s;
	simnet_servers(&t->data.world, z, &s);
	for (unsigned i = 0; i < s.count; i++) {
		bool is_broken = simnet_servers_answer(&s, i) != SIMNET_ANSWERS;
		for (int v6 = 0; v6 <= s.v6; v6++) {
			struct addr a = simnet_addr(s.place, s.first + i, v6);
			take_server(t, q, &a, is_broken);
		}
	}
}

static void
take_question(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	char name[TEXT_MAX], type[TEXT_MAX], stage[TEXT_MAX];
	(void)len;
	line_field(line, "name", name, sizeof(name));
	line_field(line, "type", type, sizeof(type));
	line_field(line, "stage", stage, sizeof(stage));
	struct simnet_zone z = simnet_zone_of(&t->data.world, name);
	struct question q = {
	    .line = line, .name = name, .late = strcmp(stage, "smtp") == 0};
	if (z.kind != SIMNET_DOMAIN || z.signing != SIMNET_UNSIGNED ||
	    strcmp(type, "DS") == 0 || strcmp(stage, "again") == 0 ||
	    !dns_type_from_text(type, strlen(type), &q.type))
		return;
	take_servers(t, &q, &z);
	bool told = strstr(line, "\"servers\":[") != NULL;
	t->second += q.asked > 1;
	t->told += q.asked > 1 && told;
	if (told != (q.asked > 1) || (told && q.untrue > 0))
		fault(&t->untrue, line, "who said what");
}

static void
run(struct tally *t, unsigned broken_of, uint64_t seed)
{
	struct world_scan scan = {
	    .config = simnet_config_default(seed, DOMAINS),
	    .path = {.delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS},
	    .all_hosts = true,
	    .again = true,
	    .asked = note_asked,
	    .ctx = t,
	};
	struct world_outcome o;
	char anchor[96];
	scan.config.operators = OPERATORS;
	scan.config.providers = PROVIDERS;
	scan.config.signed_percent = 60;
	scan.config.odd_percent = 0;
	scan.config.broken = t->how;
	scan.config.broken_of = broken_of;
	world_scan_run(&scan, &o);
	snprintf(anchor, sizeof(anchor), "%s/../trust-anchor", o.dir);
	char *argv[] = {"verify", o.dir, "--trust-anchor", anchor, NULL};
	if (o.rc != 0 || verify_command(4, argv) != 0 ||
	    !verify_is_same_by_all_ways(o.dir, anchor))
		abort();
	simnet_data_init(&t->data, &scan.config);
	key_set_seal(&t->asked);
	world_scan_each(&o, "verdict/host", take_verdict, t);
	world_scan_each(&o, "verdict/domain", take_verdict, t);
	world_scan_each(&o, "dns", take_question, t);
	simnet_data_fini(&t->data);
	key_set_fini(&t->asked);
	if (getenv("KEEP_RUN") == NULL)
		world_scan_remove(&o);
	else
		printf("# %s\n", o.dir);
}

static void
test_fault(size_t i, unsigned broken_of, unsigned seeds)
{
	static struct tally t;
	t = (struct tally){.how = faults[i].how,
	    .may_win = faults[i].may_win,
	    .answers = faults[i].answers,
	    .said = faults[i].said};
	for (uint64_t seed = 1; seed <= seeds; seed++)
		run(&t, broken_of, seed);
	printf("# | %-16s | 1 of %u | %8u | %6u | %11u | %4u | %5u | %u/%u | "
	       "%u |\n",
	    faults[i].title, broken_of, t.verdicts, t.is_signed, t.bogus,
	    t.lacking, t.wrong, t.told, t.second, t.untrue);
	ok(t.bogus == 0 && t.lacking == 0 && t.wrong == 0 && t.untrue == 0 &&
		(t.said == NULL || t.second > seeds) &&
		t.verdicts > DOMAINS * seeds &&
		t.is_signed > DOMAINS / 2 * seeds,
	    faults[i].title);
}

int
main(int argc, char *argv[])
{
	unsigned seeds = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
	for (unsigned broken_of = 2; broken_of <= 3; broken_of++)
		for (size_t i = 0; i < ARRAY_LEN(faults); i++)
			test_fault(i, broken_of, seeds);
	return tap_end();
}
