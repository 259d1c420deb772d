#include "dns/name.h"

#include <endian.h>
#include <string.h>

#include "base/hash.h"

enum {
	POINTER = 0xc0,     /* RFC 1035 4.1.4: the two upper bits */
	POINTERS_MAX = 127, /* one a label: no honest name has more */
	LABELS_MAX = 127,
};

const struct dns_name DNS_ROOT = {.len = 1, .wire = {0}};

static uint8_t
lower(uint8_t c)
{
	return (uint8_t)(c - 'A') < 26 ? (uint8_t)(c | 0x20) : c;
}

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))

/* lower() of 8 bytes. */
static void
lower_8(uint8_t *at)
{
	uint64_t x;
	memcpy(&x, at, sizeof(x));
	uint64_t low = x & EACH_BYTE(0x7f);
	uint64_t from_a = low + EACH_BYTE(0x80 - 'A');
	uint64_t above_z = low + EACH_BYTE(0x7f - 'Z');
	x |= (~x & from_a & ~above_z & EACH_BYTE(0x80)) >> 2;
	memcpy(at, &x, sizeof(x));
}

static void
fold(struct dns_name *name)
{
	/* Length bytes are at most 63, and 'A' is 65; behind is nothing. */
	unsigned i = 0;
	for (; i < name->len && i + 8 <= DNS_NAME_MAX; i += 8)
		lower_8(name->wire + i);
	for (; i < name->len; i++)
		name->wire[i] = lower(name->wire[i]);
}

/*
 * The bytes of `message` from where a pointer points.  It must point before
 * `*limit`, which then becomes its target: so no chain is a loop.
 */
static struct wire
jump(const struct wire *message, size_t target, size_t *limit)
{
	size_t whole = wire_left(message);

	if (target >= *limit || target >= whole)
		return (struct wire){
		    .at = message->end, .end = message->end, .bad = true};
	*limit = target;
	return wire_over(message->at + target, whole - target);
}

/* Most labels are short: 16 bytes at once, whatever lies behind them. */
static void
copy_label(struct dns_name *out, unsigned to, const struct wire *label,
    const uint8_t *end)
{
	enum { SHORT = 16 };
	size_t len = wire_left(label);

	if (len <= SHORT && end - label->at >= SHORT &&
	    to + SHORT <= DNS_NAME_MAX)
		memcpy(out->wire + to, label->at, SHORT);
	else
		memcpy(out->wire + to, label->at, len);
}

bool
dns_name_parse_as_sent(
    struct wire *w, const struct wire *message, struct dns_name *out)
{
	size_t limit = (size_t)(w->at - message->at);
	struct wire jumped;
	struct wire *at = w;
	unsigned len = 0, pointers = 0;

	for (;;) {
		uint8_t head = wire_u8(at);
		if ((head & POINTER) == POINTER) {
			size_t target =
			    (size_t)(head & ~POINTER) << 8 | wire_u8(at);
			if (!wire_ok(at) || ++pointers > POINTERS_MAX)
				return false;
			jumped = jump(message, target, &limit);
			at = &jumped;
			continue;
		}
		struct wire label = wire_sub(at, head);
		if (!wire_ok(at) || head > DNS_LABEL_MAX ||
		    len + 1u + head > DNS_NAME_MAX)
			return false;
		out->wire[len] = head;
		copy_label(out, len + 1, &label, message->end);
		len += 1u + head;
		if (head == 0)
			break;
	}
	out->len = (uint8_t)len;
	return true;
}

