/*
 * zone_change_line.h - a line of `danesweep zone diff`: doc/schema's
 * zone_change.
 */
#ifndef ZONE_CHANGE_LINE_H
#define ZONE_CHANGE_LINE_H

#include "base/text.h"
#include "resolver/zone/diff.h"

/* By zone_change: "added", "ds_lost" ... */
extern const char *const zone_change_words[ZONE_CHANGES];

/* Appends the line, with its newline. */
void zone_change_line_add(struct text *line, const struct delegations *before,
    const struct delegations *after, const struct zone_diff_row *row);

#endif
