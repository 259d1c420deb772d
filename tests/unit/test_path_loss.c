/* How much is lost on the way, and how often a server is asked for it. */
#include "resolver/iterator/path_loss.h"

#include "tap.h"

static struct path_loss
path_of(unsigned answers, unsigned one_late_of)
{
	struct path_loss p = {0};
	for (unsigned i = 1; i <= answers; i++)
		path_loss_answered(&p, one_late_of > 0 && i % one_late_of == 0);
	return p;
}

int
main(void)
{
	struct path_loss p = {0};

	ok(!path_loss_is_high(&p) && path_loss_tries(&p, 2) == 2,
	    "nothing is known");
	p = path_of(100000, 0);
	ok(!path_loss_is_high(&p) && path_loss_tries(&p, 2) == 2,
	    "nothing is lost");
	p = path_of(100000, 1000);
	ok(!path_loss_is_high(&p), "one of a thousand is no lossy path");
	/* 10 % each way: 19 of 81 answers need one try more. */
	p = path_of(100000, 4);
	ok(path_loss_is_high(&p) && path_loss_tries(&p, 2) >= 6 &&
		path_loss_tries(&p, 2) <= 8,
	    "10 % each way: some seven tries");
	p = path_of(100000, 1);
	ok(path_loss_tries(&p, 2) == 12, "half of all: twelve, and no more");
	for (unsigned i = 0; i < 5000; i++)
		path_loss_answered(&p, 0);
	ok(path_loss_tries(&p, 2) == 2, "the path is well again");
	ok(path_loss_tries(&p, 20) == 20, "never fewer than without loss");
	return tap_end();
}
