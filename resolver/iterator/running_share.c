#include "running_share.h"

enum { PPM = 1000000, SEEN_MAX = 256 };

void
running_share_note(struct running_share *s, bool so, uint32_t doubt)
{
	if (s->seen < doubt)
		s->seen = doubt;
	else if (s->seen < SEEN_MAX)
		s->seen++;
	s->ppm += (so ? PPM : 0) / s->seen;
	s->ppm -= s->ppm / s->seen;
}
