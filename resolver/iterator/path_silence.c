#include "path_silence.h"

enum { DOUBT = 8, PARTIAL_PPM = 150000 };

void
path_silence_note(struct path_silence *p, bool answered)
{
	running_share_note(&p->answered, answered, DOUBT);
}

bool
path_silence_is_partial(const struct path_silence *p)
{
	return p->answered.ppm >= PARTIAL_PPM;
}
