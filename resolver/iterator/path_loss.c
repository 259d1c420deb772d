#include "path_loss.h"

enum {
	PPM = 1000000,
	DOUBT = 16, /* as if so many had been answered before */
	LOSSY_PPM = 10000,
	LEFT_PER_BILLION = 20000,
	TRIES_MAX = 12,
};

void
path_loss_answered(struct path_loss *p, unsigned failures)
{
	for (unsigned i = 0; i < failures; i++)
		running_share_note(&p->lost, true, DOUBT);
	running_share_note(&p->lost, false, DOUBT);
}

bool
path_loss_is_high(const struct path_loss *p)
{
	return p->lost.ppm >= LOSSY_PPM;
}

unsigned
path_loss_tries(const struct path_loss *p, unsigned fewest)
{
	uint64_t left = 1000 * PPM; /* of a billion, after so many tries */
	unsigned tries = 0;

	if (!path_loss_is_high(p))
		return fewest;
	while (left > LEFT_PER_BILLION && tries < TRIES_MAX) {
		left = left * p->lost.ppm / PPM;
		tries++;
	}
	return tries > fewest ? tries : fewest;
}
