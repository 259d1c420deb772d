/*
 * secure_entry.h - what a zone's keys are entered by: the DS set that the
 * zone above signs, or a trust anchor (RFC 4035 5.2).
 */
#ifndef SECURE_ENTRY_H
#define SECURE_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "anchor.h"
#include "dnskey.h"
#include "output/record/reason.h"

struct secure_entry {
	const struct dns_name *zone;
	const struct ds *all; /* as they stand */
	size_t all_count;
	struct ds *ds; /* those that count */
	size_t ds_count;
	const struct anchor *anchor; /* NULL: the DS set is not one */
	unsigned digests;            /* made so far (R21) */
	bool over;                   /* there was more to do than R21 allows */
};

/* `zone` and what `ds` holds are borrowed; the rest lives in `arena`. */
struct secure_entry secure_entry_of_ds(
    struct arena *arena, const struct dns_name *zone, const struct rrset *ds);
struct secure_entry secure_entry_of_anchor(struct arena *arena,
    const struct dns_name *zone, const struct anchor *anchor);

/* NONE; or, where nothing of it is supported, the reason for that. */
enum reason secure_entry_unsupported(const struct secure_entry *e);

/* It names this key.  Counts the digests that this takes. */
bool secure_entry_names(struct secure_entry *e, const struct dnskey *key);

/*
 * R24: each way in that is known leads through SHA-1, as the digest of a DS or
 * in an algorithm; whether that is refused is no matter.
 */
bool secure_entry_rests_on_sha1(const struct secure_entry *e);

#endif
