#include "resolver/transfer/zonemd.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/gzip.h"
#include "base/row_sort.h"
#include "base/spill_file.h"
#include "dns/name_key.h"
#include "dns/rdata_parse.h"
#include "dns/type.h"

enum {
	SORT_BYTES = 64 << 20,
	SCHEME_SIMPLE = 1,
	HASHES = 2, /* 1: SHA-384, 2: SHA-512 */
	DIGEST_AT = 6,
	TTL_BYTES = 4,
};

/* One record of the RRset at hand, in `set_bytes`. */
struct zonemd_row {
	size_t at, len; /* of the RDATA */
	uint32_t ttl_s;
};

struct zonemd_work {
	const struct dns_name *zone;
	struct row_sort sort;
	struct arena arena; /* of a line */
	struct text scratch;
	EVP_MD_CTX *hash[HASHES];
	/* The RRset at hand. */
	struct text key, set_bytes;
	struct array set; /* struct zonemd_row */
	struct dns_name owner;
	uint16_t type;
	/* What was seen. */
	struct text records; /* apex ZONEMDs: length, RDATA */
	bool two_ttls;
	struct dns_name two_ttls_owner;
	uint16_t two_ttls_type;
};

static const size_t digest_bytes[HASHES] = {48, 64};

static int
work_init(
    struct zonemd_work *w, const struct dns_name *zone, struct spill_file *file)
{
	*w = (struct zonemd_work){.zone = zone};
	row_sort_init(&w->sort, file, SORT_BYTES);
	arena_init(&w->arena);
	text_init(&w->scratch);
	text_init(&w->key);
	text_init(&w->set_bytes);
	text_init(&w->records);
	for (unsigned i = 0; i < HASHES; i++) {
		w->hash[i] = EVP_MD_CTX_new();
		if (w->hash[i] == NULL ||
		    EVP_DigestInit_ex(w->hash[i],
			i == 0 ? EVP_sha384() : EVP_sha512(), NULL) != 1)
			return -ENOMEM;
	}
	return 0;
}

static void
work_fini(struct zonemd_work *w)
{
	for (unsigned i = 0; i < HASHES; i++)
		EVP_MD_CTX_free(w->hash[i]);
	row_sort_fini(&w->sort);
	arena_fini(&w->arena);
	text_fini(&w->scratch);
	text_fini(&w->key);
	text_fini(&w->set_bytes);
	text_fini(&w->records);
	array_fini(&w->set);
}

/* In canonical order: by name, then by type. */
static size_t
put_key(uint8_t *out, const struct dns_name *name, uint16_t type)
{
	size_t len = dns_name_own_key(name, out);
	return (size_t)(wire_put_u16(out + len, type) - out);
}

/* RFC 8976 3.3.1: the apex ZONEMDs and what signs them are left out. */
static bool
is_left_out(const struct zonemd_work *w, const struct dns_name *owner,
    uint16_t type, const struct rdata *r)
{
	if (!dns_name_equal(owner, w->zone))
		return false;
	struct wire covered = rdata_wire(r);
	return type == DNS_ZONEMD ||
	       (type == DNS_RRSIG && wire_u16(&covered) == DNS_ZONEMD);
}

static int
add_record(struct zonemd_work *w, const struct dns_name *owner, uint16_t type,
    uint32_t ttl_s, const struct rdata *r)
{
	uint8_t key[DNS_NAME_KEY_MAX + 3];
	if (is_left_out(w, owner, type, r)) {
		uint16_t len = (uint16_t)r->len;
		if (type == DNS_ZONEMD) {
			text_add_bytes(&w->records, &len, sizeof(len));
			text_add_bytes(&w->records, r->bytes, r->len);
		}
		return 0;
	}
	text_clear(&w->scratch);
	text_add_bytes(&w->scratch, &ttl_s, sizeof(ttl_s));
	text_add_bytes(&w->scratch, &owner->len, 1);
	text_add_bytes(&w->scratch, owner->wire, owner->len);
	text_add_bytes(&w->scratch, r->bytes, r->len);
	if (!text_ok(&w->scratch))
		return -ENOMEM;
	struct key_row row = {
	    .key = key,
	    .key_len = put_key(key, owner, type),
	    .value = (const uint8_t *)w->scratch.bytes,
	    .value_len = w->scratch.len,
	};
	return row_sort_add(&w->sort, &row);
}

