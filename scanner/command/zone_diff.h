/* zone_diff.h - `danesweep zone diff`: what became of a zone's delegations. */
#ifndef ZONE_DIFF_COMMAND_H
#define ZONE_DIFF_COMMAND_H

struct zone_options;

/* Gives an enum exit_code. */
int zone_diff(const struct zone_options *o);

#endif
