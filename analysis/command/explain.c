#include "explain.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "base/wrapped_text.h"
#include "dns/nsec3.h"
#include "analysis/evidence/record_origin.h"
#include "analysis/verdict/judge.h"
#include "analysis/verdict/explanation.h"
#include "analysis/verdict/explanation_text.h"
#include "analysis/verdict/mta_sts_line.h"
#include "analysis/verdict/policy_line.h"
#include "analysis/verdict/reach_line.h"
#include "analysis/verdict/summary.h"
#include "analysis/verdict/tls_line.h"
#include "analysis/verdict/verdict_line.h"
#include "fetched_policies.h"
#include "verify_input.h"

/* What is being told. */
struct told_run {
	const struct explain_config *config;
	struct judge *judge;
	struct mail_plan plan;
	struct summary summary;
	struct text out, hosts; /* of domains; and of hosts, told after them */
	struct fetched_policies policies;
};

static struct explanation
explanation_to(const struct told_run *t, struct text *text)
{
	return (struct explanation){
	    .text = text,
	    .validator = &t->judge->now.validator,
	    .now_s = t->summary.now_s,
	    .colour = t->config->colour,
	    .over_ipv6 = t->config->over_ipv6,
	};
}

static bool
is_named(const struct explain_config *config, const struct dns_name *host)
{
	struct dns_name name;
	for (size_t i = 0; config->hosts && i < config->count; i++)
		if (dns_name_from_text(
			config->names[i], strlen(config->names[i]), &name) &&
		    dns_name_equal(&name, host))
			return true;
	return false;
}

static void
tell_records(struct told_run *t, const struct host_judgement *r)
{
	const struct evidence *e = t->judge->now.input.dnssec.evidence;
	verdict_line_add_host(
	    &t->hosts, record_origin_host(e, r->verdict.host), r);
	tls_line_add_host(&t->hosts, e, &r->verdict);
	reach_line_add_host(&t->hosts, e, r->verdict.host);
}

/* Hosts are judged before domains, whose verdicts go by theirs. */
static void
tell_hosts(struct told_run *t)
{
	struct judge *j = t->judge;
	struct explanation x = explanation_to(t, &t->hosts);
	for (size_t i = 0; i < t->plan.host_count; i++) {
		struct host_judgement r;
		judge_host(j, t->plan.hosts[i], &r);
		summary_add_host(&t->summary, &j->now.validator, &r,
		    is_named(t->config, r.verdict.host));
		if (t->config->json)
			tell_records(t, &r);
		else
			explanation_add_host(&x, &r);
	}
}

/* NULL: nothing is known of a policy. */
static const struct mta_sts_verdict *
judge_policy(struct told_run *t, const struct dns_name *domain,
    const struct domain_judgement *r, struct mta_sts_verdict *out)
{
	const struct policy_file_record *file =
	    fetched_policies_find(&t->policies, domain);
	if (file == NULL)
		return NULL;
	mta_sts_judge(
	    t->judge->now.input.dnssec.evidence, file, r->verdict.mail, out);
	summary_add_mta_sts(&t->summary, out);
	return out;
}

static void
tell_domain_records(struct told_run *t, const struct dns_name *domain,
    const struct domain_judgement *r, const struct mta_sts_verdict *mta_sts)
{
	const struct evidence *e = t->judge->now.input.dnssec.evidence;
	verdict_line_add_domain(&t->out, record_origin_domain(e, domain), r);
	policy_line_add_domain(&t->out, e, domain, &r->policy);
	if (mta_sts != NULL)
		mta_sts_line_add(&t->out, mta_sts);
	reach_line_add_domain(
	    &t->out, e, r->verdict.mail, t->config->over_ipv6);
}

static void
tell_domain(struct told_run *t, const char *name)
{
	struct judge *j = t->judge;
	struct explanation x = explanation_to(t, &t->out);
	struct dns_name domain;
	struct domain_judgement r;
	struct mta_sts_verdict policy;
	if (!dns_name_from_text(name, strlen(name), &domain))
		return;
	judge_domain(j, &t->plan, &domain, &r);
	summary_add_domain(&t->summary, &j->now.validator, &r);
	x.mta_sts = judge_policy(t, &domain, &r, &policy);
	if (t->config->json)
		tell_domain_records(t, &domain, &r, x.mta_sts);
	else
		explanation_add_domain(&x, &r);
}

