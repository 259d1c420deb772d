/* delegation_lines.h - the delegation records of a scan. */
#ifndef DELEGATION_LINES_H
#define DELEGATION_LINES_H

#include "stage_work.h"

/*
 * Writes what the zone files say of each domain that is ours to ask, until a
 * halt is due, and ends their part; tells the halt of a failure.
 */
void delegation_lines_write(const struct stage_work *w);

#endif
