/*
 * entropy.h - random bytes: for keys that no stranger may guess, and for a
 * seed that nobody gave.
 */
#ifndef ENTROPY_H
#define ENTROPY_H

#include <stddef.h>

#include "base/macros.h"

/* Fills `out` with the kernel's random bytes.  0 or -errno. */
MUST_USE int entropy_fill(void *out, size_t len);

/*
 * For tests, while no other thread runs: whoever fills from now on, by the
 * contract of entropy_fill().  NULL: the kernel.
 */
void entropy_set_source(int (*fill)(void *out, size_t len));

#endif
