/*
 * monitor.h - the status line on standard error, a second apart on a terminal
 * and a minute elsewhere, status.csv, a row a second, and metrics.prom.  Reads
 * counters, owns nothing that others wait for.
 */
#ifndef MONITOR_H
#define MONITOR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "counters.h"
#include "link/link.h"
#include "output/record/stage.h"

struct monitor {
	const char *dir; /* NULL: none */
	FILE *csv;       /* NULL: none */
	bool quiet;
	int64_t began_ns;
	int64_t due_ns;
	int64_t metrics_due_ns;
	int64_t say_ns; /* from one line to the next */
	int64_t say_due_ns, said_ns;
	struct link_stats said; /* at the last line */
	int stage;
	int64_t stage_began_ns;
	/* By stage: packets behind it for each of its own; 0: not known. */
	double behind[STAGE_COUNT];
	const char *note; /* of the link: what was said */
};

/*
 * Opens DIR/status.csv; rows come behind those that are there.  `dir` is kept;
 * NULL: there are neither rows nor metrics.  0 or -errno.
 */
int monitor_open(
    struct monitor *m, const char *dir, bool quiet, int64_t now_ns);

/* Lines are so far apart, whatever standard error is. */
void monitor_say_each(struct monitor *m, int64_t ns);

/* Writes a row if a second has gone by, and a line if one is due. */
void monitor_tick(struct monitor *m, const struct counters *c,
    struct link *link, int64_t now_ns);

/* The last row; closes the file.  0, or -errno of writing. */
int monitor_close(struct monitor *m, const struct counters *c,
    struct link *link, int64_t now_ns);

#endif
