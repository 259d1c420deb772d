#include "verify_output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/evidence/evidence_store.h"
#include "analysis/evidence/thread_evidence.h"
#include "analysis/verdict/judge.h"
#include "analysis/verdict/verdicts.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/log.h"
#include "output/line_sink.h"
#include "output/record/verdict.h"
#include "output/replacement.h"
#include "output/run_dir.h"
#include "output/verdict_manifest.h"
#include "verify_left_out.h"

/* Each kind of line has a sink of its own. */
typedef int write_fn(const struct judge_input *judge, unsigned threads,
    struct line_sink *sinks, struct verdict_counts *count);

void
verify_job_begin(struct verify_job *job, const struct verify_options *o,
    int argc, char *argv[])
{
	job->options = o;
	job->began_ns = clock_realtime_ns();
	job->command = (struct manifest_command){
	    .argv = (const char *const *)argv,
	    .argc = (size_t)argc,
	    .directory = getcwd(job->directory, sizeof(job->directory)),
	    .table = &verify_option_table,
	    .options = &o->line,
	};
	manifest_command_add_file(&job->command, "config", o->line.config);
	manifest_command_add_file(
	    &job->command, "trust-anchor", o->trust_anchor);
	manifest_command_add_file(&job->command, "ca-file", o->ca_file);
	manifest_command_add_file(&job->command, "only", o->only_domains);
}

bool
verify_input_is_whole(const struct verify_input *in)
{
	return !in->incomplete && in->count.damaged == 0 &&
	       in->count.parts_wrong == 0;
}

static int
write_rrsets(const struct judge_input *judge, unsigned threads,
    struct line_sink *sinks, struct verdict_counts *count)
{
	(void)count;
	return verdicts_write_rrsets(judge, threads, sinks);
}

static int
write_verdicts(const struct judge_input *judge, unsigned threads,
    struct line_sink *sinks, struct verdict_counts *count)
{
	return verdicts_write(judge, threads, &sinks[VERDICT_HOST],
	    &sinks[VERDICT_DOMAIN], count);
}

static struct verdict_run
run_of(const struct manifest_summary *m, const char *directory)
{
	return (struct verdict_run){
	    .directory = directory,
	    .run_id = m->run_id,
	    .exit_reason = m->exit_reason,
	    .complete = m->complete,
	    .shard = &m->shard,
	};
}

static uint64_t
sessions_same(const struct evidence *e)
{
	uint64_t count = 0;
	for (size_t i = 0; i < e->part_count; i++)
		count += e->parts[i]->sessions_same;
	return count;
}

/* Of the lines that are in `parts`, struct part_info. */
static int
write_manifest(const struct verify_job *job, const struct verify_input *in,
    const struct array *parts, const char *folder,
    const struct verdict_left_out *left_out)
{
	const struct verify_options *o = job->options;
	struct verdict_run runs[EVIDENCE_RUNS_MAX], history[HISTORY_RUNS_MAX];
	for (size_t i = 0; i < in->run_count; i++)
		runs[i] = run_of(&in->manifests[i], o->runs[i]);
	size_t history_count = 0;
	for (size_t i = 0; i < in->history.count; i++)
		if (in->earlier[i].run_id[0] != '\0') /* else a store */
			history[history_count++] =
			    run_of(&in->earlier[i], o->history[i]);
	struct verdict_manifest m = {
	    .command = &job->command,
	    .start_ns = job->began_ns,
	    .end_ns = clock_realtime_ns(),
	    .complete = verify_input_is_whole(in),
	    .runs = runs,
	    .run_count = in->run_count,
	    .history = history,
	    .history_count = history_count,
	    .lines = in->count.lines,
	    .damaged = in->count.damaged,
	    .parts_wrong = in->count.parts_wrong,
	    .sessions_same = sessions_same(&in->evidence),
	    .large_names = in->evidence.store != NULL
			       ? in->evidence.store->large_names
			       : 0,
	    .left_out = left_out,
	    .parts = parts->at,
	    .part_count = parts->count,
	};
	return verdict_manifest_write(folder, &m);
}

/* What is to be written, one after the other. */
struct product {
	const char *folder;       /* with its manifest */
	const char *const *kinds; /* of its parts */
	size_t kind_count;        /* VERDICT_KIND_COUNT at most */
	write_fn *write;
	bool wanted;
};

static int
keep_parts(const struct line_sink *sink, struct array *out)
{
	size_t count;
	const struct part_info *parts = line_sink_parts(sink, &count);
	struct part_info *kept = array_push(out, count, sizeof(*kept));
	if (count == 0)
		return 0;
	if (kept == NULL)
		return -ENOMEM;
	memcpy(kept, parts, count * sizeof(*kept));
	return 0;
}

/* The lines of all its kinds; they end as `parts`, struct part_info. */
static int
write_lines(const struct verify_job *job, const struct judge_input *judge,
    const char *dir, const struct product *p, struct verdict_counts *count,
    struct array *parts)
{
	struct line_sink sinks[VERDICT_KIND_COUNT] = {0};
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < p->kind_count; i++)
		rc = line_sink_open(&sinks[i], dir, p->kinds[i]);
	if (rc == 0)
		rc = p->write(judge, job->options->threads, sinks, count);
	for (size_t i = 0; rc == 0 && i < p->kind_count; i++) {
		rc = line_sink_finish(&sinks[i]);
		if (rc == 0)
			rc = keep_parts(&sinks[i], parts);
	}
	for (size_t i = 0; i < p->kind_count; i++)
		line_sink_close(&sinks[i]);
	return rc;
}

