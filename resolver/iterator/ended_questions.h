/*
 * ended_questions.h - which questions have ended, so that none is asked or
 * told twice.
 *
 * One that the iterator asked for itself, for the address of a name server,
 * may be asked once more by others: that host may be a mail host too, and its
 * first end was told to nobody.
 */
#ifndef ENDED_QUESTIONS_H
#define ENDED_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/compact_set.h"

/* Of hashes, as request_index_hash() gives them.  All zero is an empty one. */
struct ended_questions {
	struct compact_set all;
	/* Of these: what was asked for servers' addresses alone, and what of
	 * that was asked once more since. */
	struct compact_set for_itself, again;
};

void ended_questions_fini(struct ended_questions *e);

/* Room for `more` of them.  0 or -ENOMEM. */
MUST_USE int ended_questions_reserve(struct ended_questions *e, size_t more);

/* Without room and heap it is forgotten, and may be asked again. */
void ended_questions_add(
    struct ended_questions *e, uint64_t hash, bool for_itself);

bool ended_questions_has(const struct ended_questions *e, uint64_t hash);

/* It was told to somebody who asked. */
bool ended_questions_is_told(const struct ended_questions *e, uint64_t hash);

#endif
