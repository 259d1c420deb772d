#include "verify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "analysis/verdict/judge.h"
#include "output/line_sink.h"
#include "analysis/verdict/mail_plan.h"
#include "analysis/verdict/verdicts.h"
#include "verify_input.h"
#include "verify_options.h"

typedef int write_fn(
    const struct judge_input *c, unsigned threads, struct line_sink *sink);

static int
write_verdicts(
    const struct judge_input *c, unsigned threads, struct line_sink *sink)
{
	struct mail_plan plan;
	mail_plan_init(&plan, c->dnssec.evidence);
	int rc = verdicts_write(c, threads, &plan, sink);
	if (rc == 0)
		printf("%zu hosts and %zu domains judged\n", plan.host_count,
		    plan.domain_count);
	mail_plan_fini(&plan);
	return rc;
}

static int
write_kind(const struct verify_options *o, const struct judge_input *c,
    const char *kind, write_fn *fn)
{
	struct line_sink sink;
	int rc = line_sink_open(&sink, o->to_stdout ? NULL : o->run, kind);
	if (rc == 0) {
		rc = fn(c, o->threads, &sink);
		if (rc == 0)
			rc = line_sink_finish(&sink);
		line_sink_close(&sink);
	}
	if (rc < 0)
		log_line("%s: %s", o->to_stdout ? "standard output" : kind,
		    strerror(-rc));
	return rc;
}

static int
judge(const struct verify_options *o, const struct verify_input *in)
{
	struct judge_input c = {
	    .dnssec =
		{
		    .evidence = &in->evidence,
		    .anchors = &in->anchors,
		    .at_ns = o->at_ns,
		    .nsec3_iterations = o->nsec3_iterations,
		},
	    .paper = o->paper,
	    .roots = in->roots,
	    .history = in->history.count > 0 ? &in->history : NULL,
	};
	int rc = 0;
	if (o->rrsets)
		rc = write_kind(o, &c, "rrset", verdicts_write_rrsets);
	if (rc == 0 && !o->to_stdout)
		rc = write_kind(o, &c, "verdict", write_verdicts);
	return rc < 0 ? EXIT_CODE_EARLY : EXIT_CODE_GOOD;
}

int
verify_command(int argc, char *argv[])
{
	struct verify_options o;
	struct verify_input in;
	verify_options_parse(argc, argv, &o);
	int code = verify_input_read(&o, &in);
	if (code == 0)
		code = judge(&o, &in);
	if (in.count.damaged > 0 && !in.count.strict) {
		log_line("verify: %llu damaged records of %llu were left out",
		    (unsigned long long)in.count.damaged,
		    (unsigned long long)in.count.lines);
		code = code == EXIT_CODE_GOOD ? EXIT_CODE_DAMAGED : code;
	}
	verify_input_fini(&in);
	return code;
}
