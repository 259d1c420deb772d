/*
 * TLSA and session are one observation: a mismatch is one only where both were
 * seen within ten minutes, and of several answers the nearest counts.
 */
#include "analysis/dnssec/candidates.h"
#include "analysis/verdict/judge.h"

#include "mail_world.h"
#include "outcome_words.h"
#include "tap.h"

#define TEN_BEFORE       "2026-11-23T08:50:00.000000Z"
#define MORE_BEFORE      "2026-11-23T08:49:59.999999Z"
#define TEN_AFTER        "2026-11-23T09:10:00.000000Z"
#define MORE_AFTER       "2026-11-23T09:10:00.000001Z"
#define HOURS_AFTER      "2026-11-23T12:00:00.000000Z"
#define SECOND_LATER     "2026-11-23T12:00:01.000000Z"
#define HALF_A_DAY_AFTER "2026-11-23T21:00:00.000000Z"

static struct mail_cert stranger;

/* TLSA was asked at WORLD_TIME; this is when the session ended. */
static void
session_at(struct world *w, const char *ip, const char *at)
{
	w->at = at;
	session(w, ip, "OK", true);
	w->at = NULL;
}

static void
tlsa_again(struct world *w, const char *at, const char *record)
{
	w->at = at;
	world_reply(w, TLSA, "TLSA", "NOERROR", "example.com",
	    (lines_t){record, NULL}, &w->example, NULL, NULL);
	w->at = NULL;
}

static void
just_after(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session_at(w, "192.0.2.1", TEN_AFTER);
}

static void
too_late(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session_at(w, "192.0.2.1", MORE_AFTER);
}

static void
just_before(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session_at(w, "192.0.2.1", TEN_BEFORE);
}

static void
too_early(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session_at(w, "192.0.2.1", MORE_BEFORE);
}

static void
late_match(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session_at(w, "192.0.2.1", HOURS_AFTER);
}

static void
late_unusable(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_usage_1, NULL});
	session_at(w, "192.0.2.1", HOURS_AFTER);
}

/* The digest of the certificate, said to be that of its key. */
static void
late_wrong_selector(struct world *w)
{
	char record[256];
	snprintf(
	    record, sizeof(record), TLSA ". 300 IN TLSA 3 1 1 %s", leaf.sha256);
	plant_tlsa(w, (lines_t){record, NULL});
	session_at(w, "192.0.2.1", HOURS_AFTER);
}

/* One record is wrong in itself, the other may have been right before. */
static void
late_wrong_selector_and_other(struct world *w)
{
	char record[256];
	snprintf(
	    record, sizeof(record), TLSA ". 300 IN TLSA 3 1 1 %s", leaf.sha256);
	plant_tlsa(w, (lines_t){record, tlsa_wrong, NULL});
	session_at(w, "192.0.2.1", HOURS_AFTER);
}

static void
late_no_starttls(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	w->at = HOURS_AFTER;
	session(w, "192.0.2.1", "NO_STARTTLS", false);
	w->at = NULL;
}

static void
one_early_one_late(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session(w, "192.0.2.1", "OK", true);
	session_at(w, "192.0.2.2", TEN_AFTER);
}

static void
one_near_one_far(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session(w, "192.0.2.1", "OK", true);
	session_at(w, "192.0.2.2", HOURS_AFTER);
}

static void
one_far_one_silent(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session_at(w, "192.0.2.1", HOURS_AFTER);
	session(w, "192.0.2.2", "TIMEOUT", false);
}

/* Hours later, at another address, a certificate that no record is for. */
static void
one_match_one_far(struct world *w)
{
	char line[512];
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	session(w, "192.0.2.1", "OK", true);
	world_add(w, EVIDENCE_CERT, stranger.record);
	snprintf(line, sizeof(line),
	    "{\"host\":\"" HOST "\",\"ip\":\"192.0.2.2\",\"status\":"
	    "\"OK\",\"rx_ts\":\"" HOURS_AFTER "\",\"chain\":[\"%s\"]}",
	    stranger.sha256);
	world_add(w, EVIDENCE_SMTP, line);
}

/* Key and record rolled over between the stages; the scan noticed. */
static void
rolled_over(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session_at(w, "192.0.2.1", HOURS_AFTER);
	tlsa_again(w, HOURS_AFTER, tlsa_right);
	session_at(w, "192.0.2.1", SECOND_LATER);
}

static void
wrong_again(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session_at(w, "192.0.2.1", HOURS_AFTER);
	tlsa_again(w, HOURS_AFTER, tlsa_wrong);
	session_at(w, "192.0.2.1", SECOND_LATER);
}

/* The answers before and after would match; the one beside it does not. */
static void
nearest_of_three(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_right, NULL});
	tlsa_again(w, HOURS_AFTER, tlsa_wrong);
	session_at(w, "192.0.2.1", SECOND_LATER);
	tlsa_again(w, HALF_A_DAY_AFTER, tlsa_right);
}

