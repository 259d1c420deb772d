/*
 * journal.h - the file that a rollover goes on from, whatever ends it.
 *
 * DIR/journal has a line for each act, which is on the disk before the act
 * begins.  One process has it at a time: the lock is on DIR/lock.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "rollover.h"

struct journal {
	const char *dir; /* borrowed */
	int lock;
	int file;
};

/*
 * Makes it, and `dir`, which is private.  0, or -errno with a line in `why`:
 * -EEXIST: there is one; -EWOULDBLOCK: somebody has it.  Ended by
 * journal_close(), whatever it gives.
 */
MUST_USE int journal_create(
    struct journal *j, const char *dir, struct text *why);

/*
 * Opens it to go on, or, without `writes`, to look, lock or no.  0, or -errno
 * with a line in `why`: -ENOENT: there is none; -EWOULDBLOCK: somebody has it;
 * -EPROTONOSUPPORT: another version's.
 */
MUST_USE int journal_open(struct journal *j, const char *dir, bool writes,
    struct rollover *out, struct text *why);
void journal_close(struct journal *j);

/* The state, on the disk.  0 or -errno. */
MUST_USE int journal_add(struct journal *j, const struct rollover *r,
    enum rollover_act_kind act, int64_t now_s);

#endif
