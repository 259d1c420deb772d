/*
 * zone_tries.h - what is tried again where the fault may pass: --tries times,
 * --pause apart, and never before the server wants it.
 */
#ifndef ZONE_TRIES_H
#define ZONE_TRIES_H

#include "base/text.h"
#include "resolver/transfer/fault.h"

struct zone_options;

/* What one try came to, beside its fault. */
struct zone_try {
	unsigned wait_s;  /* the server wants no other one before */
	struct text why;  /* what is known besides; empty: nothing */
	struct text came; /* what came all the same; empty: nothing */
};

typedef enum transfer_fault zone_try_fn(void *ctx, struct zone_try *t);

/* The fault of the last one.  Each is said, of `what`: a URL. */
enum transfer_fault zone_tries_run(const struct zone_options *o,
    const char *what, zone_try_fn *once, void *ctx);

#endif