bool
dns_name_parse(struct wire *w, const struct wire *message, struct dns_name *out)
{
	if (!dns_name_parse_as_sent(w, message, out))
		return false;
	fold(out);
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The byte behind a backslash: \DDD or \X.  Gives the characters read, or 0. */
static size_t
unescape(const char *text, size_t left, uint8_t *out)
{
	if (left == 0)
		return 0;
	if (!is_digit(text[0])) {
		*out = (uint8_t)text[0];
		return 1;
	}
	if (left < 3 || !is_digit(text[1]) || !is_digit(text[2]))
		return 0;
	int value =
	    (text[0] - '0') * 100 + (text[1] - '0') * 10 + text[2] - '0';
	if (value > 255)
		return 0;
	*out = (uint8_t)value;
	return 3;
}

/* Writes the length of the label that began at `start` and ends at `len`. */
static bool
end_label(struct dns_name *out, unsigned start, unsigned len)
{
	unsigned bytes = len - start - 1;

	if (bytes == 0 || bytes > DNS_LABEL_MAX)
		return false;
	out->wire[start] = (uint8_t)bytes;
	return true;
}

/* 0x80 in each byte of `x` that is zero, and in no other. */
static uint64_t
zero_bytes(uint64_t x)
{
	const uint64_t low = EACH_BYTE(0x7f);
	return ~(((x & low) + low) | x | low);
}

enum { PLAIN_MAX = 240 }; /* characters; behind them is room to write to */

/*
 * A name of 8 characters or more without an escape, 8 of them at a time: a
 * third of the time of one after the other.  False: it is not, or malformed.
 */
static bool
from_plain_text(const char *text, size_t len, struct dns_name *out)
{
	const bool little_endian = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
	size_t start = 0; /* of the label, and of its length in wire form */

	if (!little_endian || len < sizeof(uint64_t) || len > PLAIN_MAX)
		return false;
	for (size_t at = 0; at < len; at += sizeof(uint64_t)) {
		uint64_t x;
		if (len - at >= sizeof(x)) {
			memcpy(&x, text + at, sizeof(x));
		} else {
			memcpy(&x, text + len - sizeof(x), sizeof(x));
			x >>= 8 * (sizeof(x) - (len - at));
		}
		memcpy(out->wire + 1 + at, &x, sizeof(x));
		lower_8(out->wire + 1 + at);
		if (zero_bytes(x ^ EACH_BYTE('\\')) != 0)
			return false;
		uint64_t dots = zero_bytes(x ^ EACH_BYTE('.'));
		for (; dots != 0; dots &= dots - 1) {
			size_t dot = at + (unsigned)__builtin_ctzll(dots) / 8;
			size_t bytes = dot - start;
			if (bytes == 0 || bytes > DNS_LABEL_MAX)
				return false;
			out->wire[start] = (uint8_t)bytes;
			start = dot + 1;
		}
	}
	if (start < len) { /* no final dot */
		if (len - start > DNS_LABEL_MAX)
			return false;
		out->wire[start] = (uint8_t)(len - start);
		start = len + 1;
	}
	out->wire[start] = 0;
	out->len = (uint8_t)(start + 1);
	return true;
}

bool
dns_name_from_text(const char *text, size_t len, struct dns_name *out)
{
	if (from_plain_text(text, len, out))
		return true;

	unsigned start = 0, at = 1; /* of the label: length byte, next byte */

	if (len == 0)
		return false;
	if (len == 1 && text[0] == '.') {
		*out = DNS_ROOT;
		return true;
	}
	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];
		if (c == '.') {
			if (!end_label(out, start, at))
				return false;
			start = at++;
			continue;
		}
		if (c == '\\') {
			size_t took = unescape(text + i + 1, len - i - 1, &c);
			if (took == 0)
				return false;
			i += took;
		}
		if (at >= DNS_NAME_MAX - 1) /* the last is for the root */
			return false;
		out->wire[at++] = lower(c);
	}
	if (at > start + 1) { /* no final dot */
		if (!end_label(out, start, at))
			return false;
		start = at;
	}
	out->wire[start] = 0;
	out->len = (uint8_t)(start + 1);
	return true;
}

/* Characters that mean something in a master file (RFC 1035 5.1). */
static bool
is_special(uint8_t c)
{
	return c == '.' || c == '\\' || c == '"' || c == ';' || c == '(' ||
	       c == ')' || c == '@' || c == '$';
}

static size_t
escape(char *out, uint8_t c)
{
	if (is_special(c)) {
		out[0] = '\\';
		out[1] = (char)c;
		return 2;
	}
	if (c > ' ' && c < 127) {
		out[0] = (char)c;
		return 1;
	}
	out[0] = '\\';
	out[1] = (char)('0' + c / 100);
	out[2] = (char)('0' + c / 10 % 10);
	out[3] = (char)('0' + c % 10);
	return 4;
}

/* The upper bit of each byte of `x` from `first` to `last`, ASCII both. */
static uint64_t
bytes_within(uint64_t x, uint8_t first, uint8_t last)
{
	uint64_t low = x & EACH_BYTE(0x7f);
	return ~x & (low + EACH_BYTE(0x80u - first)) &
	       ~(low + EACH_BYTE(0x7fu - last)) & EACH_BYTE(0x80);
}

/* Of 8 bytes, how many from the first on are of what most names are made of. */
static unsigned
plain_bytes(uint64_t x)
{
	uint64_t plain = bytes_within(x, 'a', 'z') | bytes_within(x, '0', '9') |
			 bytes_within(x, '-', '-') | bytes_within(x, '_', '_');
	uint64_t others = ~plain & EACH_BYTE(0x80);
	return others == 0 ? 8 : (unsigned)__builtin_ctzll(others) / 8;
}

/*
 * A label's bytes; `left` may be read from the first on, and there is room for
 * eight more.  Byte by byte it would be half of what writing a name costs.
 */
static size_t
put_label(char *out, const uint8_t *label, unsigned count, size_t left)
{
	size_t len = 0;
	unsigned n = 0;
	while (n < count && n + 8 <= left) {
		uint64_t x;
		memcpy(&x, label + n, sizeof(x));
		memcpy(out + n, &x, sizeof(x));
		unsigned plain = plain_bytes(le64toh(x));
		n += plain;
		if (plain < 8)
			break;
	}
	n = n < count ? n : count;
	for (len = n; n < count; n++)
		len += escape(out + len, label[n]);
	return len;
}