/* Owner, TTL, IN, type and RDATA, parted by tabs. */
static int
add_line(struct zonemd_work *w, const char *line, size_t len)
{
	const char *at = line, *fields[4];
	struct dns_name owner;
	struct rdata rdata;
	uint16_t type;
	for (unsigned i = 0; i < 4; i++) {
		fields[i] = memchr(at, '\t', len - (size_t)(at - line));
		if (fields[i] == NULL)
			return -EBADMSG;
		at = fields[i] + 1;
	}
	arena_fini(&w->arena);
	arena_init(&w->arena);
	if (!dns_name_from_text(line, (size_t)(fields[0] - line), &owner) ||
	    !dns_type_from_text(
		fields[2] + 1, (size_t)(fields[3] - fields[2] - 1), &type) ||
	    !rdata_parse(&w->arena, &w->scratch, type, at, &rdata))
		return -EBADMSG;
	return add_record(w, &owner, type,
	    (uint32_t)strtoul(fields[0] + 1, NULL, 10), &rdata);
}

static int
read_lines(struct zonemd_work *w, const char *path)
{
	struct gzip_reader *reader;
	const char *line;
	size_t len;
	enum gzip_read got = GZIP_READ_OK;
	int rc = gzip_reader_open(path, gzip_default, &reader);
	if (rc < 0)
		return rc;
	while (rc == 0) {
		got = gzip_reader_line(reader, &line, &len);
		if (got != GZIP_READ_OK)
			break;
		rc = add_line(w, line, len);
	}
	if (rc == 0 && got != GZIP_READ_END)
		rc = -EBADMSG;
	gzip_reader_close(reader);
	return rc;
}

static int
hash_bytes_in(struct zonemd_work *w, const void *bytes, size_t len)
{
	for (unsigned i = 0; i < HASHES; i++)
		if (EVP_DigestUpdate(w->hash[i], bytes, len) != 1)
			return -ENOMEM;
	return 0;
}

static int
hash_record(struct zonemd_work *w, const struct zonemd_row *row)
{
	uint8_t fixed[] = {
	    (uint8_t)(w->type >> 8),
	    (uint8_t)w->type,
	    0,
	    DNS_CLASS_IN,
	    (uint8_t)(row->ttl_s >> 24),
	    (uint8_t)(row->ttl_s >> 16),
	    (uint8_t)(row->ttl_s >> 8),
	    (uint8_t)row->ttl_s,
	    (uint8_t)(row->len >> 8),
	    (uint8_t)row->len,
	};
	int rc = hash_bytes_in(w, w->owner.wire, w->owner.len);
	if (rc == 0)
		rc = hash_bytes_in(w, fixed, sizeof(fixed));
	return rc < 0
		   ? rc
		   : hash_bytes_in(w, w->set_bytes.bytes + row->at, row->len);
}

static int
by_rdata(const void *a, const void *b, void *bytes)
{
	const struct zonemd_row *x = a, *y = b;
	const uint8_t *base = bytes;
	struct rdata r = {base + x->at, x->len}, s = {base + y->at, y->len};
	return rdata_compare(&r, &s);
}

static void
note_ttls(struct zonemd_work *w, const struct zonemd_row *a,
    const struct zonemd_row *b)
{
	/* Each signature has the TTL of what it covers. */
	if (w->two_ttls || a->ttl_s == b->ttl_s || w->type == DNS_RRSIG)
		return;
	w->two_ttls = true;
	w->two_ttls_owner = w->owner;
	w->two_ttls_type = w->type;
}

/* The RRset at hand, in the order of its RDATA, each record once. */
static int
hash_set(struct zonemd_work *w)
{
	struct zonemd_row *rows = w->set.at;
	int rc = text_ok(&w->set_bytes) ? 0 : -ENOMEM;
	if (w->set.count > 0 && rc == 0)
		qsort_r(rows, w->set.count, sizeof(*rows), by_rdata,
		    w->set_bytes.bytes);
	for (size_t i = 0; i < w->set.count && rc == 0; i++) {
		if (i > 0)
			note_ttls(w, &rows[i - 1], &rows[i]);
		if (i == 0 ||
		    by_rdata(&rows[i - 1], &rows[i], w->set_bytes.bytes) != 0)
			rc = hash_record(w, &rows[i]);
	}
	w->set.count = 0;
	text_clear(&w->set_bytes);
	return rc;
}

static bool
is_same_set(const struct zonemd_work *w, const struct key_row *row)
{
	return w->set.count > 0 && w->key.len == row->key_len &&
	       memcmp(w->key.bytes, row->key, row->key_len) == 0;
}

