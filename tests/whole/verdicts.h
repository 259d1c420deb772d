/*
 * verdicts.h - the verdicts of a judged sweep of .se, each beside what the
 * seed says.
 */
#ifndef WHOLE_VERDICTS_H
#define WHOLE_VERDICTS_H

#include "tests/simnet/zone.h"

/*
 * Prints what was counted, and a few that are not as they have to be.  True:
 * each domain of .se has one verdict, the right one, and so has each host that
 * has a verdict.
 */
bool whole_verdicts_fit(const struct simnet_data *d, const char *run);

#endif
