#include "verify_input.h"

#include <errno.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "base/standard_input.h"
#include "dns/tlsa_name.h"
#include "analysis/dnssec/algorithm.h"
#include "analysis/dnssec/candidates.h"
#include "analysis/evidence/load.h"
#include "history_store.h"
#include "run_entry.h"
#include "shard_list.h"
#include "store_history.h"

/* Before anything is judged: which algorithms validate. */
static int
set_algorithms(const struct verify_options *o, struct verify_input *in)
{
	(void)in;
	if (o->legacy_algorithms)
		algorithm_allow_legacy();
	if (o->sha1_insecure)
		algorithm_refuse_sha1();
	return 0;
}

/* The port that the first run is about; what is amiss with it is said later. */
static int
take_port(const struct verify_options *o, struct verify_input *in)
{
	struct manifest_summary m;
	struct text why;
	(void)in;
	if (o->records != NULL || o->run_count == 0)
		return 0;
	text_init(&why);
	if (manifest_summary_read(&m, o->runs[0], &why) == 0)
		tlsa_port_set((uint16_t)m.service);
	manifest_summary_fini(&m);
	text_fini(&why);
	return 0;
}

static int
read_anchors(const struct verify_options *o, struct verify_input *in)
{
	struct text why;
	text_init(&why);
	int rc = anchor_set_read(&in->anchors, o->trust_anchor, &why);
	if (rc < 0)
		log_line("verify: --trust-anchor %s",
		    text_ok(&why) ? why.bytes : o->trust_anchor);
	text_fini(&why);
	return rc < 0 ? EXIT_CODE_NOT_BEGUN : 0;
}

static int
read_roots(const struct verify_options *o, struct verify_input *in)
{
	if (!o->paper)
		return 0;
	in->roots = X509_STORE_new();
	const char *path = o->ca_file;
	bool good =
	    in->roots != NULL &&
	    (path == NULL || standard_input_keep(&path) == 0) &&
	    (path != NULL ? X509_STORE_load_file(in->roots, path)
			  : X509_STORE_set_default_paths(in->roots)) == 1;
	ERR_clear_error();
	if (good)
		return 0;
	log_line("verify: --ca-file %s: no roots (PEM) can be read from it",
	    o->ca_file != NULL ? o->ca_file : "(the machine's)");
	return EXIT_CODE_NOT_BEGUN;
}

static int
read_choice(const struct verify_options *o, struct verify_input *in)
{
	struct text why;
	const char *path = o->only_domains;
	in->choice.dane = o->only_dane;
	if (path == NULL)
		return 0;
	text_init(&why);
	int rc = verdict_choice_read(&in->choice, path, &why);
	if (rc < 0)
		log_line("verify: --only domains=%s",
		    text_ok(&why) ? why.bytes : path);
	text_fini(&why);
	return rc < 0 ? EXIT_CODE_NOT_BEGUN : 0;
}

/* The hour in which the first run that is judged began. */
static int64_t
first_hour(const struct verify_input *in)
{
	int64_t first_ns = INT64_MAX;
	for (size_t i = 0; i < in->run_count; i++)
		if (in->manifests[i].start_ns < first_ns)
			first_ns = in->manifests[i].start_ns;
	return first_ns / (3600 * NS_PER_S);
}

/* An earlier run: its sessions. */
static int
read_earlier(
    struct verify_input *in, size_t i, const char *run, unsigned threads)
{
	struct evidence *e = &in->history.runs[i];
	struct manifest_summary *manifest = &in->earlier[i];
	int code = run_entry_read(manifest, "verify", "--history ", run);
	if (code == 0 &&
	    evidence_load_sessions(e, &(struct run_source){run, manifest},
		threads, &in->count) < 0)
		code = EXIT_CODE_EARLY;
	return code;
}

/* What evidence may take of all memory: a part of it. */
static struct evidence_limit
limit_of(const struct verify_options *o, unsigned parts)
{
	return (struct evidence_limit){(size_t)(o->memory / parts), o->tmp};
}

static int
read_history(const struct verify_options *o, struct verify_input *in)
{
	struct cert_history *h = &in->history;
	h->names = o->history;
	h->runs = arena_alloc(&in->arena, o->history_count * sizeof(*h->runs));
	in->earlier =
	    arena_alloc(&in->arena, o->history_count * sizeof(*in->earlier));
	int code = 0;
	for (size_t i = 0; code == 0 && i < o->history_count; i++) {
		evidence_init(&h->runs[h->count]);
		h->runs[h->count].progress = o->progress;
		h->runs[h->count++].limit = limit_of(o, 4);
		if (!history_store_is_there(o->history[i]))
			code = read_earlier(in, i, o->history[i], o->threads);
	}
	return code;
}

