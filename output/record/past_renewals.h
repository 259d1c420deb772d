/*
 * past_renewals.h - what became of a host's TLSA records when its certificate
 * was renewed, as a store of many runs has it.
 */
#ifndef RECORD_PAST_RENEWALS_H
#define RECORD_PAST_RENEWALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output/json.h"

enum { PAST_RENEWALS_TOLD = 3 };

enum renewal_way {
	RENEWAL_KEPT,    /* no record refers to what changed */
	RENEWAL_AHEAD,   /* the new record stood before the new certificate */
	RENEWAL_AT_ONCE, /* within one run */
	RENEWAL_LATE,
	RENEWAL_NEVER, /* not while that certificate was served */
	RENEWAL_OPEN,  /* not yet */
	RENEWAL_UNSEEN,
	RENEWAL_WAY_COUNT
};

/* As rows of the store and records have them. */
extern const char *const renewal_way_words[RENEWAL_WAY_COUNT];

struct past_renewal {
	int64_t at_s; /* of the run that saw it first */
	enum renewal_way way;
	bool new_key;
	int64_t ahead_s;   /* RENEWAL_AHEAD: or more */
	int64_t exposed_s; /* so long some cache may have held a secure set
			    * that did not match, because of it */
};

struct past_renewals {
	unsigned ways[RENEWAL_WAY_COUNT]; /* how many of each */
	int64_t ahead_s;                  /* the least of those ahead */
	struct past_renewal last[PAST_RENEWALS_TOLD]; /* the latest first */
	size_t last_count;
};

/* One more, later than those before. */
void past_renewals_note(struct past_renewals *p, const struct past_renewal *r);

/* An object; nothing where `p` is NULL. */
void past_renewals_add(struct json *j, const struct past_renewals *p);

#endif
