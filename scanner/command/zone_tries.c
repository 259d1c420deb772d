#include "zone_tries.h"

#include <stdbool.h>

#include "base/clock.h"
#include "base/log.h"
#include "zone_options.h"

static void
say_fault(const char *what, enum transfer_fault fault, const struct zone_try *t)
{
	bool why = t->why.len > 0, came = t->came.len > 0;
	log_line("zone get: %s: %s%s%s%s%s", what, transfer_fault_text(fault),
	    why ? ": " : "", why ? t->why.bytes : "", came ? "; " : "",
	    came ? t->came.bytes : "");
}

/* Whether there is another one, for which the time has come. */
static bool
goes_on(const struct zone_options *o, enum transfer_fault fault,
    unsigned wait_s, unsigned tried)
{
	uint64_t pause_s = o->pause_s.value;
	if (!transfer_fault_passes(fault) || tried >= o->tries.value)
		return false;
	if (wait_s > pause_s)
		pause_s = wait_s;
	clock_sleep((int64_t)pause_s * NS_PER_S);
	return true;
}

enum transfer_fault
zone_tries_run(const struct zone_options *o, const char *what,
    zone_try_fn *once, void *ctx)
{
	enum transfer_fault fault;
	struct zone_try t = {0};
	unsigned tried = 0;
	text_init(&t.why);
	text_init(&t.came);
	do {
		t.wait_s = 0;
		text_clear(&t.why);
		text_clear(&t.came);
		fault = once(ctx, &t);
		if (fault != TRANSFER_FAULT_NONE)
			say_fault(what, fault, &t);
	} while (goes_on(o, fault, t.wait_s, ++tried));
	text_fini(&t.why);
	text_fini(&t.came);
	return fault;
}