static void
add_summary(const struct told_run *t, struct text *story)
{
	static const enum explanation_colour colours[] = {
	    [SUMMARY_OK] = EXPLANATION_GREEN,
	    [SUMMARY_WARNING] = EXPLANATION_ORANGE,
	    [SUMMARY_CRITICAL] = EXPLANATION_RED,
	    [SUMMARY_UNKNOWN] = EXPLANATION_ORANGE,
	};
	bool colour = t->config->colour;
	explanation_add_colour(story, colour, colours[t->summary.state]);
	summary_add_text(&t->summary, story);
	explanation_add_colour(story, colour, EXPLANATION_PLAIN);
}

/* The summary and what it warns of come first, and all of it in 80 columns. */
static void
put_together(struct told_run *t, struct text *all)
{
	struct text *w = &t->summary.warnings;
	struct text story;
	if (t->config->nagios) {
		summary_add_nagios(&t->summary, all);
		return;
	}
	text_init(&story);
	if (!t->config->json) {
		add_summary(t, &story);
		char *rest = w->bytes;
		for (char *line; (line = strsep(&rest, "\n")) != NULL;)
			if (line[0] != 0)
				text_addf(&story, "warning: %s\n", line);
		text_add_char(&story, '\n');
	}
	text_add_bytes(&story, t->out.bytes, t->out.len);
	text_add_bytes(&story, t->hosts.bytes, t->hosts.len);
	if (t->config->json)
		text_add_bytes(all, story.bytes, story.len);
	else if (text_ok(&story))
		text_add_wrapped(all, story.bytes, EXPLAIN_COLUMNS);
	all->failed = all->failed || !text_ok(&story);
	text_fini(&story);
}

/* Domains are what was asked about, so they are told first. */
static int
tell(const struct explain_config *config, const struct verify_options *o,
    const struct verify_input *in, const struct fetched_policies *policies,
    struct text *all)
{
	static struct judge judge;
	struct told_run t = {.config = config, .judge = &judge};
	struct judge_input c = {
	    .dnssec =
		{
		    .evidence = &in->evidence,
		    .anchors = &in->anchors,
		    .nsec3_iterations = o->nsec3_iterations,
		},
	    .history = &in->history,
	};
	text_init(&t.out);
	text_init(&t.hosts);
	summary_init(&t.summary, time(NULL), config->warn_days);
	judge_init(&judge, &c);
	mail_plan_init(&t.plan, &in->evidence);
	t.policies = *policies;
	tell_hosts(&t);
	for (size_t i = 0; !config->hosts && i < config->count; i++)
		tell_domain(&t, config->names[i]);
	summary_end(&t.summary);
	put_together(&t, all);
	int code =
	    t.summary.safe == config->count ? EXIT_CODE_GOOD : EXIT_CODE_NO;
	if (config->nagios)
		code = (int)t.summary.state;
	text_fini(&t.out);
	text_fini(&t.hosts);
	summary_fini(&t.summary);
	mail_plan_fini(&t.plan);
	judge_fini(&judge);
	return code;
}

/* 0 or -errno, which was said. */
static int
read_policies(const struct explain_config *config, struct fetched_policies *out)
{
	int rc = config->policies != NULL
		     ? fetched_policies_read(out, config->policies)
		     : 0;
	if (rc < 0)
		log_line("check: %s: %s", config->policies, strerror(-rc));
	return rc;
}

int
explain_run(const struct explain_config *config)
{
	struct verify_options o = {
	    .runs = &config->run,
	    .run_count = 1,
	    .trust_anchor = config->trust_anchor,
	    .threads = 1,
	    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
	    .sha1_insecure = config->sha1_insecure,
	    .dialogues = true,
	};
	o.history_count = config->history_count;
	for (size_t i = 0; i < o.history_count; i++)
		o.history[i] = config->history[i];
	int failed = config->nagios ? SUMMARY_UNKNOWN : EXIT_CODE_NOT_BEGUN;
	struct fetched_policies policies = {0};
	struct verify_input in;
	struct text out;
	text_init(&out);
	int code = verify_input_read(&o, &in);
	if (code == 0 && read_policies(config, &policies) < 0)
		code = failed;
	if (code == 0)
		code = tell(config, &o, &in, &policies, &out);
	else
		code = failed;
	if (!text_ok(&out) ||
	    fwrite(out.bytes, 1, out.len, stdout) != out.len ||
	    fflush(stdout) != 0) {
		log_line("check: standard output cannot be written");
		code = failed;
	}
	fetched_policies_fini(&policies);
	verify_input_fini(&in);
	text_fini(&out);
	return code;
}
