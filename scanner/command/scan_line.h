/*
 * scan_line.h - a scan's command line, as its manifest tells it: options with
 * what they were taken for, the files that they name, where it was typed.
 */
#ifndef SCAN_LINE_H
#define SCAN_LINE_H

#include <limits.h>

#include "output/manifest_command.h"
#include "scan_options.h"
#include "scanner/run/plan.h"

/* Must not move: `command` points into it. */
struct scan_line {
	struct manifest_command command;
	struct scan_options options;
	char directory[PATH_MAX];
};

/*
 * Before the run directory is entered.  argv and what the options point to are
 * borrowed; the plan says what was drawn where nothing was given.
 */
void scan_line_note(struct scan_line *line, const struct scan_options *o,
    const struct scan_plan *plan, const char *const *argv, size_t argc);

#endif
