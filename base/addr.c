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

const char *
addr_format(const struct addr *a, char text[ADDR_TEXT_MAX])
{
	if (addr_is_v4(a))
		format_v4(addr_v4_bytes(a), text);
	else
		inet_ntop(AF_INET6, a->bytes, text, ADDR_TEXT_MAX);
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
