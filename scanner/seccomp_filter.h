/*
 * seccomp_filter.h - the system calls that a running scan makes; all others
 * are refused with EPERM, so that one forgotten is an error in a record and
 * not a lost sweep.
 */
#ifndef SECCOMP_FILTER_H
#define SECCOMP_FILTER_H

#include "base/macros.h"

/*
 * For all threads, for good.  Wants no_new_privs.  Built with sanitizers it
 * does nothing: they make calls of their own.  0 or -errno.
 */
MUST_USE int seccomp_filter_load(void);

#endif
