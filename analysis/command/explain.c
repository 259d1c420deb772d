#include "explain.h"

#include <stdio.h>
#include <string.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "dns/nsec3.h"
#include "analysis/evidence/record_origin.h"
#include "analysis/verdict/judge.h"
#include "analysis/verdict/explanation.h"
#include "analysis/verdict/verdict_line.h"
#include "verify_input.h"

/* Hosts are judged before domains, whose verdicts go by theirs. */
static void
tell_hosts(struct judge *j, struct mail_plan *plan, struct text *out, bool json)
{
	for (size_t i = 0; i < plan->host_count; i++) {
		struct host_judgement r;
		judge_host(j, plan->hosts[i], &r);
		if (json)
			verdict_line_add_host(out,
			    record_origin_host(
				j->now.input.dnssec.evidence, r.verdict.host),
			    &r);
		else
			explanation_add_host(out, &j->now.validator, &r);
	}
}

static bool
tell_domain(struct judge *j, struct mail_plan *plan, const char *name,
    struct text *out, bool json)
{
	struct dns_name domain;
	struct domain_judgement r;
	if (!dns_name_from_text(name, strlen(name), &domain))
		return false;
	judge_domain(j, plan, &domain, &r);
	if (json)
		verdict_line_add_domain(out,
		    record_origin_domain(j->now.input.dnssec.evidence, &domain),
		    &r);
	else
		explanation_add_domain(out, &j->now.validator, &r);
	return r.verdict.outcome.sender == SENDER_AUTHENTICATED;
}

/* Domains are what was asked about, so they are told first. */
static int
tell(const struct explain_config *config, const struct verify_options *o,
    const struct verify_input *in, struct text *out)
{
	static struct judge judge;
	struct mail_plan plan;
	struct judge_input c = {
	    .dnssec =
		{
		    .evidence = &in->evidence,
		    .anchors = &in->anchors,
		    .nsec3_iterations = o->nsec3_iterations,
		},
	};
	struct text hosts;
	int code = EXIT_CODE_GOOD;
	text_init(&hosts);
	judge_init(&judge, &c);
	mail_plan_init(&plan, &in->evidence);
	tell_hosts(&judge, &plan, &hosts, config->json);
	for (size_t i = 0; i < config->count; i++) {
		if (!tell_domain(
			&judge, &plan, config->names[i], out, config->json))
			code = EXIT_CODE_NO;
	}
	if (hosts.len > 0)
		text_add_bytes(out, hosts.bytes, hosts.len);
	text_fini(&hosts);
	mail_plan_fini(&plan);
	judge_fini(&judge);
	return code;
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
	};
	struct verify_input in;
	struct text out;
	text_init(&out);
	int code = verify_input_read(&o, &in);
	if (code == 0)
		code = tell(config, &o, &in, &out);
	else
		code = EXIT_CODE_NOT_BEGUN;
	if (!text_ok(&out) ||
	    fwrite(out.bytes, 1, out.len, stdout) != out.len ||
	    fflush(stdout) != 0) {
		log_line("check: standard output cannot be written");
		code = EXIT_CODE_NOT_BEGUN;
	}
	verify_input_fini(&in);
	text_fini(&out);
	return code;
}
