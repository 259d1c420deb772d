#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 256 };

void
text_init(struct text *t)
{
	*t = (struct text){0};
}

void
text_fini(struct text *t)
{
	free(t->bytes);
	*t = (struct text){0};
}

void
text_clear(struct text *t)
{
	t->len = 0;
	t->failed = false;
	if (t->bytes != NULL)
		t->bytes[0] = '\0';
}

void
text_truncate(struct text *t, size_t len)
{
	t->len = len;
	if (t->bytes != NULL)
		t->bytes[len] = '\0';
}

bool
text_ok(const struct text *t)
{
	return !t->failed;
}

/* Room for `len` bytes and a zero byte, or `failed`. */
static bool
grow(struct text *t, size_t len)
{
	if (t->failed || len > SIZE_MAX / 4 || t->len > SIZE_MAX / 4) {
		t->failed = true;
		return false;
	}
	size_t cap = t->cap > 0 ? t->cap : FIRST_CAP;
	while (cap <= t->len + len)
		cap *= 2;
	char *bytes = realloc(t->bytes, cap);
	if (bytes == NULL) {
		t->failed = true;
		return false;
	}
	t->bytes = bytes;
	t->cap = cap;
	return true;
}

char *
text_reserve_more(struct text *t, size_t len)
{
	bool fits = t->cap > t->len && len < t->cap - t->len;
	if (t->failed || (!fits && !grow(t, len)))
		return NULL;
	return t->bytes + t->len;
}

static const char two_digits[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536"
    "37383940414243444546474849505152535455565758596061626364656667686970717273"
    "7475767778798081828384858687888990919293949596979899";

static void
put_two(char *at, unsigned n)
{
	memcpy(at, two_digits + 2u * n, 2);
}

void
text_add_u64(struct text *t, uint64_t n)
{
	enum { DIGITS = 20 };
	char digits[DIGITS], *at = digits + DIGITS;
	char *room = text_reserve(t, DIGITS);
	if (room == NULL)
		return;
	for (; n >= 100; n /= 100)
		put_two(at -= 2, (unsigned)(n % 100));
	if (n >= 10)
		put_two(at -= 2, (unsigned)n);
	else
		*--at = (char)('0' + n);
	size_t len = (size_t)(digits + DIGITS - at);
	memcpy(room, at, len);
	text_commit(t, len);
}

void
text_add_i64(struct text *t, int64_t n)
{
	if (n < 0)
		text_add_char(t, '-');
	/* Not -n: INT64_MIN has no opposite. */
	text_add_u64(t, n < 0 ? -(uint64_t)n : (uint64_t)n);
}

void
text_add_hex(struct text *t, const uint8_t *bytes, size_t len)
{
	static const char digit[] = "0123456789abcdef";
	if (len > SIZE_MAX / 2) {
		t->failed = true;
		return;
	}
	char *room = text_reserve(t, 2 * len);
	if (room == NULL)
		return;
	for (size_t i = 0; i < len; i++) {
		room[2 * i] = digit[bytes[i] >> 4];
		room[2 * i + 1] = digit[bytes[i] & 15];
	}
	text_commit(t, 2 * len);
}

static const char base64_digit[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* 1 to 3 bytes as 4 characters. */
static void
base64_group(char out[4], const uint8_t *bytes, size_t len)
{
	uint32_t bits = (uint32_t)bytes[0] << 16;
	if (len > 1)
		bits |= (uint32_t)bytes[1] << 8;
	if (len > 2)
		bits |= bytes[2];
	out[0] = base64_digit[bits >> 18];
	out[1] = base64_digit[bits >> 12 & 63];
	out[2] = len > 1 ? base64_digit[bits >> 6 & 63] : '=';
	out[3] = len > 2 ? base64_digit[bits & 63] : '=';
}

void
text_add_base64(struct text *t, const uint8_t *bytes, size_t len)
{
	if (len > SIZE_MAX / 4) {
		t->failed = true;
		return;
	}
	size_t groups = (len + 2) / 3;
	char *room = text_reserve(t, 4 * groups);
	if (room == NULL)
		return;
	for (size_t i = 0; i < groups; i++)
		base64_group(room + 4 * i, bytes + 3 * i, len - 3 * i);
	text_commit(t, 4 * groups);
}

void
text_addf(struct text *t, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0) {
		t->failed = true;
		return;
	}
	char *room = text_reserve(t, (size_t)len);
	if (room == NULL)
		return;
	va_start(args, format);
	vsnprintf(room, (size_t)len + 1, format, args);
	va_end(args);
	text_commit(t, (size_t)len);
}

struct date {
	long year;
	long month; /* 1 to 12 */
	long day;   /* 1 to 31 */
};

/* Writes `n` with leading zeros over `width` places, an even number. */
static void
put_padded(char *at, int width, unsigned n)
{
	for (; width > 0; n /= 100)
		put_two(at + (width -= 2), n % 100);
}

static void
put_date(char *at, const struct date *d, int gap)
{
	put_padded(at, 4, (unsigned)d->year);
	put_padded(at + 4 + gap, 2, (unsigned)d->month);
	put_padded(at + 6 + 2 * gap, 2, (unsigned)d->day);
}

/* Seconds of a day. */
static void
put_clock(char *at, unsigned in_day_s, int gap)
{
	put_padded(at, 2, in_day_s / 3600);
	put_padded(at + 2 + gap, 2, in_day_s / 60 % 60);
	put_padded(at + 4 + 2 * gap, 2, in_day_s % 60);
}

/*
 * The Gregorian date of a day since 1970-01-01, which is not before 1600.
 * gmtime_r() does the same behind a lock that all threads share.
 */
static struct date
date_of(long day_number)
{
	/* Years that begin in March have their leap day at the end. */
	long days = day_number + 719468 - 4 * 146097; /* since 1600-03-01 */
	long era = days / 146097, in_era = days % 146097;
	long year =
	    (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	long in_year = in_era - (365 * year + year / 4 - year / 100);
	long month = (5 * in_year + 2) / 153; /* 0 is March */
	long day = in_year - (153 * month + 2) / 5 + 1;

	year += 1600 + 400 * era;
	if (month < 10)
		return (struct date){year, month + 3, day};
	return (struct date){year + 1, month - 9, day};
}

void
text_add_time(struct text *t, int64_t realtime_ns)
{
	static const char form[] = "0000-00-00T00:00:00.000000Z";
	int64_t us = realtime_ns / NS_PER_US;
	if (realtime_ns % NS_PER_US < 0)
		us--;
	const int64_t us_per_day = 86400LL * 1000000;
	int64_t days = us / us_per_day, in_day = us % us_per_day;
	if (in_day < 0) {
		in_day += us_per_day;
		days--;
	}
	struct date date = date_of(days);
	char *room = text_reserve(t, sizeof(form) - 1);
	if (room == NULL)
		return;
	memcpy(room, form, sizeof(form) - 1);
	put_date(room, &date, 1);
	put_clock(room + 11, (unsigned)(in_day / 1000000), 1);
	put_padded(room + 20, 6, (unsigned)(in_day % 1000000));
	text_commit(t, sizeof(form) - 1);
}

void
text_add_time_digits(struct text *t, uint32_t realtime_s)
{
	enum { DIGITS = 14, DAY_S = 86400 };
	struct date date = date_of(realtime_s / DAY_S);
	char *room = text_reserve(t, DIGITS);
	if (room == NULL)
		return;
	put_date(room, &date, 0);
	put_clock(room + 8, realtime_s % DAY_S, 0);
	text_commit(t, DIGITS);
}