/* A second session that came to nothing does not take the first one's place. */
static void
second_session_refused(struct world *w)
{
	rolled_over(w);
	w->at = TEN_AFTER;
	session(w, "192.0.2.1", "BANNER_REFUSED", false);
	w->at = NULL;
}

static void
again_not_asked(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	session_at(w, "192.0.2.1", HOURS_AFTER);
	w->at = HOURS_AFTER;
	world_reply(w, TLSA, "TLSA", "NOT_ASKED", "example.com", NULL, NULL,
	    NULL, NULL);
	session(w, "192.0.2.1", "NOT_ASKED", false);
	w->at = NULL;
}

/* What cannot be proved does not take the place of what can. */
static void
again_bogus(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	w->sig_to = WORLD_NOW - 5;
	tlsa_again(w, HOURS_AFTER, tlsa_right);
	w->sig_to = WORLD_NOW + DAY;
	session_at(w, "192.0.2.1", SECOND_LATER);
}

/* There is none any more. */
static void
withdrawn(struct world *w)
{
	plant_tlsa(w, (lines_t){tlsa_wrong, NULL});
	w->at = HOURS_AFTER;
	world_reply(w, TLSA, "TLSA", "NXDOMAIN", "example.com", NULL, NULL,
	    (lines_t){SOA, HOST ". 300 IN NSEC x.example.com. A", NULL},
	    &w->example);
	w->at = NULL;
	session_at(w, "192.0.2.1", SECOND_LATER);
}

/* What a host comes to: "study sender reason"; and by the study's code. */
static const struct {
	const char *name;
	void (*plant)(struct world *w);
	const char *rfc, *paper;
} cases[] = {
    {"ten minutes after its TLSA answer", just_after, "invalid defer mismatch",
	"invalid defer mismatch"},
    {"a microsecond more", too_late, "unknown indeterminate observed_apart",
	"invalid indeterminate mismatch"},
    {"ten minutes before it", just_before, "invalid defer mismatch",
	"invalid defer mismatch"},
    {"a microsecond more", too_early, "unknown indeterminate observed_apart",
	"invalid indeterminate mismatch"},
    {"a match needs no such time", late_match, "valid deliver_authenticated ",
	"valid deliver_authenticated "},
    {"nor records of which none can be used", late_unusable,
	"invalid deliver_encrypted unusable_usage",
	"invalid deliver_encrypted wrong_usage"},
    {"nor a record that is wrong for every chain", late_wrong_selector,
	"invalid defer wrong_selector", "invalid defer wrong_selector"},
    {"but the other of two does", late_wrong_selector_and_other,
	"unknown indeterminate observed_apart",
	"invalid indeterminate wrong_selector"},
    {"nor a server without STARTTLS", late_no_starttls,
	"invalid defer no_starttls", "unknown defer no_starttls"},
    {"two addresses, both in time", one_early_one_late,
	"invalid defer mismatch", "invalid defer mismatch"},
    {"two addresses, one in time", one_near_one_far,
	"invalid indeterminate mismatch", "invalid indeterminate mismatch"},
    {"two addresses, one matches", one_match_one_far,
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"two addresses, one silent", one_far_one_silent,
	"unknown indeterminate connect_timeout",
	"invalid indeterminate mismatch"},
    {"a rollover between the stages", rolled_over,
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"wrong both times", wrong_again, "invalid defer mismatch",
	"invalid defer mismatch"},
    {"the nearest of three answers", nearest_of_three, "invalid defer mismatch",
	"invalid defer mismatch"},
    {"the second session was turned away", second_session_refused,
	"valid deliver_authenticated ", "valid deliver_authenticated "},
    {"a stop before TLSA was asked again", again_not_asked,
	"unknown indeterminate observed_apart",
	"invalid indeterminate mismatch"},
    {"the second answer is bogus", again_bogus,
	"unknown indeterminate observed_apart",
	"invalid indeterminate mismatch"},
    {"the records were withdrawn", withdrawn,
	"none deliver_opportunistic no_tlsa",
	"none deliver_opportunistic no_tlsa"},
};

static void
check_as(size_t i, bool paper, const char *want)
{
	static struct judge judge;
	struct world w;
	struct mail_plan plan;
	struct host_judgement r;
	world_init(&w);
	cases[i].plant(&w);
	evidence_seal(&w.evidence);
	candidates_choose(&w.evidence, &w.input);
	struct judge_input input = {.dnssec = w.input, .paper = paper};
	judge_init(&judge, &input);
	mail_plan_init(&plan, &w.evidence);
	judge_host(&judge, plan.hosts[0], &r);
	ok(words_are(&r.verdict.outcome, want), cases[i].name);
	mail_plan_fini(&plan);
	judge_fini(&judge);
	world_fini(&w);
}

int
main(void)
{
	make_leaf();
	make_cert(&stranger, HOST, NULL, WORLD_NOW + DAY);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		check_as(i, false, cases[i].rfc);
		check_as(i, true, cases[i].paper);
	}
	free_cert(&leaf);
	free_cert(&stranger);
	return tap_end();
}
