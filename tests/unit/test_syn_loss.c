#include "scanner/smtp/syn_loss.h"

#include "tap.h"

static bool
seen_after(unsigned first, unsigned late)
{
	struct syn_loss l = {0};
	for (unsigned i = 0; i < first; i++)
		syn_loss_answered(&l, false);
	for (unsigned i = 0; i < late; i++)
		syn_loss_answered(&l, true);
	return syn_loss_is_seen(&l);
}

int
main(void)
{
	ok(!seen_after(0, 0), "nobody has answered yet");
	ok(!seen_after(1000, 0), "all answered the first SYN");
	ok(seen_after(0, 1), "the only one answered a later one");
	ok(seen_after(49, 1), "one of fifty did");
	ok(!seen_after(50, 1), "one of more than fifty");
	return tap_end();
}
