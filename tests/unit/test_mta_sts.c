/*
 * What a sender makes of a policy and of MX hosts; and the manual of check has
 * each advice.  Run this from the tree's root.
 */
#include "analysis/verdict/mta_sts_advice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/verdict/explanation_mta_sts.h"
#include "analysis/verdict/mta_sts_line.h"
#include "analysis/verdict/summary.h"
#include "base/macros.h"
#include "tap.h"

#define HEAD "version: STSv1\n"
#define AGE  "max_age: 1209600\n"

enum { HOSTS = 2, FAULTS_MAX = 4 };

static const struct {
	const char *name, *body, *type;
	enum mta_sts_action action;
	size_t missing;
	bool bad; /* a warning */
	const char *faults[FAULTS_MAX];
} rows[] = {
    {"each host is listed",
	HEAD AGE "mode: enforce\nmx: mx.a.example\nmx: *.b.example\n",
	"text/plain", MTA_STS_ACTS_ENFORCING, 0, false, {NULL}},
    {"one is not", HEAD AGE "mode: enforce\nmx: MX.A.example\n",
	"Text/Plain; charset=utf-8", MTA_STS_ACTS_SOME_HOSTS, 1, true,
	{"mx_not_listed"}},
    {"none is", HEAD AGE "mode: enforce\nmx: *.example\n", "text/plain",
	MTA_STS_ACTS_NO_HOST, 2, true, {"mx_not_listed", "mx_unused"}},
    {"none is, in a test", HEAD AGE "mode: testing\nmx: x.example\n",
	"text/plain", MTA_STS_ACTS_TESTING, 2, false,
	{"mx_not_listed", "mx_unused"}},
    {"mode none", HEAD "max_age: 0\nmode: none\n", "text/plain",
	MTA_STS_ACTS_BY_NONE, 0, false, {NULL}},
    {"a day",
	HEAD "max_age: 86400\nmode: enforce\nmx: *.a.example\nmx: "
	     "*.b.example\n",
	"text/plain", MTA_STS_ACTS_ENFORCING, 0, false, {"short_max_age"}},
    {"no type", HEAD "max_age: 0\nmode: none\n", NULL, MTA_STS_ACTS_BY_NONE, 0,
	false, {"content_type"}},
    {"text/plainer", HEAD "max_age: 0\nmode: none\n", "text/plainer",
	MTA_STS_ACTS_BY_NONE, 0, false, {"content_type"}},
    {"a page", "<html>", "text/html", MTA_STS_ACTS_AS_BEFORE, 0, true,
	{"bad_line", "content_type"}},
    {"no mode", HEAD AGE, "text/plain", MTA_STS_ACTS_AS_BEFORE, 0, true,
	{"no_mode"}},
    {"nothing", "", "text/plain", MTA_STS_ACTS_AS_BEFORE, 0, true,
	{"no_version"}},
};

/* A domain of two hosts, and what was fetched. */
struct stage {
	struct evidence evidence;
	struct dns_name domain, names[HOSTS];
	struct domain_host hosts[HOSTS];
	struct domain_mail mail;
};

static void
set_name(struct dns_name *name, const char *text)
{
	if (!dns_name_from_text(text, strlen(text), name))
		abort();
}

static void
stage_init(struct stage *s)
{
	*s = (struct stage){0};
	evidence_init(&s->evidence);
	evidence_seal(&s->evidence);
	set_name(&s->domain, "a.example");
	set_name(&s->names[0], "mx.a.example");
	set_name(&s->names[1], "1.b.example");
	for (int i = 0; i < HOSTS; i++)
		s->hosts[i].host = &s->names[i];
	s->mail = (struct domain_mail){
	    .domain = &s->domain, .hosts = s->hosts, .host_count = HOSTS};
}

/* The faults of its record, as they stand there. */
static bool
has_faults(const char *line, const char *const *faults)
{
	const char *at = strstr(line, "\"faults\":[");
	for (int i = 0; i < FAULTS_MAX && faults[i] != NULL; i++) {
		char want[64];
		snprintf(want, sizeof(want), "{\"fault\":\"%s\"", faults[i]);
		at = at != NULL ? strstr(at, want) : NULL;
		if (at != NULL)
			at += strlen(want);
	}
	return at != NULL && strstr(at, "\"fault\":") == NULL;
}

