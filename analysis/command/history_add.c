#include "history_add.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analysis/evidence/run_files.h"
#include "analysis/history/chain_rows.h"
#include "analysis/history/observation.h"
#include "analysis/history/pair_rows.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/program.h"
#include "history_study.h"
#include "output/json.h"
#include "output/record/manifest_summary.h"
#include "output/record/verdict.h"
#include "output/record/writer.h"
#include "run_entry.h"

#define HOUR_NS (3600 * (int64_t)1000000000)

/* A run that is added: its own manifest, and that of its verdict. */
struct added_run {
	const char *dir, *work;
	const char *certs; /* the directory of its cert records */
	struct manifest_summary run, verdict;
	int64_t hour;
	const char *kind;
	bool complete;
	uint64_t damaged; /* lines and parts */
};

static int
read_verdict_manifest(struct added_run *r)
{
	struct text why;
	text_init(&why);
	int rc = manifest_summary_read_verdict(&r->verdict, r->dir, &why);
	if (rc == -ENOENT)
		log_line("history: %s has no verdict; run danesweep verify "
			 "first",
		    r->dir);
	else if (rc < 0)
		log_line("history: %s", text_ok(&why) ? why.bytes : r->dir);
	text_fini(&why);
	return rc < 0 ? EXIT_CODE_NOT_BEGUN : EXIT_CODE_GOOD;
}

static bool
has_domains(const struct manifest_summary *verdict)
{
	const struct part_info *parts = verdict->parts.at;
	for (size_t i = 0; i < verdict->parts.count; i++)
		if (strcmp(parts[i].kind, verdict_folders[VERDICT_DOMAIN]) ==
			0 &&
		    parts[i].records > 0)
			return true;
	return false;
}

/* What verify -o has made: the chains that it judged are not there. */
static bool
is_verdict_alone(const char *dir)
{
	char run[PATH_MAX], verdict[PATH_MAX];
	snprintf(run, sizeof(run), "%s/manifest.json", dir);
	snprintf(verdict, sizeof(verdict), "%s/verdict/manifest.json", dir);
	if (access(run, F_OK) == 0 || access(verdict, F_OK) != 0)
		return false;
	log_line("history: %s has the verdict of runs that are elsewhere "
		 "(verify -o); verify each run, or each shard, in its own "
		 "directory, and add those",
	    dir);
	return true;
}

static int
enter(struct added_run *r, const struct history_options *o)
{
	if (is_verdict_alone(r->dir))
		return EXIT_CODE_NOT_BEGUN;
	int code = run_entry_read(&r->run, "history", "", r->dir);
	if (code == EXIT_CODE_GOOD)
		code = read_verdict_manifest(r);
	if (code != EXIT_CODE_GOOD)
		return code;
	if (r->verdict.left_some) {
		log_line("history: %s/verdict has lines of some domains alone "
			 "(--only): judge the run without it",
		    r->dir);
		return EXIT_CODE_NOT_BEGUN;
	}
	r->complete = r->run.complete && r->verdict.complete;
	if (!r->complete && !o->partial) {
		log_line("history: %s is of a run that was incomplete or "
			 "damaged when it was judged (--partial: add it as it "
			 "is)",
		    r->dir);
		return EXIT_CODE_DAMAGED;
	}
	r->hour =
	    o->hour.given ? (int64_t)o->hour.value : r->run.start_ns / HOUR_NS;
	r->kind = o->kind;
	if (r->kind == NULL)
		r->kind = !r->run.rescan && has_domains(&r->verdict) ? "daily"
								     : "hourly";
	return EXIT_CODE_GOOD;
}

/* Runs of one order, number of shards and input are parts of one sweep. */
static void
add_sweep(struct json *j, const struct added_run *r)
{
	const struct manifest_shard *s = &r->run.shard;
	struct text sweep;
	text_init(&sweep);
	if (s->shards > 1) {
		text_addf(
		    &sweep, "%" PRIu64 "/%" PRIu32 "/", s->seed, s->shards);
		text_add_hex(&sweep, s->input, sizeof(s->input));
	} else {
		text_add(&sweep, r->run.run_id);
	}
	json_add_key_string(j, "sweep", text_ok(&sweep) ? sweep.bytes : "");
	json_add_key_u64(j, "shards", s->shards > 1 ? s->shards : 1);
	text_fini(&sweep);
}

