/* When a host's next certificate is expected, and what it breaks. */
#include "analysis/verdict/cert_history.h"
#include "analysis/verdict/explanation.h"
#include "analysis/verdict/judge.h"

#include "mail_world.h"
#include "tap.h"

enum { RUNS = 3, NO_BREAK = 0, BREAKS = 1 };

/* What a person is told. */
#define EXPECTED "  the next certificate is expected at "
#define BY_LIFE  "a guess by its life"
#define NO_RECORD                                                              \
	"    no record of now will match it: publish the next one first, and " \
	"wait until caches have forgotten this set (300 s, in some longer)\n"

static struct mail_cert ca, lets_encrypt;

/* A leaf that the host had, in days from now; `same`: whose key it has. */
static void
make_dated(struct mail_cert *c, const struct mail_cert *by, int from_days,
    int life_days, const struct mail_cert *same)
{
	time_t from = WORLD_NOW + from_days * DAY;
	make_cert(c, HOST, by, from + life_days * (time_t)DAY - 1);
	ASN1_TIME_set(X509_getm_notBefore(c->cert), from);
	if (same != NULL)
		X509_set_pubkey(c->cert, same->key);
	X509_sign(c->cert, by != NULL ? by->key : c->key, EVP_sha256());
	describe_cert(c);
}

static void
add_line(struct evidence *e, enum evidence_kind kind, const char *line)
{
	assert(evidence_add(e, kind, line, strlen(line)) == NULL);
}

static void
add_leaf(struct evidence *e, const struct mail_cert *c)
{
	char line[512];
	snprintf(line, sizeof(line),
	    "{\"host\":\"" HOST "\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"OK\",\"rx_ts\":\"" WORLD_TIME
	    "\",\"chain\":[\"%s\"]}",
	    c->sha256);
	add_line(e, EVIDENCE_CERT, c->record);
	add_line(e, EVIDENCE_SMTP, line);
}

static const struct {
	const char *name;
	int from, life; /* of the leaf of now; 0: it has signed itself */
	const struct mail_cert *by;
	int past[RUNS]; /* days from now; 0: no run */
	bool new_keys;  /* each time */
	const char *fields;
	enum renewal_basis basis;
	int at, interval; /* days from now; days */
	unsigned seen;
	bool breaks;
	const char *told; /* of it; NULL: not looked at, "": nothing */
} cases[] = {
    {"90 days: at two thirds", -10, 90, &ca, {0}, false, "3 0 1",
	RENEWAL_BY_LIFE, 50, 60, 0, BREAKS,
	EXPECTED "2027-01-12 09:00 UTC (50 days left): " BY_LIFE
		 ", then every 60 days\n" NO_RECORD},
    {"a key may be kept", -10, 90, &ca, {0}, false, "3 1 1", RENEWAL_BY_LIFE,
	50, 60, 0, NO_BREAK,
	EXPECTED "2027-01-12 09:00 UTC (50 days left): " BY_LIFE
		 ", then every 60 days\n"},
    {"six days: at half", -2, 6, &ca, {0}, false, "3 1 1", RENEWAL_BY_LIFE, 1,
	3, 0, NO_BREAK, NULL},
    {"a year: 30 days before the end", -100, 365, &ca, {0}, false, "3 0 1",
	RENEWAL_BY_LIFE, 235, 335, 0, BREAKS, NULL},
    {"Let's Encrypt, from 2027-02-10 on 64 days", 25, 90, &lets_encrypt, {0},
	false, "3 1 1", RENEWAL_BY_LIFE, 85, 42, 0, NO_BREAK, NULL},
    {"one earlier leaf is no rhythm", -10, 90, &ca, {-40}, false, "3 1 1",
	RENEWAL_BY_LIFE, 50, 60, 1, NO_BREAK, NULL},
    {"two make one, and the key was kept", -10, 90, &ca, {-40, -70}, false,
	"3 1 1", RENEWAL_BY_HISTORY, 20, 30, 2, NO_BREAK,
	EXPECTED "2026-12-13 09:00 UTC (20 days left): a guess by 2 renewals, "
		 "0 with a new key\n"},
    {"a certificate's own record does not outlive it", -10, 90, &ca, {-40, -70},
	false, "3 0 1", RENEWAL_BY_HISTORY, 20, 30, 2, BREAKS, NULL},
    {"each time another key", -10, 90, &ca, {-40, -70}, true, "3 1 1",
	RENEWAL_BY_HISTORY, 20, 30, 2, BREAKS,
	EXPECTED "2026-12-13 09:00 UTC (20 days left): a guess by 2 renewals, "
		 "2 with a new key\n" NO_RECORD},
    {"the median, whatever the order of runs", -10, 90, &ca, {-140, -40, -70},
	false, "3 1 1", RENEWAL_BY_HISTORY, 20, 30, 3, NO_BREAK, NULL},
    {"who signs itself has no rhythm", -10, 90, NULL, {0}, false, "3 1 1",
	RENEWAL_UNKNOWN, 0, 0, 0, NO_BREAK, ""},
};

