#include "tlsa_set.h"

#include <string.h>

#include "base/hex.h"
#include "dns/type.h"

enum { USAGE_EE = 3, SELECTOR_SPKI = 1, SHA256 = 1, SHA512 = 2 };

bool
spki_digest_is(const struct spki_digest *a, const struct spki_digest *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool
spki_digest_is_none(const struct spki_digest *a)
{
	static const struct spki_digest none;
	return spki_digest_is(a, &none);
}

bool
spki_digest_read(const char *text, size_t len, struct spki_digest *out)
{
	size_t read;
	return len == 2 * sizeof(out->bytes) &&
	       strspn(text, "0123456789abcdef") >= len &&
	       hex_decode(text, len, out->bytes, sizeof(out->bytes), &read);
}

static bool
is_same(const struct tlsa_set_record *a, const struct tlsa_set_record *b)
{
	return a->len == b->len && a->is_cut == b->is_cut &&
	       memcmp(a->bytes, b->bytes, a->len) == 0;
}

bool
tlsa_set_has(const struct tlsa_set *s, const struct tlsa_set_record *record)
{
	for (size_t i = 0; i < s->count; i++)
		if (is_same(&s->at[i], record))
			return true;
	return false;
}

static void
add(struct tlsa_set *s, const struct tlsa_set_record *record)
{
	if (tlsa_set_has(s, record))
		return;
	if (s->count == TLSA_SET_MAX)
		s->is_full = true;
	else
		s->at[s->count++] = *record;
}

void
tlsa_set_add(struct tlsa_set *s, const struct rdata *rdata)
{
	struct tlsa_set_record record = {0};
	record.is_cut = rdata->len > sizeof(record.bytes);
	record.len = record.is_cut ? sizeof(record.bytes) : (uint8_t)rdata->len;
	memcpy(record.bytes, rdata->bytes, record.len);
	add(s, &record);
}

void
tlsa_set_add_all(struct tlsa_set *s, const struct tlsa_set *other)
{
	for (size_t i = 0; i < other->count; i++)
		add(s, &other->at[i]);
	s->is_full = s->is_full || other->is_full;
}

static struct tlsa_set_record
record_of(const struct spki_digest *key)
{
	struct tlsa_set_record record = {
	    .bytes = {USAGE_EE, SELECTOR_SPKI, SHA256},
	    .len = 3 + TLSA_SET_SPKI_BYTES,
	};
	memcpy(record.bytes + 3, key->bytes, TLSA_SET_SPKI_BYTES);
	return record;
}

void
tlsa_set_add_key(struct tlsa_set *s, const struct spki_digest *key)
{
	struct tlsa_set_record record = record_of(key);
	add(s, &record);
}

bool
tlsa_set_has_key(const struct tlsa_set *s, const struct spki_digest *key)
{
	struct tlsa_set_record record = record_of(key);
	return tlsa_set_has(s, &record);
}

bool
tlsa_set_is(const struct tlsa_set *a, const struct tlsa_set *b)
{
	if (a->count != b->count || a->is_full != b->is_full)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!tlsa_set_has(b, &a->at[i]))
			return false;
	return true;
}

bool
tlsa_set_hides_keys(const struct tlsa_set *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct tlsa_set_record *r = &s->at[i];
		if (r->len == sizeof(r->bytes) && !r->is_cut &&
		    r->bytes[0] == USAGE_EE && r->bytes[1] == SELECTOR_SPKI &&
		    r->bytes[2] == SHA512)
			return true;
	}
	return false;
}

void
tlsa_set_record_add_text(struct text *t, const struct tlsa_set_record *record)
{
	struct rdata rdata = {record->bytes, record->len};
	rdata_add_text(t, DNS_TLSA, &rdata);
}
