#include "dns/rdata_written.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/hex.h"
#include "dns/name.h"
#include "dns/rdata_form.h"
#include "dns/type.h"

/* A field at a time; `bad` once something is not as it is written. */
struct written {
	const char *at;
	uint8_t *out;
	size_t len, cap;
	bool bad;
};

static uint8_t *
room_for(struct written *w, size_t len)
{
	if (w->bad || w->cap - w->len < len) {
		w->bad = true;
		return NULL;
	}
	uint8_t *at = w->out + w->len;
	w->len += len;
	return at;
}

static void
put_number(struct written *w, uint32_t n, unsigned bytes)
{
	uint8_t *at = room_for(w, bytes);
	for (unsigned i = 0; at != NULL && i < bytes; i++)
		at[i] = (uint8_t)(n >> 8 * (bytes - 1 - i));
}

/* Up to a blank or the end; empty is not as it is written. */
static const char *
take_word(struct written *w, size_t *len)
{
	const char *word = w->at;
	*len = strcspn(word, " \t\n\v\f\r");
	w->at += *len;
	w->bad = w->bad || *len == 0;
	return word;
}

static void
take_number(struct written *w, unsigned bytes)
{
	size_t len;
	const char *word = take_word(w, &len);
	uint64_t n = 0;
	for (size_t i = 0; i < len && len <= 10; i++) {
		w->bad = w->bad || word[i] < '0' || word[i] > '9';
		n = n * 10 + (uint64_t)(uint8_t)word[i] - '0';
	}
	if (len > 10 || (len > 1 && word[0] == '0') || n >> 8 * bytes != 0)
		w->bad = true;
	put_number(w, (uint32_t)n, bytes);
}

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
	       c == '-' || c == '_' || c == '*';
}

static void
take_name(struct written *w)
{
	struct dns_name name;
	size_t len, plain = 0;
	const char *word = take_word(w, &len);
	while (plain < len && is_plain(word[plain]))
		plain++;
	if (w->bad || plain != len || word[len - 1] != '.' ||
	    !dns_name_from_text(word, len, &name)) {
		w->bad = true;
		return;
	}
	uint8_t *at = room_for(w, name.len);
	if (at != NULL)
		memcpy(at, name.wire, name.len);
}

static void
take_address(struct written *w, int family)
{
	char line[INET6_ADDRSTRLEN];
	size_t len;
	const char *word = take_word(w, &len);
	uint8_t *at = room_for(w, family == AF_INET ? 4 : 16);
	if (at == NULL || len >= sizeof(line)) {
		w->bad = true;
		return;
	}
	memcpy(line, word, len);
	line[len] = '\0';
	w->bad = inet_pton(family, line, at) != 1;
}

/* `digits` of them; a word that has others makes it bad. */
static unsigned
take_digits(struct written *w, const char **at, unsigned digits)
{
	unsigned n = 0;
	for (unsigned i = 0; i < digits && !w->bad; i++) {
		char c = *(*at)++;
		w->bad = c < '0' || c > '9';
		n = n * 10 + (unsigned)(c - '0');
	}
	return n;
}

/* Days since 1970 of a date from then on, in the Gregorian calendar. */
static uint32_t
days_to(unsigned year, unsigned month, unsigned day)
{
	static const uint16_t before[] = {
	    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	unsigned leap = year - (month <= 2);
	return (year - 1970) * 365 + (leap / 4 - 1969 / 4) -
	       (leap / 100 - 1969 / 100) + (leap / 400 - 1969 / 400) +
	       before[month - 1] + day - 1;
}

/* The 29th to 31st of a short month are left to others. */
static void
take_time(struct written *w)
{
	size_t len;
	const char *at = take_word(w, &len);
	w->bad = w->bad || len != 14;
	unsigned year = take_digits(w, &at, 4), month = take_digits(w, &at, 2),
		 day = take_digits(w, &at, 2), hour = take_digits(w, &at, 2),
		 minute = take_digits(w, &at, 2), s = take_digits(w, &at, 2);
	if (w->bad || year < 1970 || year > 2105 || month < 1 || month > 12 ||
	    day < 1 || day > 31 || hour > 23 || minute > 59 || s > 59 ||
	    (day > 28 &&
		(month == 2 || (day == 31 && month != 1 && month != 3 &&
				   month != 5 && month != 7 && month != 8 &&
				   month != 10 && month != 12)))) {
		w->bad = true;
		return;
	}
	put_number(w,
	    ((days_to(year, month, day) * 24 + hour) * 60 + minute) * 60 + s,
	    4);
}

static bool
take_type(struct written *w, uint16_t *out)
{
	size_t len;
	const char *word = take_word(w, &len);
	w->bad = w->bad || !dns_type_from_text(word, len, out);
	return !w->bad;
}

static void
take_salt(struct written *w)
{
	size_t len, got;
	const char *word = take_word(w, &len);
	if (len == 1 && word[0] == '-') {
		put_number(w, 0, 1);
		return;
	}
	put_number(w, (uint32_t)(len / 2), 1);
	uint8_t *at = room_for(w, len / 2);
	w->bad = at == NULL || len / 2 > UINT8_MAX ||
		 !hex_decode(word, len, at, len / 2, &got);
}

/* -1: no such digit. */
static int
hash_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'v' ? c - 'a' + 10 : -1;
}

