/*
 * status.h - the status line on standard error and the CSV of
 * --status-updates-file, both once a second and as ZMap has them.
 */
#ifndef PROBE_STATUS_H
#define PROBE_STATUS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/macros.h"
#include "sweep.h"

struct probe_status_sample {
	uint64_t sent, send_failed, received, dropped, successes;
	uint64_t not_ours;
};

struct probe_status {
	FILE *csv; /* NULL: none */
	bool quiet;
	int64_t due_ns;
	struct probe_status_sample last;
	const char *note; /* of the link: what was said */
};

/* `path` NULL: no CSV; "-": to standard output.  0 or -errno. */
MUST_USE int probe_status_open(
    struct probe_status *s, const char *path, bool quiet, int64_t now_ns);

/* A line and a row, if a second has gone by or `last` is true. */
void probe_status_tick(struct probe_status *s, const struct probe_view *v,
    int64_t now_ns, bool last);

/* 0, or -errno of writing. */
int probe_status_close(struct probe_status *s);

#endif
