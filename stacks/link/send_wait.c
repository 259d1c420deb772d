#include "link/send_wait.h"

#include <time.h>

enum { WAIT_NS = 20000 };

void
send_wait_begin(struct send_wait *w)
{
	w->tries = 0;
}

void
send_wait_taken(struct send_wait *w)
{
	w->refused = false;
}

bool
send_wait_again(struct send_wait *w)
{
	unsigned most = w->refused ? SEND_WAIT_TRIES_REFUSED : SEND_WAIT_TRIES;
	if (w->tries >= most) {
		w->refused = true;
		return false;
	}
	w->tries++;
	nanosleep(&(struct timespec){.tv_nsec = WAIT_NS}, NULL);
	return true;
}