/* Writes `c` in the place of each length byte but the first and the last. */
static void
put_between_labels(char *out, const struct dns_name *name, char c)
{
	for (unsigned i = 1u + name->wire[0]; name->wire[i] != 0;
	     i += 1u + name->wire[i])
		out[i - 1] = c;
}

/*
 * All labels at once, eight bytes at a time, whatever their length: a third of
 * what one label after the other costs.
 */
size_t
dns_name_put_plain(char *out, const struct dns_name *name)
{
	enum { STEP = 8 };
	size_t len = name->len - 1u;

	if (len == 0)
		return 0;
	memcpy(out, name->wire + 1, len--);
	memset(out + len, '-', STEP);
	put_between_labels(out, name, '-');
	for (size_t i = 0; i < len; i += STEP) {
		uint64_t x;
		memcpy(&x, out + i, sizeof(x));
		if (plain_bytes(x) < STEP)
			return 0;
	}
	put_between_labels(out, name, '.');
	return len;
}

void
dns_name_add_text_dot(struct text *t, const struct dns_name *name)
{
	char *out = text_reserve(t, DNS_NAME_TEXT_MAX + 8);
	size_t len = 0;

	if (out == NULL)
		return;
	len = dns_name_put_plain(out, name);
	if (len > 0) {
		out[len++] = '.';
		text_commit(t, len);
		return;
	}
	for (unsigned i = 0; name->wire[i] != 0; i += 1u + name->wire[i]) {
		len += put_label(out + len, name->wire + i + 1, name->wire[i],
		    sizeof(name->wire) - i - 1);
		out[len++] = '.';
	}
	if (len == 0)
		out[len++] = '.';
	text_commit(t, len);
}

void
dns_name_add_text(struct text *t, const struct dns_name *name)
{
	dns_name_add_text_dot(t, name);
	if (name->len > 1 && text_ok(t))
		t->bytes[--t->len] = 0;
}

void
dns_name_copy(const struct dns_name *from, struct dns_name *to)
{
	to->len = from->len;
	memcpy(to->wire, from->wire, from->len);
}

bool
dns_name_equal(const struct dns_name *a, const struct dns_name *b)
{
	return a->len == b->len && memcmp(a->wire, b->wire, a->len) == 0;
}

bool
dns_name_in(const struct dns_name *name, const struct dns_name *zone)
{
	unsigned at = 0;

	while (name->len - at > zone->len)
		at += 1u + name->wire[at];
	return name->len - at == zone->len &&
	       memcmp(name->wire + at, zone->wire, zone->len) == 0;
}

bool
dns_name_parent(const struct dns_name *name, struct dns_name *out)
{
	unsigned first = 1u + name->wire[0];

	if (name->len == 1)
		return false;
	uint8_t len = (uint8_t)(name->len - first);
	memmove(out->wire, name->wire + first, len);
	out->len = len;
	return true;
}

unsigned
dns_name_labels(const struct dns_name *name)
{
	unsigned labels = 0;

	for (unsigned i = 0; name->wire[i] != 0; i += 1u + name->wire[i])
		labels++;
	return labels;
}

bool
dns_name_prepend(
    const char *label, const struct dns_name *name, struct dns_name *out)
{
	size_t len = strlen(label);

	if (len == 0 || len > DNS_LABEL_MAX ||
	    len + 1 + name->len > DNS_NAME_MAX)
		return false;
	memmove(out->wire + 1 + len, name->wire, name->len);
	out->len = (uint8_t)(name->len + 1 + len);
	out->wire[0] = (uint8_t)len;
	for (size_t i = 0; i < len; i++)
		out->wire[1 + i] = lower((uint8_t)label[i]);
	return true;
}

uint64_t
dns_name_hash(const struct dns_name *name)
{
	return hash_bytes(name->wire, name->len);
}

/* Where each label begins; gives how many there are. */
static unsigned
label_starts(const struct dns_name *name, uint8_t start[LABELS_MAX])
{
	unsigned labels = 0;

	for (unsigned i = 0; name->wire[i] != 0; i += 1u + name->wire[i])
		start[labels++] = (uint8_t)i;
	return labels;
}

int
dns_name_compare(const struct dns_name *a, const struct dns_name *b)
{
	uint8_t start_a[LABELS_MAX], start_b[LABELS_MAX];
	unsigned left_a = label_starts(a, start_a);
	unsigned left_b = label_starts(b, start_b);

	while (left_a > 0 && left_b > 0) {
		const uint8_t *x = a->wire + start_a[--left_a];
		const uint8_t *y = b->wire + start_b[--left_b];
		int order = memcmp(x + 1, y + 1, x[0] < y[0] ? x[0] : y[0]);
		if (order == 0)
			order = x[0] - y[0];
		if (order != 0)
			return order;
	}
	return (left_a > left_b) - (left_a < left_b);
}
