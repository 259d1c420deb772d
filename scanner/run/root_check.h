/*
 * root_check.h - the first questions of a scan: root servers tell whether our
 * clock is right, and whether it is they who answer.
 */
#ifndef ROOT_CHECK_H
#define ROOT_CHECK_H

struct stage_work;

/*
 * Asks a few root servers for the SOA of the root, and notes what that says
 * in the self-check, which ends the scan where it says that all verdicts would
 * be false.  Roots that are silent tell nothing: the scan goes on, unless its
 * plan needs them.
 */
void root_check(const struct stage_work *w);

#endif
