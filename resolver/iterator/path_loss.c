#include "path_loss.h"

enum {
	PPM = 1000000,
	SEEN_MIN = 16,  /* as if so many had been answered before */
	SEEN_MAX = 256, /* what is older counts less and less */
	LOSSY_PPM = 10000,
	LEFT_PER_BILLION = 20000,
	TRIES_MAX = 12,
};

static void
note(struct path_loss *p, bool lost)
{
	if (p->seen < SEEN_MIN)
		p->seen = SEEN_MIN;
	else if (p->seen < SEEN_MAX)
		p->seen++;
	p->lost_ppm += (lost ? PPM : 0) / p->seen;
	p->lost_ppm -= p->lost_ppm / p->seen;
}

void
path_loss_answered(struct path_loss *p, unsigned failures)
{
	for (unsigned i = 0; i < failures; i++)
		note(p, true);
	note(p, false);
}

bool
path_loss_is_high(const struct path_loss *p)
{
	return p->lost_ppm >= LOSSY_PPM;
}

unsigned
path_loss_tries(const struct path_loss *p, unsigned fewest)
{
	uint64_t left = 1000 * PPM; /* of a billion, after so many tries */
	unsigned tries = 0;

	if (!path_loss_is_high(p))
		return fewest;
	while (left > LEFT_PER_BILLION && tries < TRIES_MAX) {
		left = left * p->lost_ppm / PPM;
		tries++;
	}
	return tries > fewest ? tries : fewest;
}
