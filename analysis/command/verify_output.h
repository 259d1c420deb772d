/*
 * verify_output.h - what `danesweep verify` writes: the folders of its lines
 * and their manifests, or lines on standard output.
 */
#ifndef VERIFY_OUTPUT_H
#define VERIFY_OUTPUT_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "output/manifest_command.h"
#include "verify_input.h"
#include "verify_memo.h"

/* Who judges and since when; must not move: `command` points into it. */
struct verify_job {
	const struct verify_options *options;
	struct manifest_command command;
	char directory[PATH_MAX];
	int64_t began_ns; /* real time */
};

/* Before anything is read.  What the options point to is borrowed. */
void verify_job_begin(struct verify_job *job, const struct verify_options *o,
    int argc, char *argv[]);

/*
 * Judges all, and puts it in the place of what an earlier one has written, or
 * leaves that; what `memo` learns is kept, too.  0, or -errno, logged.
 */
MUST_USE int verify_job_write(const struct verify_job *job,
    const struct verify_input *in, struct verify_memo *memo);

/* Is all that was read complete, and as its writer left it? */
bool verify_input_is_whole(const struct verify_input *in);

#endif
