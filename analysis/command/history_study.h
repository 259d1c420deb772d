/* history_study.h - one hourly file of the study's authors, as rows. */
#ifndef HISTORY_STUDY_H
#define HISTORY_STUDY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"

/* What the file says of itself. */
struct study_file {
	int64_t hour;     /* of its first line */
	char city[64];    /* the same; "" */
	uint64_t damaged; /* lines that were left out */
};

/* `path` is a file, and not a run. */
bool history_study_is_file(const char *path);

/*
 * Writes rows to `work`, and the certificates as WORK/study/cert, records of a
 * run.  0, or -errno, logged: -EINVAL where no line can be read.
 */
MUST_USE int history_study_observe(
    const char *path, const char *work, struct study_file *out);

#endif