/* Asks for the place of this run; `*fresh`: it has none yet. */
static int
claim(struct store_engine *engine, const struct added_run *r, bool *fresh)
{
	struct text text;
	text_init(&text);
	struct json j = json_over(&text);
	json_open_object(&j);
	json_add_key_string(&j, "run_id", r->run.run_id);
	json_add_key_u64(&j, "hour", (uint64_t)r->hour);
	json_add_key_string(&j, "kind", r->kind);
	json_add_key_string(&j, "vantage", r->run.vantage);
	record_add_bool(&j, "complete", r->complete);
	json_add_key_string(&j, "rules_version", r->verdict.version);
	json_add_key_string(&j, "rows", r->work);
	add_sweep(&j, r);
	json_close_object(&j);
	int rc = text_ok(&text) ? store_engine_ask(engine, "claim", text.bytes)
				: -ENOMEM;
	text_fini(&text);
	if (rc < 0)
		return EXIT_CODE_EARLY;
	const char *answer = store_engine_text(engine, "claim");
	*fresh = strcmp(answer, "new") == 0;
	if (strcmp(answer, "taken") != 0)
		return EXIT_CODE_GOOD;
	log_line("history: %s: hour %" PRId64 " has a run of that kind and "
		 "vantage (%s, %s), %s, and the two are no shards of one "
		 "sweep; danesweep history add --hour N says which hour "
		 "one of them counts as",
	    r->dir, r->hour, r->kind,
	    r->run.vantage[0] != '\0' ? r->run.vantage : "no vantage",
	    store_engine_text(engine, "by"));
	return EXIT_CODE_NOT_BEGUN;
}

static const char *
take_verdict(void *arg, const struct part_line *line)
{
	return observation_add_verdict(arg, line->text, line->len);
}

static const char *
take_delegation(void *arg, const struct part_line *line)
{
	return observation_add_delegation(arg, line->text, line->len);
}

static const char *
take_dropped(void *arg, const struct part_line *line)
{
	return observation_add_dropped(arg, line->text, line->len);
}

static void
begin_observing(const struct added_run *r, struct progress *progress)
{
	uint64_t bytes = run_files_bytes(r->dir, "delegation", true) +
			 run_files_bytes(r->dir, "dropped", true);
	for (int kind = 0; kind < VERDICT_KIND_COUNT; kind++)
		bytes += run_files_bytes(r->dir, verdict_folders[kind], false);
	progress_phase(progress, "verdicts", bytes);
}

/* Its records become rows. */
static int
observe(struct added_run *r, struct progress *progress)
{
	struct observation o;
	struct run_count verdicts = {
	    .manifest = &r->verdict, .progress = progress};
	struct run_count others = {
	    .manifest = &r->run, .open_parts = true, .progress = progress};
	begin_observing(r, progress);
	int rc = observation_open(&o, r->work);
	for (int kind = 0; rc == 0 && kind < VERDICT_KIND_COUNT; kind++)
		rc = run_files_read(
		    r->dir, verdict_folders[kind], take_verdict, &o, &verdicts);
	if (rc == 0)
		rc = run_files_read(
		    r->dir, "delegation", take_delegation, &o, &others);
	if (rc == 0)
		rc = run_files_read(
		    r->dir, "dropped", take_dropped, &o, &others);
	int closed = observation_close(&o);
	if (rc == 0 && closed < 0) {
		log_line("history: %s: %s", r->work, strerror(-closed));
		rc = closed;
	}
	r->damaged = verdicts.damaged + verdicts.parts_wrong + others.damaged +
		     others.parts_wrong;
	return rc;
}

