#include "known_signatures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "algorithm.h"
#include "base/text.h"

/*
 * `high` is never zero where there is something.  `low_age` holds the other
 * 56 bits, and below them one more than the age: zero is still to come.
 */
struct known_slot {
	atomic_uint_fast64_t high, low_age;
};

enum { SLOTS_MIN = 1024 };

/* A third is left free, so that finding ends soon. */
static size_t
most_of(size_t slots)
{
	return slots / 3 * 2;
}

size_t
known_signatures_room(size_t bytes)
{
	size_t slots = SLOTS_MIN;
	while (2 * slots * sizeof(struct known_slot) <= bytes)
		slots *= 2;
	return most_of(slots);
}

int
known_signatures_init(struct known_signatures *k, size_t most,
    const uint8_t secret[KNOWN_SECRET_BYTES])
{
	size_t slots = SLOTS_MIN;
	while (most_of(slots) < most)
		slots *= 2;
	*k = (struct known_signatures){.mask = slots - 1};
	memcpy(k->secret, secret, sizeof(k->secret));
	k->slots = calloc(slots, sizeof(*k->slots));
	return k->slots != NULL ? 0 : -ENOMEM;
}

void
known_signatures_fini(struct known_signatures *k)
{
	free(k->slots);
	k->slots = NULL;
}

/* Each part with its length: no two checks have the same bytes. */
static void
add_part(struct text *t, const void *bytes, size_t len)
{
	uint64_t n = len;
	text_add_bytes(t, &n, sizeof(n));
	text_add_bytes(t, bytes, len);
}

/* Without heap it is one that nobody adds. */
struct known_signature
known_signature_of(const struct known_signatures *k, const uint8_t *data,
    size_t len, const struct dnskey *key, const struct rdata *signature)
{
	uint64_t digest[EVP_MAX_MD_SIZE / sizeof(uint64_t)] = {0};
	struct text all;
	text_init(&all);
	text_add_bytes(&all, k->secret, sizeof(k->secret));
	add_part(&all, data, len);
	add_part(&all, key->rdata.bytes, key->rdata.len);
	add_part(&all, signature->bytes, signature->len);
	bool good =
	    text_ok(&all) && EVP_Digest(all.bytes, all.len, (uint8_t *)digest,
				 NULL, algorithm_md(HASH_SHA256), NULL) == 1;
	text_fini(&all);
	return (struct known_signature){
	    .high = good ? digest[0] | 1 : 0,
	    .low = digest[1] >> 8,
	};
}

/* The slot that has it; or the first one that is free, or NULL: all taken. */
static struct known_slot *
find(const struct known_signatures *k, const struct known_signature *s,
    bool *there)
{
	*there = false;
	for (size_t i = 0; i <= k->mask; i++) {
		struct known_slot *slot =
		    &k->slots[((s->high >> 8) + i) & k->mask];
		uint64_t high =
		    atomic_load_explicit(&slot->high, memory_order_acquire);
		if (high == 0)
			return slot;
		uint64_t low_age =
		    atomic_load_explicit(&slot->low_age, memory_order_acquire);
		*there =
		    high == s->high && low_age != 0 && low_age >> 8 == s->low;
		if (*there)
			return slot;
	}
	return NULL;
}

bool
known_signatures_have(
    struct known_signatures *k, const struct known_signature *s)
{
	bool there;
	if (s->high == 0)
		return false;
	struct known_slot *slot = find(k, s, &there);
	if (!there)
		return false;
	if ((atomic_load_explicit(&slot->low_age, memory_order_relaxed) &
		0xff) != 1)
		atomic_store_explicit(
		    &slot->low_age, s->low << 8 | 1, memory_order_release);
	atomic_fetch_add_explicit(&k->found, 1, memory_order_relaxed);
	return true;
}

void
known_signatures_put(
    struct known_signatures *k, const struct known_signature *s, unsigned age)
{
	bool there;
	if (s->high == 0 || atomic_load_explicit(&k->count,
				memory_order_relaxed) >= most_of(k->mask + 1))
		return;
	for (;;) {
		struct known_slot *slot = find(k, s, &there);
		uint64_t none = 0;
		if (slot == NULL || there)
			return;
		if (!atomic_compare_exchange_strong(
			&slot->high, &none, s->high))
			continue; /* another thread's now */
		atomic_store_explicit(&slot->low_age, s->low << 8 | (age + 1),
		    memory_order_release);
		atomic_fetch_add_explicit(&k->count, 1, memory_order_relaxed);
		return;
	}
}

void
known_signatures_add(
    struct known_signatures *k, const struct known_signature *s)
{
	known_signatures_put(k, s, 0);
}

bool
known_signatures_lists(
    const struct known_signatures *k, const struct known_signature *s)
{
	bool there;
	return find(k, s, &there) != NULL && there;
}

bool
known_signatures_next(const struct known_signatures *k, size_t *next,
    struct known_signature *out, unsigned *age)
{
	for (; *next <= k->mask; (*next)++) {
		const struct known_slot *slot = &k->slots[*next];
		uint64_t low_age = atomic_load(&slot->low_age);
		if (low_age == 0)
			continue;
		*out = (struct known_signature){
		    atomic_load(&slot->high), low_age >> 8};
		*age = (unsigned)(low_age & 0xff) - 1;
		(*next)++;
		return true;
	}
	return false;
}