static int
take_row(void *arg, const struct key_row *row)
{
	struct zonemd_work *w = arg;
	const uint8_t *at = row->value;
	if (!is_same_set(w, row)) {
		int rc = hash_set(w);
		if (rc < 0)
			return rc;
		text_clear(&w->key);
		text_add_bytes(&w->key, row->key, row->key_len);
	}
	struct zonemd_row *r = array_push(&w->set, 1, sizeof(*r));
	if (r == NULL || !text_ok(&w->key))
		return -ENOMEM;
	memcpy(&r->ttl_s, at, TTL_BYTES);
	w->owner.len = at[TTL_BYTES];
	memcpy(w->owner.wire, at + TTL_BYTES + 1, w->owner.len);
	w->type = (uint16_t)(row->key[row->key_len - 2] << 8 |
			     row->key[row->key_len - 1]);
	size_t head = TTL_BYTES + 1u + w->owner.len;
	r->at = w->set_bytes.len;
	r->len = row->value_len - head;
	text_add_bytes(&w->set_bytes, at + head, r->len);
	return 0;
}

/* How many of the ZONEMDs have this scheme and hash. */
static unsigned
count_of(const struct text *records, unsigned scheme, unsigned hash)
{
	unsigned count = 0;
	uint16_t len;
	for (size_t at = 0; at < records->len; at += sizeof(len) + len) {
		const char *r = records->bytes + at + sizeof(len);
		memcpy(&len, records->bytes + at, sizeof(len));
		count += len > DIGEST_AT && (uint8_t)r[4] == scheme &&
			 (uint8_t)r[5] == hash;
	}
	return count;
}

static enum zonemd_state
judge_one(const struct text *records, struct wire r, uint32_t serial,
    uint8_t digests[HASHES][EVP_MAX_MD_SIZE])
{
	uint32_t its_serial = wire_u32(&r);
	unsigned scheme = wire_u8(&r), hash = wire_u8(&r);
	if (!wire_ok(&r) || scheme != SCHEME_SIMPLE || hash == 0 ||
	    hash > HASHES || count_of(records, scheme, hash) > 1)
		return ZONEMD_UNSUPPORTED;
	size_t len = digest_bytes[hash - 1];
	return its_serial == serial && wire_left(&r) == len &&
		       memcmp(r.at, digests[hash - 1], len) == 0
		   ? ZONEMD_GOOD
		   : ZONEMD_WRONG;
}

/* One that fits is enough; of those that do not, one that could. */
static enum zonemd_state
judge(const struct zonemd_work *w, uint32_t serial,
    uint8_t digests[HASHES][EVP_MAX_MD_SIZE])
{
	enum zonemd_state state = ZONEMD_NONE;
	const struct text *t = &w->records;
	uint16_t len;
	for (size_t at = 0; at < t->len; at += sizeof(len) + len) {
		memcpy(&len, t->bytes + at, sizeof(len));
		const char *bytes = t->bytes + at + sizeof(len);
		enum zonemd_state one = judge_one(
		    t, wire_over((const uint8_t *)bytes, len), serial, digests);
		if (one == ZONEMD_GOOD)
			return one;
		if (state != ZONEMD_WRONG)
			state = one;
	}
	return state;
}

static int
digest(struct zonemd_work *w, uint32_t serial, enum zonemd_state *out)
{
	uint8_t digests[HASHES][EVP_MAX_MD_SIZE];
	int rc = row_sort_finish(&w->sort, take_row, w);
	if (rc == 0)
		rc = hash_set(w);
	for (unsigned i = 0; i < HASHES && rc == 0; i++)
		if (EVP_DigestFinal_ex(w->hash[i], digests[i], NULL) != 1)
			rc = -ENOMEM;
	if (rc == 0 && w->records.failed)
		rc = -ENOMEM;
	if (rc == 0)
		*out = judge(w, serial, digests);
	return rc;
}

int
zonemd_check(const char *path, const char *dir, const struct dns_name *zone,
    uint32_t serial, enum zonemd_state *out, struct text *why)
{
	struct spill_file file;
	struct zonemd_work w;
	int rc = spill_file_open(&file, dir);
	int init = work_init(&w, zone, &file);
	if (rc == 0)
		rc = init;
	if (rc == 0)
		rc = read_lines(&w, path);
	if (rc == 0)
		rc = digest(&w, serial, out);
	if (rc < 0) {
		text_addf(why, "%s: its ZONEMD: %s", path, strerror(-rc));
	} else if (*out == ZONEMD_WRONG && w.two_ttls) {
		dns_type_add_text(why, w.two_ttls_type);
		text_add(why, " of ");
		dns_name_add_text(why, &w.two_ttls_owner);
		text_add(why, " has two TTLs");
	}
	work_fini(&w);
	spill_file_close(&file);
	return rc;
}

const char *
zonemd_word(enum zonemd_state state)
{
	switch (state) {
	case ZONEMD_NONE:
		return "none";
	case ZONEMD_GOOD:
		return "good";
	case ZONEMD_WRONG:
		return "wrong";
	case ZONEMD_UNSUPPORTED:
		return "unsupported";
	}
	return "";
}
