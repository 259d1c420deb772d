/*
 * large_name.h - a name of which there is more evidence than is looked at, as
 * it lies on disk: each of its questions stays, with no answer but a status
 * that says so, and of its sessions one.
 */
#ifndef LARGE_NAME_H
#define LARGE_NAME_H

#include "evidence_row.h"

enum { LARGE_NAME_BYTES = 1 << 24 }; /* more than this, of all its rows */

/* Which rows of such a name stay. */
struct large_name {
	uint8_t group[DNS_NAME_KEY_MAX + 32]; /* of the last row */
	size_t group_len;
	bool has_session;
};

/*
 * What is left of a row, behind those before it: nothing, or a row in `out`.
 * A row_rewrite_fn; `arg` is a struct large_name.
 */
void large_name_take(void *arg, const struct key_row *row, struct text *out);

#endif
