/*
 * instants.h - the instants at which a verdict may change: where a signature
 * begins or ends, and where a certificate does.
 */
#ifndef INSTANTS_H
#define INSTANTS_H

#include <stddef.h>
#include <stdint.h>

enum { INSTANTS_MAX = 48 };

/* Seconds since 1970, each the first second of the new time. */
struct instants {
	int64_t at[INSTANTS_MAX]; /* ascending, each once */
	size_t count;
	int64_t now; /* the latest time that something was judged at */
};

/* Of more than INSTANTS_MAX the latest are left out, and so is what is after
 * 2262, beyond what nanoseconds reach. */
void instants_add(struct instants *i, int64_t at);
void instants_note_now(struct instants *i, int64_t now);
void instants_merge(struct instants *i, const struct instants *other);

#endif
