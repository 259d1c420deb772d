#include "scanner/smtp/syn_silence.h"

#include <stddef.h>

#include "scanner/smtp/sweep_address.h"
#include "tap.h"

static struct sweep_address addresses[SYN_SILENCE_MAX + 1];

/* All but `free` of those that it takes. */
static struct syn_silence
filled(unsigned free)
{
	struct syn_silence s = {.is_wanted = true};
	syn_silence_begin(&s, SYN_SILENCE_MAX);
	for (unsigned i = 0; i < SYN_SILENCE_MAX - free; i++)
		if (!syn_silence_hold(&s, &addresses[i]))
			s.count = 0;
	return s;
}

static void
test_doubt(void)
{
	struct syn_silence s = {.is_wanted = true};
	ok(syn_silence_is_believed(&s), "before a round nobody doubts");
	syn_silence_begin(&s, SYN_SILENCE_MAX - 1);
	ok(syn_silence_is_believed(&s) && !syn_silence_hold(&s, &addresses[0]),
	    "of fewer than 200 nobody can tell");
	syn_silence_begin(&s, SYN_SILENCE_MAX);
	ok(!syn_silence_is_believed(&s) && syn_silence_hold(&s, &addresses[0]),
	    "of 200 each is held");
	s.is_wanted = false;
	syn_silence_begin(&s, SYN_SILENCE_MAX);
	ok(syn_silence_is_believed(&s), "unless nobody wants to know");
}

static void
test_end(void)
{
	struct syn_silence s = filled(1);
	ok(s.count == SYN_SILENCE_MAX - 1 && !syn_silence_is_closed(&s),
	    "199 are not enough");
	ok(syn_silence_hold(&s, &addresses[SYN_SILENCE_MAX - 1]) &&
		syn_silence_is_closed(&s),
	    "the 200th says that the port is closed");
	ok(!syn_silence_hold(&s, &addresses[SYN_SILENCE_MAX]) &&
		!syn_silence_is_believed(&s),
	    "one more is neither held nor believed");
	atomic_store(&s.heard, true);
	ok(!syn_silence_is_closed(&s) && syn_silence_is_believed(&s),
	    "a SYN-ACK at that very moment says that it is open");
	s = filled(1);
	syn_silence_give_up(&s);
	ok(syn_silence_is_believed(&s) && !syn_silence_is_closed(&s),
	    "where nobody else is left all are believed");
}

int
main(void)
{
	test_doubt();
	test_end();
	return tap_end();
}