/* Of the story the lines about it, which end before others begin. */
static bool
is_told(struct judge *judge, const struct host_judgement *host, size_t i)
{
	struct text t;
	const char *want = cases[i].told, *at;
	text_init(&t);
	struct explanation x = {
	    .text = &t, .validator = &judge->now.validator, .now_s = WORLD_NOW};
	explanation_add_host(&x, host);
	at = text_ok(&t) ? strstr(t.bytes, EXPECTED) : NULL;
	bool same = want[0] == 0
			? at == NULL
			: at != NULL && strncmp(at, want, strlen(want)) == 0 &&
			      strncmp(at + strlen(want), "    no ", 7) != 0;
	if (!same)
		printf("# have: %s\n# want: %s\n", at != NULL ? at : "nothing",
		    want);
	text_fini(&t);
	return same;
}

static void
plant_now(struct world *w, const struct mail_cert *now, const char *fields)
{
	char line[256];
	snprintf(line, sizeof(line), TLSA ". 300 IN TLSA %s %s", fields,
	    fields[2] == '1' ? now->spki_sha256 : now->sha256);
	plant_tlsa(w, (lines_t){line, NULL});
	add_leaf(&w->evidence, now);
	evidence_seal(&w->evidence);
}

static bool
is_expected(const struct renewal *r, size_t i)
{
	bool same = r->basis == cases[i].basis && r->seen == cases[i].seen &&
		    r->breaks == cases[i].breaks &&
		    r->new_keys == (cases[i].new_keys ? r->seen : 0);
	if (r->basis != RENEWAL_UNKNOWN)
		same = same && r->at_s == WORLD_NOW + cases[i].at * DAY &&
		       r->interval_s / DAY == cases[i].interval;
	if (!same)
		printf("# have basis %d, %lld s, each %lld s, %u seen, %u new "
		       "keys, breaks %d\n",
		    (int)r->basis, (long long)(r->at_s - WORLD_NOW),
		    (long long)r->interval_s, r->seen, r->new_keys, r->breaks);
	return same;
}

static void
check_case(size_t i)
{
	static struct judge judge;
	static const char *const names[RUNS] = {"1", "2", "3"};
	struct mail_cert now, old[RUNS];
	struct evidence runs[RUNS];
	struct cert_history history = {.runs = runs, .names = names};
	struct world w;
	struct mail_plan plan;
	struct host_judgement host;
	make_dated(&now, cases[i].by, cases[i].from, cases[i].life, NULL);
	for (size_t k = 0; k < RUNS && cases[i].past[k] != 0; k++) {
		make_dated(&old[k], cases[i].by, cases[i].past[k],
		    cases[i].life, cases[i].new_keys ? NULL : &now);
		evidence_init(&runs[k]);
		add_leaf(&runs[k], &old[k]);
		evidence_seal(&runs[k]);
		history.count++;
	}
	world_init(&w);
	plant_now(&w, &now, cases[i].fields);
	struct judge_input input = {.dnssec = w.input, .history = &history};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	judge_host(&judge, plan.hosts[0], &host);
	ok(is_expected(&host.renewal, i), cases[i].name);
	if (cases[i].told != NULL)
		ok(is_told(&judge, &host, i), "and a person is told");
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
	for (size_t k = 0; k < history.count; k++) {
		evidence_fini(&runs[k]);
		free_cert(&old[k]);
	}
	free_cert(&now);
}

int
main(void)
{
	make_leaf();
	make_cert(&ca, "CA", NULL, WORLD_NOW + DAY);
	make_cert(&lets_encrypt, "R0", NULL, WORLD_NOW + DAY);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(lets_encrypt.cert),
	    "O", MBSTRING_ASC, (const unsigned char *)"Let's Encrypt", -1, -1,
	    0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(i);
	free_cert(&lets_encrypt);
	free_cert(&ca);
	free_cert(&leaf);
	return tap_end();
}