/* The last word: whether all of the run is in it. */
static int
end(struct store_engine *engine, const struct added_run *r)
{
	return store_engine_ask(engine, "judged",
	    r->complete && r->damaged == 0 ? "{\"complete\": true}"
					   : "{\"complete\": false}");
}

/* What the store lacks of certificates and pairs, and then all of it. */
static int
store(struct store_engine *engine, const struct history_options *o,
    struct added_run *r, X509_STORE *roots)
{
	struct run_count certs = {.open_parts = true, .progress = o->progress};
	if (r->certs == r->dir)
		certs.manifest = &r->run;
	progress_phase(o->progress, "rows", 0);
	int rc = store_engine_ask(engine, "observed", NULL);
	progress_phase(o->progress, "certificates",
	    run_files_bytes(r->certs, "cert", true));
	if (rc == 0)
		rc = chain_rows_write(r->work, r->certs, roots, &certs);
	r->damaged += certs.damaged + certs.parts_wrong;
	if (rc == 0)
		rc = store_engine_ask(engine, "certified", NULL);
	progress_phase(o->progress, "pairs", 0);
	uint64_t pairs = rc == 0 ? store_engine_number(engine, "pairs") : 0;
	if (rc == 0)
		rc = pair_rows_write(r->work, roots);
	progress_phase(o->progress, "the store", 0);
	if (rc == 0)
		rc = end(engine, r);
	if (rc == 0 && !o->silent)
		printf("%s: added as %s run of hour %" PRId64 ", %" PRIu64
		       " pairs judged\n",
		    r->dir, r->kind, r->hour, pairs);
	return rc;
}

/* One hourly file of the study's authors, which has no manifest. */
static int
observe_study(
    struct added_run *r, const struct history_options *o, char certs[PATH_MAX])
{
	struct study_file f;
	if (history_study_observe(r->dir, r->work, &f) < 0)
		return EXIT_CODE_NOT_BEGUN;
	r->hour = o->hour.given ? (int64_t)o->hour.value : f.hour;
	r->kind = o->kind != NULL ? o->kind : "hourly";
	r->complete = true;
	r->damaged = f.damaged;
	snprintf(certs, PATH_MAX, "%s/study", r->work);
	r->certs = certs;
	snprintf(r->run.run_id, sizeof(r->run.run_id),
	    "study-%" PRId64 "-%.20s", f.hour, f.city);
	snprintf(r->run.vantage, sizeof(r->run.vantage), "%.63s", f.city);
	snprintf(r->verdict.version, sizeof(r->verdict.version), "%s",
	    program_version);
	return EXIT_CODE_GOOD;
}

static int
add(struct store_engine *engine, const struct history_options *o,
    X509_STORE *roots, struct added_run *r)
{
	bool fresh = false, study = history_study_is_file(r->dir);
	char certs[PATH_MAX];
	int code = study ? observe_study(r, o, certs) : enter(r, o);
	if (code == EXIT_CODE_GOOD)
		code = claim(engine, r, &fresh);
	if (code != EXIT_CODE_GOOD)
		return code;
	if (!fresh && o->silent)
		return code;
	if (!fresh) {
		printf("%s: is in the store already\n", r->dir);
		return code;
	}
	if (!study && observe(r, o->progress) < 0)
		return EXIT_CODE_EARLY;
	if (r->damaged > 0 && !o->partial) {
		log_line(
		    "history: %s is damaged, and was not added (--partial: "
		    "add what is left of it)",
		    r->dir);
		return EXIT_CODE_DAMAGED;
	}
	return store(engine, o, r, roots) < 0 ? EXIT_CODE_EARLY
					      : EXIT_CODE_GOOD;
}

int
history_add(struct store_engine *engine, const struct history_options *o,
    X509_STORE *roots, const char *run, const char *work)
{
	struct added_run r = {.dir = run, .work = work, .certs = run};
	int code = add(engine, o, roots, &r);
	manifest_summary_fini(&r.run);
	manifest_summary_fini(&r.verdict);
	return code;
}