/* Which time counts is not known before the runs are. */
static int
read_stores(const struct verify_options *o, struct verify_input *in)
{
	struct store_history h = {
	    .before_hour = first_hour(in),
	    .run = &in->evidence,
	    .threads = o->threads,
	    .renewals = &in->renewals,
	    .count = &in->count,
	};
	int code = 0;
	for (size_t i = 0; code == 0 && i < o->history_count; i++) {
		h.sessions = &in->history.runs[i];
		if (history_store_is_there(o->history[i]))
			code = store_history_read(&h, o->history[i]);
	}
	return code;
}

static int
check_shards(struct verify_input *in)
{
	struct shard_list shards = {0};
	int rc = 0;
	for (size_t i = 0; i < in->run_count && rc == 0; i++)
		rc = shard_list_add(&shards, &in->manifests[i].shard);
	if (rc == 0 && !shard_list_is_whole(&shards, "verify"))
		in->incomplete = true;
	shard_list_fini(&shards);
	return rc < 0 ? EXIT_CODE_EARLY : 0;
}

/* The manifest of the next run: a run that is named twice would be doubled. */
static int
enter_run(struct verify_input *in, const char *run)
{
	struct manifest_summary *m = &in->manifests[in->run_count++];
	int code = run_entry_read(m, "verify", "", run);
	for (size_t i = 0; code == 0 && i + 1 < in->run_count; i++) {
		if (strcmp(in->manifests[i].run_id, m->run_id) != 0)
			continue;
		log_line("verify: %s is a run that was named before: both are "
			 "%s",
		    run, m->run_id);
		code = EXIT_CODE_NOT_BEGUN;
	}
	if (code == 0 && !run_entry_is_complete(m, "verify", run))
		in->incomplete = true;
	return code;
}

static int
read_runs(const struct verify_options *o, struct verify_input *in)
{
	struct run_source *sources =
	    arena_alloc(&in->arena, o->run_count * sizeof(*sources));
	in->manifests =
	    arena_alloc(&in->arena, o->run_count * sizeof(*in->manifests));
	for (size_t i = 0; i < o->run_count; i++) {
		int code = enter_run(in, o->runs[i]);
		if (code != 0)
			return code;
		sources[i] = (struct run_source){o->runs[i], &in->manifests[i]};
	}
	int code = check_shards(in);
	if (code != 0)
		return code;
	return evidence_load_runs(&in->evidence, sources, o->run_count,
		   o->threads, &in->count) < 0
		   ? EXIT_CODE_EARLY
		   : 0;
}

static int
read_evidence(const struct verify_options *o, struct verify_input *in)
{
	in->evidence.limit = limit_of(o, o->history_count > 0 ? 2 : 1);
	if (o->records == NULL)
		return read_runs(o, in);
	in->count.strict = true;
	int rc = evidence_load_records(
	    &in->evidence, o->records, o->threads, &in->count);
	if (rc == -EBADMSG || (rc < 0 && in->count.lines == 0))
		return EXIT_CODE_NOT_BEGUN;
	return rc < 0 ? EXIT_CODE_EARLY : 0;
}

/* Where servers disagree, what can be proved counts. */
static int
choose(const struct verify_options *o, struct verify_input *in)
{
	struct dnssec_input input = {
	    .evidence = &in->evidence,
	    .anchors = &in->anchors,
	    .at_ns = o->at_ns,
	    .nsec3_iterations = o->nsec3_iterations,
	};
	candidates_choose(&in->evidence, &input);
	return 0;
}

int
verify_input_read(const struct verify_options *o, struct verify_input *out)
{
	static int (*const steps[])(const struct verify_options *,
	    struct verify_input *) = {set_algorithms, take_port, read_anchors,
	    read_roots, read_choice, read_history, read_evidence, read_stores,
	    choose};
	int code = 0;
	*out = (struct verify_input){.count = {.open_parts = true}};
	arena_init(&out->arena);
	anchor_set_init(&out->anchors, &out->arena);
	evidence_init(&out->evidence);
	host_renewals_init(&out->renewals);
	out->history.renewals = &out->renewals;
	out->evidence.dialogues = o->dialogues;
	out->evidence.progress = o->progress;
	verdict_choice_init(&out->choice);
	for (size_t i = 0; code == 0 && i < ARRAY_LEN(steps); i++)
		code = steps[i](o, out);
	return code;
}

void
verify_input_fini(struct verify_input *in)
{
	for (size_t i = 0; i < in->history.count; i++) {
		evidence_fini(&in->history.runs[i]);
		manifest_summary_fini(&in->earlier[i]);
	}
	host_renewals_fini(&in->renewals);
	verdict_choice_fini(&in->choice);
	X509_STORE_free(in->roots);
	for (size_t i = 0; i < in->run_count; i++)
		manifest_summary_fini(&in->manifests[i]);
	evidence_fini(&in->evidence);
	arena_fini(&in->arena);
}
