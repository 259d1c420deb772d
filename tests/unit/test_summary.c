/* One line on a few names, and how bad it is. */
#include "analysis/verdict/summary.h"

#include "mail_world.h"
#include "tap.h"

enum { NOW_S = 1795424400, DAY_S = 24 * 3600 }; /* 2026-11-23 09:00:00 */

static void
plant_right(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
plant_wrong(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session(w, "192.0.2.1", "OK", true);
}

static void
plant_not_seen(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
}

/* The world's certificate and signatures end in a day. */
static const struct {
	const char *name;
	void (*plant)(struct world *);
	int64_t now_s;
	unsigned warn_days;
	enum summary_state state;
	const char *text, *warnings, *nagios;
} rows[] = {
    {"all is well", plant_right, NOW_S, 0, SUMMARY_OK,
	"example.com: encrypted and authenticated; certificate 1 days; "
	"signatures 1 days\n",
	"",
	"DANE OK - example.com: encrypted and authenticated | "
	"safe=1;;;0;1 certificate_days=1;0: signature_days=1\n"},
    {"a certificate ends soon", plant_right, NOW_S, 2, SUMMARY_WARNING,
	"example.com: encrypted and authenticated; certificate 1 days; "
	"signatures 1 days\n",
	HOST ": its certificate ends in 1 days\n",
	"DANE WARNING - " HOST ": its certificate ends in 1 days | "
	"safe=1;;;0;1 certificate_days=1;2: signature_days=1\n"},
    {"a certificate ended", plant_right, NOW_S + 4 * DAY_S, 2, SUMMARY_WARNING,
	"example.com: encrypted and authenticated; certificate ended 3 days "
	"ago; signatures ended 3 days ago\n",
	HOST
	": its certificate ended 3 days ago\n"
	"example.com: its signatures ended 3 days ago, and nobody seems to "
	"sign again\n",
	NULL},
    {"nobody signs again", plant_right, NOW_S + DAY_S - 3600, 0, SUMMARY_OK,
	"example.com: encrypted and authenticated; certificate 0 days; "
	"signatures 0 days\n",
	"example.com: its signatures end in 0 days, and nobody seems to sign "
	"again\n",
	NULL},
    {"no match", plant_wrong, NOW_S, 0, SUMMARY_CRITICAL,
	"example.com: mail is deferred (mismatch); certificate 1 days; "
	"signatures 1 days\n",
	HOST ": mail for it is deferred (mismatch)\n",
	"DANE CRITICAL - example.com: mail is deferred (mismatch) | "
	"safe=0;;;0;1 certificate_days=1;0: signature_days=1\n"},
    {"nobody spoke to the host", plant_not_seen, NOW_S, 0, SUMMARY_UNKNOWN,
	"example.com: not known (evidence_missing); signatures 1 days\n", "",
	NULL},
};

static bool
same(const struct text *have, const char *want)
{
	bool same = want == NULL || strcmp(have->bytes, want) == 0;
	if (!same)
		printf("# have \"%s\"\n", have->bytes);
	return same;
}

static void
check_row(size_t i)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct host_judgement host;
	struct domain_judgement domain;
	struct summary s;
	struct text text, nagios;
	world_init(&w);
	rows[i].plant(&w);
	evidence_seal(&w.evidence);
	struct judge_input input = {.dnssec = w.input};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	summary_init(&s, rows[i].now_s, rows[i].warn_days);
	text_init(&text);
	text_init(&nagios);
	judge_host(&judge, plan.hosts[0], &host);
	summary_add_host(&s, &judge.now.validator, &host, false);
	judge_domain(&judge, &plan, plan.domains[0], &domain);
	summary_add_domain(&s, &judge.now.validator, &domain);
	summary_end(&s);
	summary_add_text(&s, &text);
	summary_add_nagios(&s, &nagios);
	text_add(&s.warnings, "");
	ok(s.state == rows[i].state, rows[i].name);
	ok(same(&text, rows[i].text), "the line for people");
	ok(same(&s.warnings, rows[i].warnings), "what it warns of");
	ok(same(&nagios, rows[i].nagios), "the line for a monitor");
	text_fini(&text);
	text_fini(&nagios);
	summary_fini(&s);
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

int
main(void)
{
	make_leaf();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(i);
	free_cert(&leaf);
	return tap_end();
}
