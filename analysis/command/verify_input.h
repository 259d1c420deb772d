/* verify_input.h - all that `danesweep verify` reads before it judges. */
#ifndef VERIFY_INPUT_H
#define VERIFY_INPUT_H

#include <openssl/types.h>

#include "analysis/dnssec/anchor.h"
#include "analysis/verdict/cert_history.h"
#include "analysis/verdict/choice.h"
#include "analysis/evidence/evidence.h"
#include "analysis/evidence/run_files.h"
#include "output/record/manifest_summary.h"
#include "verify_options.h"

struct verify_input {
	struct arena arena; /* of the anchors and of the list of runs */
	struct anchor_set anchors;
	struct evidence evidence;
	struct cert_history history;
	struct host_renewals renewals;      /* of the history's stores */
	struct verdict_choice choice;       /* of lines */
	X509_STORE *roots;                  /* NULL: not wanted */
	struct manifest_summary *manifests; /* of each run that is judged */
	size_t run_count;                   /* 0: loose records */
	struct manifest_summary *earlier;   /* of each run of the history */
	bool
	    incomplete; /* one of them is, or a shard is missing: it was said */
	struct run_count count;
};

/* 0; or the exit code, having said why.  Ended by verify_input_fini(). */
int verify_input_read(const struct verify_options *o, struct verify_input *out);
void verify_input_fini(struct verify_input *in);

#endif
