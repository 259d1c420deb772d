/*
 * monitor.h - the status line on standard error and status.csv, a row a
 * second.  Reads counters, owns nothing that others wait for.
 */
#ifndef MONITOR_H
#define MONITOR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "counters.h"
#include "link/link.h"

struct monitor {
	FILE *csv; /* NULL: none */
	bool quiet;
	int64_t began_ns;
	int64_t due_ns;
	struct link_stats last;
	const char *note; /* of the link: what was said */
};

/* Opens DIR/status.csv; rows come behind those that are there.  0 or -errno. */
int monitor_open(
    struct monitor *m, const char *dir, bool quiet, int64_t now_ns);

/* Writes a line and a row if a second has gone by. */
void monitor_tick(struct monitor *m, const struct counters *c,
    struct link *link, int64_t now_ns);

/* The last row; closes the file.  0, or -errno of writing. */
int monitor_close(struct monitor *m, const struct counters *c,
    struct link *link, int64_t now_ns);

#endif
