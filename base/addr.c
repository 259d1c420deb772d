#include "base/addr.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/hash.h"

enum { V4_OFFSET = 12 };
static const uint8_t v4_mapped[V4_OFFSET] = {[10] = 0xff, [11] = 0xff};

struct addr
addr_from_v4(const uint8_t bytes[4])
{
	struct addr a;
	memcpy(a.bytes, v4_mapped, V4_OFFSET);
	memcpy(a.bytes + V4_OFFSET, bytes, 4);
	return a;
}

struct addr
addr_from_v6(const uint8_t bytes[16])
{
	struct addr a;
	memcpy(a.bytes, bytes, sizeof(a.bytes));
	return a;
}

bool
addr_is_v4(const struct addr *a)
{
	return memcmp(a->bytes, v4_mapped, V4_OFFSET) == 0;
}

const uint8_t *
addr_v4_bytes(const struct addr *a)
{
	return a->bytes + V4_OFFSET;
}

bool
addr_equal(const struct addr *a, const struct addr *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

int
addr_compare(const struct addr *a, const struct addr *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

uint64_t
addr_hash(const struct addr *a)
{
	return hash_bytes(a->bytes, sizeof(a->bytes));
}

bool
addr_parse(const char *text, struct addr *out)
{
	uint8_t bytes[16];
	if (inet_pton(AF_INET, text, bytes) == 1) {
		*out = addr_from_v4(bytes);
		return true;
	}
	if (inet_pton(AF_INET6, text, bytes) == 1) {
		*out = addr_from_v6(bytes);
		return true;
	}
	return false;
}

/* inet_ntop() is slower for these: it goes through sprintf(). */
static void
format_v4(const uint8_t bytes[4], char *at)
{
	for (unsigned i = 0; i < 4; i++) {
		uint8_t n = bytes[i];
		if (i > 0)
			*at++ = '.';
		if (n >= 100)
			*at++ = (char)('0' + n / 100);
		if (n >= 10)
			*at++ = (char)('0' + n / 10 % 10);
		*at++ = (char)('0' + n % 10);
	}
	*at = '\0';
}

/* The longest row of zero words, of two at least, the first of equals. */
struct zeros {
	unsigned at, count; /* 0: there is none */
};

static struct zeros
longest_zeros(const uint16_t words[8])
{
	struct zeros best = {0}, now = {0};
	for (unsigned i = 0; i < 8; i++) {
		if (words[i] != 0) {
			now.count = 0;
			continue;
		}
		if (now.count++ == 0)
			now.at = i;
		if (now.count > best.count)
			best = now;
	}
	return best.count > 1 ? best : (struct zeros){0};
}

static char *
put_hex(char *at, uint16_t n)
{
	static const char digit[] = "0123456789abcdef";
	for (int shift = n > 0xfff  ? 12
			 : n > 0xff ? 8
			 : n > 0xf  ? 4
				    : 0;
	     shift >= 0; shift -= 4)
		*at++ = digit[n >> shift & 15];
	return at;
}

/* RFC 5952, and an IPv4 address at the end where inet_ntop() has one, too. */
static void
format_v6(const uint8_t bytes[16], char *at)
{
	uint16_t words[8];
	for (unsigned i = 0; i < 8; i++)
		words[i] = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
	struct zeros zeros = longest_zeros(words);
	bool ends_in_v4 =
	    zeros.at == 0 &&
	    (zeros.count == 6 || (zeros.count == 5 && words[5] == 0xffff));
	for (unsigned i = 0; i < 8; i++) {
		if (i - zeros.at < zeros.count) {
			if (i == zeros.at)
				*at++ = ':';
			continue;
		}
		if (i > 0)
			*at++ = ':';
		if (ends_in_v4 && i == 6) {
			format_v4(bytes + 12, at);
			return;
		}
		at = put_hex(at, words[i]);
	}
	if (zeros.at + zeros.count == 8)
		*at++ = ':';
	*at = '\0';
}

const char *
addr_format(const struct addr *a, char text[ADDR_TEXT_MAX])
{
	if (addr_is_v4(a))
		format_v4(addr_v4_bytes(a), text);
	else
		format_v6(a->bytes, text);
	return text;
}

const char *
addr_format_v6(const uint8_t bytes[16], char text[ADDR_TEXT_MAX])
{
	format_v6(bytes, text);
	return text;
}

/* "0" to "128", digits only; false otherwise. */
static bool
parse_bits(const char *text, unsigned *out)
{
	unsigned n = 0;
	if (*text == '\0' || strlen(text) > 3)
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		n = n * 10 + (unsigned)(*text - '0');
	}
	*out = n;
	return true;
}

static bool
host_bits_are_zero(const struct addr *a, unsigned bits)
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned kept = bits > 8 * i ? bits - 8 * i : 0;
		if (kept < 8 && (a->bytes[i] & (0xffu >> kept)) != 0)
			return false;
	}
	return true;
}

bool
prefix_parse(const char *text, struct prefix *out)
{
	char copy[ADDR_TEXT_MAX + 4];
	size_t len = strlen(text);
	if (len >= sizeof(copy))
		return false;
	memcpy(copy, text, len + 1);
	char *slash = strchr(copy, '/');
	if (slash != NULL)
		*slash = '\0';

	struct addr a;
	if (!addr_parse(copy, &a))
		return false;
	/* "::ffff:0:0/96" is written as IPv6 and counts as IPv6 does. */
	unsigned offset = strchr(copy, ':') == NULL ? 8 * V4_OFFSET : 0;
	unsigned bits = 128 - offset;
	if (slash != NULL && !parse_bits(slash + 1, &bits))
		return false;
	if (bits > 128 - offset || !host_bits_are_zero(&a, bits + offset))
		return false;
	*out = (struct prefix){.base = a, .bits = (uint8_t)(bits + offset)};
	return true;
}

struct prefix
prefix_of(const struct addr *a, unsigned bits)
{
	struct prefix p = {.bits = (uint8_t)bits};
	memcpy(p.base.bytes, a->bytes, bits / 8);
	if (bits % 8 != 0)
		p.base.bytes[bits / 8] =
		    (uint8_t)(a->bytes[bits / 8] & 0xff << (8 - bits % 8));
	return p;
}

bool
prefix_has(const struct prefix *p, const struct addr *a)
{
	unsigned whole = p->bits / 8, rest = p->bits % 8;
	if (memcmp(p->base.bytes, a->bytes, whole) != 0)
		return false;
	if (rest == 0)
		return true;
	return ((p->base.bytes[whole] ^ a->bytes[whole]) >> (8 - rest)) == 0;
}