static bool
warns(const struct mta_sts_verdict *v)
{
	struct summary s;
	summary_init(&s, 0, 0);
	summary_add_mta_sts(&s, v);
	bool warned = s.state == SUMMARY_WARNING && s.warnings.len > 0;
	bool silent = s.state == SUMMARY_OK && s.warnings.len == 0;
	summary_fini(&s);
	ok(warned || silent, "a warning is a line");
	return warned;
}

static void
test_row(const struct stage *s, size_t i)
{
	struct policy_file_record file = {
	    .domain = &s->domain,
	    .http_status = 200,
	    .content_type = rows[i].type,
	    .body = {rows[i].body, strlen(rows[i].body)},
	};
	struct mta_sts_verdict v;
	struct text line, story;
	text_init(&line);
	text_init(&story);
	mta_sts_judge(&s->evidence, &file, &s->mail, &v);
	mta_sts_line_add(&line, &v);
	explanation_add_mta_sts(&story, &v);
	ok(v.action == rows[i].action && v.missing == rows[i].missing,
	    rows[i].name);
	ok(has_faults(line.bytes, rows[i].faults), line.bytes);
	ok(strstr(story.bytes, mta_sts_action_text(v.action)) != NULL,
	    "and so it is told");
	ok(warns(&v) == rows[i].bad, "and warned of");
	text_fini(&line);
	text_fini(&story);
}

/* None is a policy, and each is told with its advice. */
static void
test_fetches(const struct stage *s)
{
	for (int i = POLICY_FETCH_OK + 1; i < POLICY_FETCH_COUNT; i++) {
		struct policy_file_record file = {.domain = &s->domain,
		    .status = (enum policy_fetch)i,
		    .location = "\x1b[2J"};
		const struct mta_sts_advice *a =
		    mta_sts_advice_fetch(file.status);
		struct mta_sts_verdict v;
		struct text story;
		text_init(&story);
		mta_sts_judge(&s->evidence, &file, &s->mail, &v);
		explanation_add_mta_sts(&story, &v);
		ok(v.action == MTA_STS_ACTS_AS_BEFORE && warns(&v) &&
			strstr(story.bytes, a->advice) != NULL &&
			strstr(story.bytes, a->text) != NULL &&
			strchr(story.bytes, '\x1b') == NULL,
		    policy_fetch_words[i]);
		ok(strcmp(a->word, policy_fetch_words[i]) == 0, "one word");
		text_fini(&story);
	}
}

static char page[1 << 16];

static void
test_advice(const struct mta_sts_advice *a)
{
	struct text want;
	text_init(&want);
	text_addf(&want, ".It Cm %s\n%s\n", a->word, a->advice);
	ok(strstr(page, want.bytes) != NULL, want.bytes);
	text_fini(&want);
}

static void
test_manual(void)
{
	FILE *f = fopen("doc/man/danesweep-check.8", "r");
	size_t len = f != NULL ? fread(page, 1, sizeof(page) - 1, f) : 0;
	ok(len > 0 && len < sizeof(page) - 1, "the manual");
	if (f != NULL)
		fclose(f);
	for (int i = POLICY_FETCH_OK + 1; i < POLICY_FETCH_COUNT; i++)
		test_advice(mta_sts_advice_fetch((enum policy_fetch)i));
	for (int i = MTA_STS_FINE + 1; i <= MTA_STS_BAD_MX; i++)
		test_advice(mta_sts_advice_syntax((enum mta_sts_fault)i));
	for (int i = MTA_STS_FILE_BAD + 1; i < MTA_STS_TROUBLE_COUNT; i++)
		test_advice(mta_sts_advice_trouble((enum mta_sts_trouble)i));
	for (int i = 0; i < MTA_STS_ACTION_COUNT; i++) {
		enum mta_sts_action a = (enum mta_sts_action)i;
		ok(strstr(page, mta_sts_action_text(a)) != NULL,
		    mta_sts_action_word(a));
	}
}

int
main(void)
{
	struct stage s;
	stage_init(&s);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		test_row(&s, i);
	test_fetches(&s);
	test_manual();
	evidence_fini(&s.evidence);
	return tap_end();
}
