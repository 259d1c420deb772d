/*
 * status_line.h - how far a scan is, in one line of a terminal.
 */
#ifndef STATUS_LINE_H
#define STATUS_LINE_H

#include <stdint.h>

enum { STATUS_LINE_BYTES = 80 }; /* 79 columns, and the zero byte */

struct status {
	int64_t elapsed_s;
	const char *stage;
	int64_t stage_s;                /* since it began */
	uint64_t targets, targets_done; /* of the stage; 0: not known */
	double behind; /* packets of the stages behind for each of its own */
	uint64_t sent_pps, received_pps;
	double rate_factor; /* of rate_signals.h */
	uint64_t drops, bad_sums;
	uint64_t dns_records, smtp_records, sessions_open, certificates;
};

/*
 * The most telling first; what has no room is left out.  The time that is left
 * is of the stage, by its pace until now, where it knows its targets; and of
 * the run, if the stages behind it keep that pace: about, for how many targets
 * they will have is assumed (scanner/run/estimate.h).
 */
void status_line_build(char out[STATUS_LINE_BYTES], const struct status *s);

#endif
