/*
 * runner.h - carries out what a rollover wants done: keys, the user's programs,
 * DNS.  How a look is taken is handed in.
 *
 * Each act stands in the journal, on the disk, before it begins, and may be
 * done again: whoever was killed goes on from there.
 */
#ifndef ROLLOVER_RUNNER_H
#define ROLLOVER_RUNNER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "dns_update.h"
#include "key_store.h"
#include "rollover.h"

/* 0, what was seen, and in `owner` where the TLSA set stands; or -errno. */
typedef int rollover_look_fn(
    void *ctx, struct rollover_look *out, struct text *owner);

/* All is borrowed.  Commands are words parted by blanks. */
struct rollover_config {
	const char *dir;
	const char *host; /* without the final dot */
	struct key_store_names names;
	bool rsa;
	const char *issue;   /* and the request, and where the chain goes */
	const char *install; /* and the key, and the chain */
	const char *hook; /* and publish or withdraw, owner, RDATA; or NULL */
	struct dns_update_config dns; /* server is NULL: there is a hook */
	int64_t program_limit_s;
	struct rollover_policy policy;
	rollover_look_fn *look;
	void *look_ctx;
};

enum rollover_wish {
	ROLLOVER_WISH_NONE, /* what is due */
	ROLLOVER_WISH_RENEW,
	ROLLOVER_WISH_ROLL,
	ROLLOVER_WISH_EMERGENCY,
};

/*
 * Makes keys and journal.  `adopt` is the key that the host serves already, a
 * file; NULL: a new one.  0, or -errno with a line in `why`.
 */
MUST_USE int rollover_create(
    const struct rollover_config *c, const char *adopt, struct text *why);

/*
 * Does what is due, once, or for ever if `stays`.  0: nothing is left to do for
 * now; 1: something stands in the way, or the journal cannot be written; 2: it
 * could not begin.  What there is to say is logged.
 */
MUST_USE int rollover_run(
    const struct rollover_config *c, enum rollover_wish wish, bool stays);

#endif