/* RFC 4648 section 7: 8 digits are 5 bytes. */
static void
take_hash(struct written *w)
{
	size_t len;
	const char *word = take_word(w, &len);
	size_t bytes = len / 8 * 5;
	w->bad = w->bad || len % 8 != 0 || bytes > UINT8_MAX;
	put_number(w, (uint32_t)bytes, 1);
	uint8_t *at = room_for(w, bytes);
	uint64_t bits = 0;
	for (size_t i = 0; at != NULL && i < len && !w->bad; i++) {
		int digit = hash_digit(word[i]);
		w->bad = digit < 0;
		bits = bits << 5 | (uint64_t)digit;
		for (unsigned k = 0; i % 8 == 7 && k < 5; k++)
			*at++ = (uint8_t)(bits >> 8 * (4 - k));
	}
}

static void
take_rest(struct written *w, bool hex)
{
	size_t len, got = 0;
	const char *word = take_word(w, &len);
	if (w->bad || *w->at != 0) {
		w->bad = true;
		return;
	}
	uint8_t *at = w->out + w->len;
	size_t left = w->cap - w->len;
	w->bad =
	    !(hex ? hex_decode(word, len, at, left, &got)
		  : len % 4 == 0 && base64_decode(word, len, at, left, &got)) ||
	    got == 0;
	w->len += got;
}

/* One window; the type after it, if there is one, is in `*type`. */
static bool
take_window(struct written *w, uint16_t *type)
{
	uint8_t map[32] = {0};
	unsigned window = *type >> 8, last = 0;
	bool more = true;
	while (more && *type >> 8 == window) {
		uint16_t before = *type;
		last = (*type & 0xffu) / 8;
		map[last] |= (uint8_t)(0x80 >> *type % 8);
		more = *w->at == ' ';
		w->at += more;
		if (more && (!take_type(w, type) || *type <= before))
			w->bad = true;
		more = more && !w->bad;
	}
	put_number(w, window, 1);
	put_number(w, last + 1, 1);
	uint8_t *at = room_for(w, last + 1);
	if (at != NULL)
		memcpy(at, map, last + 1);
	return more && !w->bad;
}

/* A blank in front of each type; what has none is left to others. */
static void
take_bitmap(struct written *w)
{
	uint16_t type;
	w->bad = w->bad || *w->at++ != ' ' || !take_type(w, &type);
	while (!w->bad && take_window(w, &type))
		;
}

static void
take_field(struct written *w, char field)
{
	uint16_t type = 0;
	switch (field) {
	case '1':
	case '2':
	case '4':
		take_number(w, (unsigned)(field - '0'));
		return;
	case 'n':
	case 'N':
		take_name(w);
		return;
	case 'a':
		take_address(w, AF_INET);
		return;
	case 'A':
		take_address(w, AF_INET6);
		return;
	case 't':
		take_time(w);
		return;
	case 'y':
		(void)take_type(w, &type);
		put_number(w, type, 2);
		return;
	case 'S':
		take_salt(w);
		return;
	case 'H':
		take_hash(w);
		return;
	case 'm':
		take_bitmap(w);
		return;
	case 'x':
	case 'b':
		take_rest(w, field == 'x');
		return;
	default: /* strings */
		w->bad = true;
		return;
	}
}

bool
rdata_written_parse(
    uint16_t type, const char *text, uint8_t *out, size_t cap, size_t *len)
{
	const char *fields = rdata_form(type);
	struct written w = {.at = text, .out = out, .cap = cap};
	if (fields == NULL)
		return false;
	for (const char *f = fields; *f != 0 && !w.bad; f++) {
		if (f > fields && *f != 'm')
			w.bad = *w.at++ != ' ';
		if (!w.bad)
			take_field(&w, *f);
	}
	*len = w.len;
	return !w.bad && *w.at == 0;
}
