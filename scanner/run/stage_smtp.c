#include "stage_work.h"

/* The targets stand in the sweep. */
static int
plan(const struct stage_work *w, void **out)
{
	*out = NULL;
	return smtp_sweep_plan(w->smtp, w->findings->hosts, w->smtp_all);
}

static void
run(const struct stage_work *w, void *planned)
{
	(void)planned;
	halt_fail(w->halt, smtp_sweep_run(w->smtp));
}

const struct stage_row stage_smtp = {plan, run, NULL};
