#include "verify_command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "anchor.h"
#include "base/log.h"
#include "dnskey.h"
#include "evidence.h"
#include "evidence_load.h"
#include "line_sink.h"
#include "mail_plan.h"
#include "verdicts.h"
#include "verify_options.h"

/* What the machine has of what was named.  0 or 2, having said why. */
static int
check(const struct verify_options *o, struct anchor_set *anchors)
{
	struct stat st;
	struct text why;
	int code = 0;
	if (o->run != NULL && (stat(o->run, &st) < 0 || !S_ISDIR(st.st_mode))) {
		log_line("verify: %s is no run directory; name what scan -o "
			 "made",
		    o->run);
		return 2;
	}
	text_init(&why);
	if (anchor_set_read(anchors, o->trust_anchor, &why) < 0) {
		log_line("verify: --trust-anchor %s",
		    text_ok(&why) ? why.bytes : o->trust_anchor);
		code = 2;
	}
	text_fini(&why);
	return code;
}

typedef int write_fn(const struct verdict_config *c, struct line_sink *sink);

static int
write_verdicts(const struct verdict_config *c, struct line_sink *sink)
{
	struct mail_plan plan;
	mail_plan_init(&plan, c->evidence);
	int rc = verdicts_write(c, &plan, sink);
	if (rc == 0)
		printf("%zu hosts and %zu domains judged\n", plan.host_count,
		    plan.domain_count);
	mail_plan_fini(&plan);
	return rc;
}

static int
write_kind(const struct verify_options *o, const struct verdict_config *c,
    const char *kind, write_fn *fn)
{
	struct line_sink sink;
	int rc = line_sink_open(&sink, o->to_stdout ? NULL : o->run, kind);
	if (rc == 0) {
		rc = fn(c, &sink);
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
judge(const struct verify_options *o, const struct evidence *e,
    const struct anchor_set *anchors)
{
	struct verdict_config c = {
	    .evidence = e,
	    .anchors = anchors,
	    .at_ns = o->at_ns,
	    .threads = o->threads,
	    .nsec3_iterations = o->nsec3_iterations,
	};
	int rc = 0;
	if (o->legacy_algorithms)
		dnssec_allow_legacy();
	if (o->rrsets)
		rc = write_kind(o, &c, "rrset", verdicts_write_rrsets);
	if (rc == 0 && !o->to_stdout)
		rc = write_kind(o, &c, "verdict", write_verdicts);
	return rc;
}

static int
run(const struct verify_options *o, const struct anchor_set *anchors)
{
	struct evidence e;
	struct run_count count = {.strict = o->records != NULL};
	evidence_init(&e);
	int rc = o->records != NULL
		     ? evidence_load_records(&e, o->records, o->threads, &count)
		     : evidence_load_run(&e, o->run, o->threads, &count);
	bool unread = rc < 0 && count.strict && count.lines == 0;
	if (rc == 0)
		rc = judge(o, &e, anchors);
	evidence_fini(&e);
	if (rc == -EBADMSG || unread)
		return 2;
	if (count.damaged > 0)
		log_line("verify: %llu damaged records of %llu were left out",
		    (unsigned long long)count.damaged,
		    (unsigned long long)count.lines);
	return rc < 0 || count.damaged > 0 ? 1 : 0;
}

int
verify_command(int argc, char *argv[])
{
	struct verify_options o;
	struct arena arena;
	struct anchor_set anchors;
	int code = verify_options_parse(argc, argv, &o);
	if (code != 0)
		return code == 1 ? 0 : code;
	arena_init(&arena);
	anchor_set_init(&anchors, &arena);
	code = check(&o, &anchors);
	if (code == 0)
		code = run(&o, &anchors);
	arena_fini(&arena);
	return code;
}
