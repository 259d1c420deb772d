/* pace.h - how much of something is done, and how long the rest will take. */
#ifndef PACE_H
#define PACE_H

#include <stdint.h>

enum { PACE_TIME_BYTES = 32 };

/* Work that has gone on for a time. */
struct pace {
	int64_t spent_s;
	uint64_t all, done; /* of whatever is counted; 0: not known */
};

/* Of the whole: 0 to 1, and more where more was done than was foreseen. */
double pace_share(const struct pace *p);

/*
 * Seconds that all of it will have taken, at the pace until now.  0: nobody
 * knows.  A pace of a few seconds foretells nothing.
 */
double pace_whole_s(const struct pace *p);

/* "1:05", or "1:02:03" from an hour on. */
void pace_time(char out[PACE_TIME_BYTES], int64_t s);

#endif
