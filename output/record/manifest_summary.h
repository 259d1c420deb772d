/*
 * manifest_summary.h - what of a manifest.json those go by who read the parts
 * that it names.
 */
#ifndef MANIFEST_SUMMARY_H
#define MANIFEST_SUMMARY_H

#include <stdbool.h>

#include "base/array.h"
#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"
#include "output/manifest_shard.h"
#include "output/run_id.h"

/* A run that another one has its hosts from. */
struct manifest_from {
	char run_id[RUN_ID_LEN + 1];
	bool complete; /* it was, then */
};

/* Domains of a verdict that no line is of. */
struct manifest_left_out {
	struct dns_name zone;
	bool with_mx;
	uint64_t domains;
};

struct manifest_summary {
	char run_id[RUN_ID_LEN + 1];
	char exit_reason[16]; /* "": it runs, or was killed */
	bool complete;
	bool dry_run;
	bool names_all;              /* what else is there is no part of it */
	struct array parts;          /* struct part_info */
	struct manifest_shard shard; /* of a run, and so are: */
	int64_t start_ns;            /* 0: not said */
	char vantage[64];            /* where it was made; "": not said */
	uint64_t service;  /* the port that it is about; 25 if not said */
	bool rescan;       /* it looks again at hosts of others: */
	struct array from; /* struct manifest_from */
	uint64_t listed, dropped; /* records that it has, when all are there */
	struct array runs; /* struct manifest_shard: those that were judged */
	char version[32];  /* of the program that judged */
	bool left_some;    /* it has lines of some alone: */
	struct array left_out; /* struct manifest_left_out */
	uint64_t not_judged;   /* domains, which are not among them */
};

/*
 * Reads DIR/manifest.json, of a run.  0; or -errno with one line for a person
 * in `why`: -ENOENT when there is none, -EPROTO when it is of another schema
 * version, -EBADMSG when it is malformed.  Ended by manifest_summary_fini(),
 * also when it fails.
 */
MUST_USE int manifest_summary_read(
    struct manifest_summary *m, const char *dir, struct text *why);

/*
 * The same of a verdict, DIR/verdict/manifest.json: `complete`, the parts as
 * paths from DIR, and which shards were judged.
 */
MUST_USE int manifest_summary_read_verdict(
    struct manifest_summary *m, const char *dir, struct text *why);
void manifest_summary_fini(struct manifest_summary *m);

/* Why it is not complete, for people. */
const char *manifest_summary_end(const struct manifest_summary *m);

#endif
