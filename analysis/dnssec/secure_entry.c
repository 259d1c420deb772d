#include "secure_entry.h"

#include "algorithm.h"

enum { DIGESTS_MAX = 64, DIGEST_SHA1 = 1, DIGEST_SHA256 = 2 };

static bool
is_supported(const struct ds *ds)
{
	return algorithm_supported(ds->algorithm) &&
	       ds_digest_supported(ds->digest_type) &&
	       !(ds->digest_type == DIGEST_SHA1 && algorithm_sha1_refused());
}

/*
 * RFC 4509 3: beside a stronger digest, SHA-1 does not count.  Else who can
 * make a second key with the same SHA-1 digest would get past the stronger
 * one.
 */
static void
choose(struct secure_entry *e, struct arena *arena)
{
	bool strong = false;
	e->ds = arena_alloc(arena, e->all_count * sizeof(*e->ds));
	for (size_t i = 0; i < e->all_count; i++)
		strong = strong || (e->all[i].digest_type != DIGEST_SHA1 &&
				       is_supported(&e->all[i]));
	for (size_t i = 0; i < e->all_count; i++) {
		if (is_supported(&e->all[i]) &&
		    !(strong && e->all[i].digest_type == DIGEST_SHA1))
			e->ds[e->ds_count++] = e->all[i];
	}
}

struct secure_entry
secure_entry_of_ds(
    struct arena *arena, const struct dns_name *zone, const struct rrset *ds)
{
	struct secure_entry e = {.zone = zone};
	struct ds *all = arena_alloc(arena, ds->count * sizeof(*all));
	for (size_t i = 0; i < ds->count; i++) {
		if (ds_parse(&ds->rdata[i], &all[e.all_count]))
			e.all_count++;
	}
	e.all = all;
	choose(&e, arena);
	return e;
}

struct secure_entry
secure_entry_of_anchor(struct arena *arena, const struct dns_name *zone,
    const struct anchor *anchor)
{
	struct secure_entry e = {
	    .zone = zone,
	    .all = anchor->ds,
	    .all_count = anchor->ds_count,
	    .anchor = anchor,
	};
	choose(&e, arena);
	return e;
}

enum reason
secure_entry_unsupported(const struct secure_entry *e)
{
	if (e->ds_count > 0 ||
	    (e->anchor != NULL && anchor_has_usable_key(e->anchor)))
		return REASON_NONE;
	for (size_t i = 0; i < e->all_count; i++) {
		if (algorithm_supported(e->all[i].algorithm))
			return REASON_UNSUPPORTED_DIGEST;
	}
	return REASON_UNSUPPORTED_ALGORITHM;
}

/*
 * A tag is 16 bits, so anybody can make many keys and many DS of one tag:
 * each pair costs a digest of the key (KeyTrap, CVE-2023-50387).
 */
bool
secure_entry_names(struct secure_entry *e, const struct dnskey *key)
{
	if (e->anchor != NULL && anchor_has_key(e->anchor, key))
		return true;
	for (size_t i = 0; i < e->ds_count; i++) {
		const struct ds *ds = &e->ds[i];
		if (ds->tag != key->tag)
			continue;
		e->over = e->over || e->digests == DIGESTS_MAX;
		if (e->over)
			return false;
		e->digests++;
		if (ds_fits(ds, e->zone, key))
			return true;
	}
	return false;
}

/* Is it known, and is it more than SHA-1? */
struct ways {
	bool sha1, better;
};

static void
note_way(struct ways *w, uint8_t algorithm, uint8_t digest_type)
{
	bool old = algorithm_is_sha1(algorithm);
	if (digest_type == DIGEST_SHA1)
		w->sha1 = w->sha1 || old || algorithm_supported(algorithm);
	else if (old && ds_digest_supported(digest_type))
		w->sha1 = true;
	else if (algorithm_supported(algorithm) &&
		 ds_digest_supported(digest_type))
		w->better = true;
}

bool
secure_entry_rests_on_sha1(const struct secure_entry *e)
{
	struct ways w = {0};
	for (size_t i = 0; i < e->all_count; i++)
		note_way(&w, e->all[i].algorithm, e->all[i].digest_type);
	/* A key that is an anchor itself needs no digest. */
	for (size_t i = 0; e->anchor != NULL && i < e->anchor->key_count; i++)
		note_way(&w, e->anchor->keys[i].algorithm, DIGEST_SHA256);
	return w.sha1 && !w.better;
}