static int
write_folder(const struct verify_job *job, const struct verify_input *in,
    const struct judge_input *judge, const char *dir, const struct product *p,
    struct verdict_counts *count)
{
	struct array parts = {0};
	struct verdict_left_out left_out;
	struct arena arena;
	char folder[PATH_MAX + sizeof("/verdict")];
	arena_init(&arena);
	snprintf(folder, sizeof(folder), "%s/%s", dir, p->folder);
	int rc = mkdir(folder, 0777) < 0 ? -errno : 0;
	if (rc == 0)
		rc = write_lines(job, judge, dir, p, count, &parts);
	verify_left_out_list(&count->left_out, &arena, &left_out);
	bool all =
	    p->write != write_verdicts || verdict_choice_is_all(&in->choice);
	if (rc == 0)
		rc = write_manifest(
		    job, in, &parts, folder, all ? NULL : &left_out);
	array_fini(&parts);
	arena_fini(&arena);
	return rc;
}

static int
replace(const struct verify_job *job, const struct verify_input *in,
    const struct judge_input *judge, struct verdict_counts *count)
{
	static const char *const rrset[] = {"rrset"};
	const struct product products[] = {
	    {"rrset", rrset, ARRAY_LEN(rrset), write_rrsets,
		job->options->rrsets},
	    {"verdict", verdict_folders, VERDICT_KIND_COUNT, write_verdicts,
		true},
	};
	struct replacement r;
	int rc = replacement_open(&r, job->options->output);
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(products); i++)
		if (products[i].wanted)
			rc = write_folder(
			    job, in, judge, r.work, &products[i], count);
	/* Nothing of the old is touched before all of the new is there. */
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(products); i++)
		if (products[i].wanted)
			rc = replacement_settle(&r, products[i].folder);
	replacement_close(&r);
	return rc;
}

static int
write_stdout(const struct judge_input *judge, unsigned threads)
{
	struct line_sink sink;
	int rc = line_sink_open(&sink, NULL, "rrset");
	if (rc == 0) {
		rc = verdicts_write_rrsets(judge, threads, &sink);
		if (rc == 0)
			rc = line_sink_finish(&sink);
		line_sink_close(&sink);
	}
	if (rc < 0)
		log_line("standard output: %s", strerror(-rc));
	return rc;
}

/* The directory of -o. */
static int
make_output(const char *output)
{
	struct text why;
	text_init(&why);
	int rc = run_dir_make(output, &why);
	if (rc < 0)
		log_line("verify: -o %s", text_ok(&why) ? why.bytes : output);
	text_fini(&why);
	return rc;
}

/* The folder in which something went wrong. */
static const char *
failed_place(const struct verify_options *o, const struct evidence *e)
{
	return e->store != NULL && spill_file_error(&e->store->file) < 0
		   ? o->tmp
		   : o->output;
}

static void
tell(const struct verify_options *o, const struct verify_input *in,
    const struct verdict_counts *count, int rc)
{
	const struct left_out_counts *l = &count->left_out;
	if (rc == -EWOULDBLOCK)
		log_line(
		    "verify: %s: another verify is writing there", o->output);
	else if (rc < 0)
		log_line("verify: %s: %s; the last whole verdict stays",
		    failed_place(o, &in->evidence), strerror(-rc));
	else
		printf("%llu hosts and %llu domains judged\n",
		    (unsigned long long)count->hosts,
		    (unsigned long long)count->domains);
	if (rc == 0 && !verdict_choice_is_all(&in->choice))
		printf("%llu hosts and %llu domains left out\n",
		    (unsigned long long)(l->hosts_unjudged +
					 left_out_count(&l->hosts)),
		    (unsigned long long)(l->domains_unjudged +
					 left_out_count(&l->domains)));
}

static int
write_folders(const struct verify_job *job, const struct verify_input *in,
    const struct judge_input *judge)
{
	const struct verify_options *o = job->options;
	struct verdict_counts count = {0};
	left_out_init(&count.left_out);
	int rc = o->line.output != NULL ? make_output(o->output) : 0;
	if (rc == 0) {
		rc = replace(job, in, judge, &count);
		tell(o, in, &count, rc);
	}
	left_out_fini(&count.left_out);
	return rc;
}

/*
 * Of what each thread knows of each of its worlds: 16 MB are enough, and with
 * less than one the keys of the root and its children come and go.
 */
static size_t
result_bytes(const struct verify_options *o)
{
	uint64_t share = o->memory / 32 / o->threads;
	uint64_t least = 1 << 20, most = 16 << 20;
	return (size_t)(share < least ? least : share > most ? most : share);
}

int
verify_job_write(const struct verify_job *job, const struct verify_input *in,
    struct verify_memo *memo)
{
	int rc = verify_memo_load(memo, &in->evidence);
	if (rc < 0)
		return rc;
	const struct verify_options *o = job->options;
	struct judge_input judge = {
	    .dnssec =
		{
		    .evidence = &in->evidence,
		    .anchors = &in->anchors,
		    .known = &memo->known,
		    .at_ns = o->at_ns,
		    .nsec3_iterations = o->nsec3_iterations,
		    .result_bytes = result_bytes(o),
		},
	    .paper = o->paper,
	    .roots = in->roots,
	    .history = in->history.count > 0 ? &in->history : NULL,
	    .choice = &in->choice,
	};
	rc = o->to_stdout ? write_stdout(&judge, o->threads)
			  : write_folders(job, in, &judge);
	return rc == 0 ? verify_memo_keep(memo) : rc;
}
