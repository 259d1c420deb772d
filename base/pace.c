#include "pace.h"

#include <stdio.h>

enum { PACE_AFTER_S = 10 };

double
pace_share(const struct pace *p)
{
	return p->all > 0 ? (double)p->done / (double)p->all : 0;
}

double
pace_whole_s(const struct pace *p)
{
	double share = pace_share(p);
	if (p->spent_s < PACE_AFTER_S || share <= 0 || share >= 1)
		return 0;
	return (double)p->spent_s / share;
}

void
pace_time(char out[PACE_TIME_BYTES], int64_t s)
{
	long long t = s;
	if (t >= 3600)
		snprintf(out, PACE_TIME_BYTES, "%lld:%02lld:%02lld", t / 3600,
		    t / 60 % 60, t % 60);
	else
		snprintf(out, PACE_TIME_BYTES, "%lld:%02lld", t / 60, t % 60);
}
