#include "rdata.h"

#include <arpa/inet.h>
#include <string.h>
#include <time.h>

#include "base/hex.h"
#include "dns/type.h"

enum { JOINED_MAX = 4 * ((UINT16_MAX + 2) / 3) }; /* RDATA in base 64 */

/* The fields that are left, and the bytes that they become. */
struct build {
	const struct zone_token *token;
	unsigned left;
	const struct dns_name *origin;
	uint8_t *out;
	size_t len, cap;
};

static const struct zone_token *
next(struct build *b)
{
	if (b->left == 0)
		return NULL;
	b->left--;
	return b->token++;
}

static bool
put(struct build *b, const void *bytes, size_t len)
{
	if (len > b->cap - b->len)
		return false;
	memcpy(b->out + b->len, bytes, len);
	b->len += len;
	return true;
}

static bool
put_number(struct build *b, uint32_t value, unsigned bytes)
{
	uint8_t big[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16),
	    (uint8_t)(value >> 8), (uint8_t)value};

	return put(b, big + 4 - bytes, bytes);
}

static bool
digits(const char *text, uint32_t len, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (len == 0)
		return false;
	for (uint32_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (uint64_t)(text[i] - '0');
		if (value > max)
			return false;
	}
	*out = value;
	return true;
}

/* An unsigned number of 1, 2 or 4 bytes. */
static bool
build_number(struct build *b, unsigned bytes)
{
	const struct zone_token *t = next(b);
	uint64_t value;

	return t != NULL &&
	       digits(
		   t->text, t->len, UINT32_MAX >> (32 - 8 * bytes), &value) &&
	       put_number(b, (uint32_t)value, bytes);
}

static bool
build_type(struct build *b)
{
	const struct zone_token *t = next(b);
	uint16_t type;

	return t != NULL && dns_type_from_text(t->text, t->len, &type) &&
	       put_number(b, type, 2);
}

/* RFC 4034 3.2: YYYYMMDDHHMMSS, or seconds since 1970. */
static bool
build_time(struct build *b)
{
	enum { STAMP = sizeof("YYYYMMDDHHMMSS") - 1 };
	const struct zone_token *t = b->token;
	uint64_t part[6], max[6] = {9999, 12, 31, 23, 59, 60};
	uint32_t at = 0;

	if (b->left == 0 || t->len != STAMP)
		return build_number(b, 4);
	next(b);
	for (unsigned i = 0; i < 6; i++) {
		uint32_t len = i == 0 ? 4 : 2;
		if (!digits(t->text + at, len, max[i], &part[i]))
			return false;
		at += len;
	}
	struct tm tm = {.tm_year = (int)part[0] - 1900,
	    .tm_mon = (int)part[1] - 1,
	    .tm_mday = (int)part[2],
	    .tm_hour = (int)part[3],
	    .tm_min = (int)part[4],
	    .tm_sec = (int)part[5]};
	return put_number(b, (uint32_t)timegm(&tm), 4);
}

static bool
build_name(struct build *b)
{
	const struct zone_token *t = next(b);
	struct dns_name name;

	return t != NULL && zone_name_from_token(t, b->origin, &name) &&
	       put(b, name.wire, name.len);
}

static bool
build_address(struct build *b, int family)
{
	const struct zone_token *t = next(b);
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[16];

	if (t == NULL || t->len >= sizeof(text))
		return false;
	memcpy(text, t->text, t->len);
	text[t->len] = 0;
	return inet_pton(family, text, bytes) == 1 &&
	       put(b, bytes, family == AF_INET ? 4 : 16);
}

typedef bool decode_fn(const char *, size_t, uint8_t *, size_t, size_t *);

static bool
put_decoded(struct build *b, const char *text, size_t len, decode_fn *decode)
{
	size_t bytes;

	if (!decode(text, len, b->out + b->len, b->cap - b->len, &bytes))
		return false;
	b->len += bytes;
	return bytes > 0;
}

/* Several fields, of which a group of digits may lie in two. */
static bool
build_joined(struct build *b, decode_fn *decode)
{
	char joined[JOINED_MAX];
	size_t len = 0;

	for (const struct zone_token *t; (t = next(b)) != NULL;) {
		if (t->len > sizeof(joined) - len)
			return false;
		memcpy(joined + len, t->text, t->len);
		len += t->len;
	}
	return put_decoded(b, joined, len, decode);
}

/* All fields that are left, as one text in hex or base 64. */
static bool
build_rest(struct build *b, decode_fn *decode)
{
	const struct zone_token *t;

	if (b->left != 1)
		return build_joined(b, decode);
	t = next(b);
	return put_decoded(b, t->text, t->len, decode);
}

/* RFC 3597 section 5. */
static bool
build_unknown(struct build *b)
{
	const struct zone_token *t;
	uint64_t len;

	next(b);
	t = next(b);
	if (t == NULL || !digits(t->text, t->len, UINT16_MAX, &len))
		return false;
	return len == 0 ? b->left == 0
			: build_rest(b, hex_decode) && b->len == len;
}

static bool
build_ds(struct build *b)
{
	return build_number(b, 2) && build_number(b, 1) && build_number(b, 1) &&
	       build_rest(b, hex_decode);
}

static bool
build_rrsig(struct build *b)
{
	return build_type(b) && build_number(b, 1) && build_number(b, 1) &&
	       build_number(b, 4) && build_time(b) && build_time(b) &&
	       build_number(b, 2) && build_name(b) &&
	       build_rest(b, base64_decode);
}

/* RFC 1035 3.3.13; its times may have units. */
static bool
build_soa(struct build *b)
{
	bool good = build_name(b) && build_name(b) && build_number(b, 4);

	for (unsigned i = 0; i < 4 && good; i++) {
		const struct zone_token *t = next(b);
		uint32_t value;
		good = t != NULL && zone_ttl_from_token(t, &value) &&
		       put_number(b, value, 4);
	}
	return good;
}

static bool
build_known(struct build *b, uint16_t type)
{
	switch (type) {
	case DNS_NS:
		return build_name(b);
	case DNS_SOA:
		return build_soa(b);
	case DNS_A:
		return build_address(b, AF_INET);
	case DNS_AAAA:
		return build_address(b, AF_INET6);
	case DNS_DS:
		return build_ds(b);
	case DNS_RRSIG:
		return build_rrsig(b);
	default:
		return false;
	}
}

bool
zone_rdata_build(
    const struct zone_rr *rr, uint8_t *out, size_t cap, size_t *len)
{
	struct build b = {.token = rr->rdata,
	    .left = rr->rdata_count,
	    .origin = rr->origin,
	    .out = out,
	    .cap = cap};
	bool unknown = b.left > 0 && b.token->len == 2 &&
		       memcmp(b.token->text, "\\#", 2) == 0;

	bool good = unknown ? build_unknown(&b) : build_known(&b, rr->type);
	*len = b.len;
	return good && b.left == 0;
}

uint16_t
zone_rrsig_covered(const struct zone_rr *rr)
{
	const struct zone_token *t = rr->rdata;
	uint16_t type;
	uint8_t bytes[UINT16_MAX];
	size_t len;

	if (rr->rdata_count == 0)
		return 0;
	if (dns_type_from_text(t->text, t->len, &type))
		return type;
	if (!zone_rdata_build(rr, bytes, sizeof(bytes), &len) || len < 2)
		return 0;
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}
