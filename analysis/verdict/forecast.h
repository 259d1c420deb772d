/*
 * forecast.h - when a verdict changes if nobody acts: a signature runs out,
 * or a certificate does.
 *
 * Each instant that the evidence names is tried by judging again as of then,
 * so a forecast is a verdict like any other, only later.
 */
#ifndef FORECAST_H
#define FORECAST_H

#include "analysis/dnssec/instants.h"
#include "output/record/fix.h"
#include "scenario.h"
#include "mail_plan.h"

struct domain_verdict;

/*
 * What becomes of the host at `use`, whose outcome now is there, given the
 * instants that it went by.  `later` is a scenario for forecasts alone; the
 * changes are left in use->timeline.  Strings live in `arena`.
 */
struct forecast forecast_host(struct scenario *later, struct arena *arena,
    struct host_use *use, const struct instants *instants);

/* The same of a domain, whose hosts have their timelines. */
struct forecast forecast_domain(struct scenario *later, struct arena *arena,
    const struct mail_plan *plan, const struct domain_verdict *now);

#endif
