#include "verify_input.h"

#include <errno.h>
#include <sys/stat.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "analysis/dnssec/algorithm.h"
#include "analysis/dnssec/candidates.h"
#include "analysis/evidence/load.h"

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

static int
check_run(const char *option, const char *run)
{
	struct stat st;
	if (stat(run, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	log_line("verify: %s%s is no run directory; name what scan -o made",
	    option, run);
	return EXIT_CODE_NOT_BEGUN;
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
	bool good =
	    in->roots != NULL &&
	    (o->ca_file != NULL ? X509_STORE_load_file(in->roots, o->ca_file)
				: X509_STORE_set_default_paths(in->roots)) == 1;
	ERR_clear_error();
	if (good)
		return 0;
	log_line("verify: --ca-file %s: no roots (PEM) can be read from it",
	    o->ca_file != NULL ? o->ca_file : "(the machine's)");
	return EXIT_CODE_NOT_BEGUN;
}

static int
read_history(const struct verify_options *o, struct verify_input *in)
{
	struct cert_history *h = &in->history;
	h->names = o->history;
	h->runs = arena_alloc(&in->arena, o->history_count * sizeof(*h->runs));
	for (size_t i = 0; i < o->history_count; i++) {
		int code = check_run("--history ", o->history[i]);
		if (code != 0)
			return code;
		evidence_init(&h->runs[h->count++]);
		if (evidence_load_sessions(
			&h->runs[i], o->history[i], o->threads, &in->count) < 0)
			return EXIT_CODE_EARLY;
	}
	return 0;
}

static int
read_evidence(const struct verify_options *o, struct verify_input *in)
{
	if (o->records == NULL) {
		int code = check_run("", o->run);
		if (code != 0)
			return code;
		return evidence_load_run(
			   &in->evidence, o->run, o->threads, &in->count) < 0
			   ? EXIT_CODE_EARLY
			   : 0;
	}
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
	    struct verify_input *) = {set_algorithms, read_anchors, read_roots,
	    read_history, read_evidence, choose};
	int code = 0;
	*out = (struct verify_input){.count = {.open_parts = true}};
	arena_init(&out->arena);
	anchor_set_init(&out->anchors, &out->arena);
	evidence_init(&out->evidence);
	for (size_t i = 0; code == 0 && i < ARRAY_LEN(steps); i++)
		code = steps[i](o, out);
	return code;
}

void
verify_input_fini(struct verify_input *in)
{
	for (size_t i = 0; i < in->history.count; i++)
		evidence_fini(&in->history.runs[i]);
	X509_STORE_free(in->roots);
	evidence_fini(&in->evidence);
	arena_fini(&in->arena);
}
