#include "report.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "base/progress.h"
#include "analysis/report/report.h"
#include "analysis/evidence/run_files.h"
#include "output/record/manifest_summary.h"
#include "output/record/verdict.h"
#include "history_store.h"
#include "report_csv.h"
#include "report_options.h"
#include "report_store.h"
#include "shard_list.h"

static const char *
add_line(void *arg, const struct part_line *line)
{
	return report_add(arg, line->text, line->len);
}

static int
print(const struct report *r)
{
	struct text out;
	text_init(&out);
	report_write_text(r, &out);
	bool good = text_ok(&out) &&
		    fwrite(out.bytes, 1, out.len, stdout) == out.len &&
		    fflush(stdout) == 0;
	text_fini(&out);
	if (!good)
		log_line("report: standard output cannot be written");
	return good ? EXIT_CODE_GOOD : EXIT_CODE_EARLY;
}

static int
read_manifest(struct manifest_summary *m, const char *dir)
{
	struct text why;
	text_init(&why);
	int rc = manifest_summary_read_verdict(m, dir, &why);
	if (rc == -ENOENT)
		log_line("report: %s has no verdict; run danesweep verify "
			 "first",
		    dir);
	else if (rc < 0)
		log_line("report: %s", text_ok(&why) ? why.bytes : dir);
	text_fini(&why);
	return rc < 0 ? EXIT_CODE_NOT_BEGUN : EXIT_CODE_GOOD;
}

/* Which shards were judged here; the exit code. */
static int
note_shards(struct shard_list *shards, const struct manifest_summary *m)
{
	const struct manifest_shard *runs = m->runs.at;
	int rc = 0;
	for (size_t i = 0; i < m->runs.count && rc == 0; i++)
		rc = shard_list_add(shards, &runs[i]);
	return rc < 0 ? EXIT_CODE_EARLY : EXIT_CODE_GOOD;
}

/* What no line is of counts all the same. */
static void
count_left_out(
    struct report *r, const struct manifest_summary *m, const char *dir)
{
	const struct manifest_left_out *rows = m->left_out.at;
	for (size_t i = 0; i < m->left_out.count; i++)
		report_add_left_out(
		    r, &rows[i].zone, rows[i].with_mx, rows[i].domains);
	if (m->not_judged > 0)
		log_line("report: %s/verdict is of chosen domains alone; "
			 "%llu others were not judged",
		    dir, (unsigned long long)m->not_judged);
}

/* Counts the verdicts of one directory; the exit code. */
static int
count_dir(struct report *r, struct shard_list *shards, const char *dir,
    const struct report_options *o)
{
	struct manifest_summary m;
	struct run_count count = {.manifest = &m, .progress = o->progress};
	int code = read_manifest(&m, dir);
	if (code == EXIT_CODE_GOOD)
		code = note_shards(shards, &m);
	/* Hosts come before the domains that use them. */
	for (int kind = 0; kind < VERDICT_KIND_COUNT; kind++)
		if (code == EXIT_CODE_GOOD &&
		    run_files_read(
			dir, verdict_folders[kind], add_line, r, &count) < 0)
			code = EXIT_CODE_EARLY;
	if (code == EXIT_CODE_GOOD)
		count_left_out(r, &m, dir);
	if (code == EXIT_CODE_GOOD && !m.complete) {
		log_line("report: %s/verdict is of a run that was incomplete "
			 "or damaged when it was judged (--partial: take it as "
			 "it is)",
		    dir);
		code = o->partial ? EXIT_CODE_GOOD : EXIT_CODE_DAMAGED;
	}
	if (code == EXIT_CODE_GOOD && count.damaged + count.parts_wrong > 0)
		code = EXIT_CODE_DAMAGED;
	manifest_summary_fini(&m);
	return code;
}

static void
begin_counting(const struct report_options *o)
{
	uint64_t bytes = 0;
	for (size_t i = 0; i < o->words.count; i++)
		for (int kind = 0; kind < VERDICT_KIND_COUNT; kind++)
			bytes += run_files_bytes(
			    o->words.at[i], verdict_folders[kind], false);
	progress_phase(o->progress, "verdicts", bytes);
}

/* The worst exit code of all; nothing is told where one has no verdict. */
static int
count_and_tell(struct report *r, const struct report_options *o)
{
	struct shard_list shards = {0};
	int code = EXIT_CODE_GOOD;
	begin_counting(o);
	for (size_t i = 0; i < o->words.count; i++) {
		int one = count_dir(r, &shards, o->words.at[i], o);
		code = one > code ? one : code;
		if (one == EXIT_CODE_NOT_BEGUN)
			break;
	}
	if (code != EXIT_CODE_NOT_BEGUN &&
	    !shard_list_is_whole(&shards, "report") && !o->partial)
		code = EXIT_CODE_DAMAGED;
	shard_list_fini(&shards);
	if (code == EXIT_CODE_NOT_BEGUN)
		return code;
	int told = EXIT_CODE_GOOD;
	if (o->csv == NULL)
		told = print(r);
	else if (report_csv_write(r, o->csv) < 0)
		told = EXIT_CODE_EARLY;
	return told > code ? told : code;
}

static int
report_runs(const struct report_options *o)
{
	struct arena arena;
	struct report r;
	arena_init(&arena);
	report_init(&r, &arena);
	r.several = o->words.count > 1;
	int code = count_and_tell(&r, o);
	report_fini(&r);
	arena_fini(&arena);
	return code;
}

/* What is asked for fits what is there. */
static void
check_words(const struct report_options *o, bool store)
{
	if (store && o->words.count > 1)
		log_usage_exit("report: one store, and nothing beside it");
	if (store && o->partial)
		log_usage_exit("report: --partial is for runs");
}

/* Counting verdicts as they are read does not do for that. */
static bool
wants_store(const struct report_options *o)
{
	return o->html != NULL || o->at != NULL || o->anonymous ||
	       o->contacts != NULL || o->definitions != NULL ||
	       o->popularity != NULL || o->ca_list != NULL;
}

static int
report_any(const struct report_options *o, bool store)
{
	if (store)
		return report_store(o);
	return wants_store(o) ? report_store_of_runs(o) : report_runs(o);
}

int
report_command(int argc, char *argv[])
{
	struct report_options o;
	struct progress progress;
	report_options_parse(argc, argv, &o);
	bool store = false;
	for (size_t i = 0; i < o.words.count; i++)
		store = store || history_store_is_there(o.words.at[i]);
	check_words(&o, store);
	progress_begin(&progress, o.quiet);
	o.progress = &progress;
	int code = report_any(&o, store);
	progress_end(&progress);
	return code;
}
