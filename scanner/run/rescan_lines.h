/* rescan_lines.h - the listed and dropped records of a run. */
#ifndef RESCAN_LINES_H
#define RESCAN_LINES_H

#include "stage_work.h"

/*
 * Writes what an earlier start has not written, and puts it on the disk, before
 * anything is asked; tells the halt of a failure.
 */
void rescan_lines_write(const struct stage_work *w);

#endif
