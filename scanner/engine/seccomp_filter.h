/*
 * seccomp_filter.h - the system calls that a running scan makes; all others
 * are refused with EPERM, so that one forgotten is an error in a record and
 * not a lost sweep.
 */
#ifndef SECCOMP_FILTER_H
#define SECCOMP_FILTER_H

#include <stdbool.h>

#include "base/macros.h"

/* False where sanitizers are built in: they make calls of their own. */
extern const bool seccomp_filter_is_built;

/*
 * For all threads, for good, and read back.  Wants no_new_privs.  Does
 * nothing where it is not built.  0 or -errno.
 */
MUST_USE int seccomp_filter_load(void);

#endif
