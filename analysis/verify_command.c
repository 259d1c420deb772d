#include "verify_command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "anchor.h"
#include "base/log.h"
#include "evidence.h"
#include "line_sink.h"
#include "lookup.h"
#include "run_files.h"
#include "validator.h"
#include "verdict_record.h"
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

struct loading {
	struct evidence *evidence;
	enum evidence_kind kind;
};

static const char *
add_line(void *arg, const char *line, size_t len)
{
	const struct loading *l = arg;
	return evidence_add(l->evidence, l->kind, line, len);
}

static int
load_run(const char *run, struct evidence *e, struct run_count *count)
{
	static const struct {
		const char *name;
		enum evidence_kind kind;
	} kinds[] = {
	    {"delegation", EVIDENCE_DELEGATION},
	    {"dns", EVIDENCE_DNS},
	    {"smtp", EVIDENCE_SMTP},
	    {"cert", EVIDENCE_CERT},
	};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct loading l = {e, kinds[i].kind};
		int rc =
		    run_files_read(run, kinds[i].name, add_line, &l, count);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int
load(
    const struct verify_options *o, struct evidence *e, struct run_count *count)
{
	struct loading l = {e, EVIDENCE_DNS};
	int rc = o->records != NULL
		     ? run_file_read(o->records, add_line, &l, count)
		     : load_run(o->run, e, count);
	evidence_seal(e);
	return rc;
}

static int
write_lines(struct line_sink *w, const struct verdicts *all)
{
	struct text line;
	int rc = 0;
	text_init(&line);
	for (size_t i = 0; rc == 0 && i < all->host_count; i++) {
		text_clear(&line);
		verdict_record_add_host(&line, &all->hosts[i]);
		rc = text_ok(&line) ? line_sink_add(w, line.bytes, line.len)
				    : -ENOMEM;
	}
	for (size_t i = 0; rc == 0 && i < all->domain_count; i++) {
		text_clear(&line);
		verdict_record_add_domain(&line, &all->domains[i]);
		rc = text_ok(&line) ? line_sink_add(w, line.bytes, line.len)
				    : -ENOMEM;
	}
	text_fini(&line);
	return rc;
}

static int
write_verdicts(struct validator *v, struct line_sink *sink)
{
	struct verdicts all = {0};
	verdicts_judge(v, &all);
	int rc = write_lines(sink, &all);
	if (rc == 0)
		printf("%zu hosts and %zu domains judged\n", all.host_count,
		    all.domain_count);
	return rc;
}

/* The state of every question. */
static int
write_rrsets(struct validator *v, struct line_sink *sink)
{
	const struct name_map *all = &v->evidence->replies;
	struct name_map_slot *sorted = name_map_sorted(all, v->arena);
	struct text line;
	int rc = 0;
	text_init(&line);
	for (size_t i = 0; rc == 0 && i < all->count; i++) {
		const struct lookup *l =
		    lookup_judge(v, sorted[i].name, sorted[i].type);
		text_clear(&line);
		verdict_record_add_rrset(
		    &line, sorted[i].name, sorted[i].type, &l->state);
		rc = text_ok(&line) ? line_sink_add(sink, line.bytes, line.len)
				    : -ENOMEM;
	}
	text_fini(&line);
	return rc;
}

typedef int write_fn(struct validator *v, struct line_sink *sink);

static int
write_kind(const struct verify_options *o, struct validator *v,
    const char *kind, write_fn *fn)
{
	struct line_sink sink;
	int rc = line_sink_open(&sink, o->to_stdout ? NULL : o->run, kind);
	if (rc == 0) {
		rc = fn(v, &sink);
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
    const struct anchor_set *anchors, struct arena *arena)
{
	struct validator v;
	int rc = 0;
	validator_init(&v, arena, e, anchors, o->at_ns);
	if (o->rrsets)
		rc = write_kind(o, &v, "rrset", write_rrsets);
	if (rc == 0 && !o->to_stdout)
		rc = write_kind(o, &v, "verdict", write_verdicts);
	validator_fini(&v);
	return rc;
}

static int
run(const struct verify_options *o, const struct anchor_set *anchors,
    struct arena *arena)
{
	struct evidence e;
	struct run_count count = {.strict = o->records != NULL};
	evidence_init(&e);
	int rc = load(o, &e, &count);
	if (rc == 0)
		rc = judge(o, &e, anchors, arena);
	evidence_fini(&e);
	if (rc == -EBADMSG || (rc < 0 && count.strict && count.lines == 0))
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
		code = run(&o, &anchors, &arena);
	arena_fini(&arena);
	return code;
}
