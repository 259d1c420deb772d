#include "link/send_wait.h"

#include "tap.h"

/* How often a flush tries again before it gives up; at most `most`. */
static unsigned
tries(struct send_wait *w, unsigned most)
{
	unsigned n = 0;
	while (n < most && send_wait_again(w))
		n++;
	return n;
}

int
main(void)
{
	struct send_wait w = {0};
	enum { MANY = 2 * SEND_WAIT_TRIES };

	send_wait_begin(&w);
	ok(tries(&w, MANY) == SEND_WAIT_TRIES, "a flush waits a bounded time");
	ok(tries(&w, MANY) == 0, "and its later frames wait no more");
	send_wait_begin(&w);
	ok(tries(&w, MANY) == SEND_WAIT_TRIES_REFUSED,
	    "the next flush waits briefly");
	send_wait_begin(&w);
	ok(tries(&w, MANY) == SEND_WAIT_TRIES_REFUSED, "and so the one after");
	send_wait_taken(&w);
	send_wait_begin(&w);
	ok(tries(&w, MANY) == SEND_WAIT_TRIES,
	    "a frame that was taken gives the whole time back");
	return tap_end();
}
