#include "interruption.h"

#include "base/clock.h"

void
interruption_begin(
    struct interruption *i, struct link *link, const struct halt *halt)
{
	*i = (struct interruption){.link = link, .halt = halt};
	clock_watch(true);
}

static void
hold(struct interruption *i, bool on)
{
	if (on != i->held)
		clock_hold(on);
	i->held = on;
}

void
interruption_look(struct interruption *i, bool received)
{
	(void)clock_monotonic_ns();
	hold(i,
	    !received && !link_has_carrier(i->link) && !halt_is_due(i->halt));
}

void
interruption_end(struct interruption *i)
{
	hold(i, false);
	clock_watch(false);
}
