/*
 * record_random.h - random records: each is written, read back and compared.
 *
 * `PROGRAM --lines N` prints N of the lines instead, for tests/schema/lines.
 */
#ifndef RECORD_RANDOM_H
#define RECORD_RANDOM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"
#include "output/record/reader.h"
#include "tap.h"

/* splitmix64; memory of one trial, zeroed and freed after it. */
struct rnd {
	uint64_t state;
	void *kept[4096];
	size_t kept_count;
};

static inline uint64_t
rnd_u64(struct rnd *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* 0 to n - 1 */
static inline size_t
rnd_below(struct rnd *r, size_t n)
{
	return (size_t)(rnd_u64(r) % n);
}

static inline bool
rnd_one_in(struct rnd *r, size_t n)
{
	return rnd_below(r, n) == 0;
}

static inline void *
rnd_alloc(struct rnd *r, size_t len)
{
	void *p = calloc(1, len > 0 ? len : 1);
	if (p == NULL || r->kept_count == ARRAY_LEN(r->kept))
		abort();
	return r->kept[r->kept_count++] = p;
}

static inline void
rnd_forget(struct rnd *r)
{
	while (r->kept_count > 0)
		free(r->kept[--r->kept_count]);
}

/* Mostly short, sometimes none, sometimes `max`. */
static inline size_t
rnd_len(struct rnd *r, size_t max)
{
	switch (rnd_below(r, 16)) {
	case 0:
		return 0;
	case 1:
		return max;
	case 2:
		return rnd_below(r, max + 1);
	default:
		return rnd_below(r, max < 20 ? max + 1 : 20);
	}
}

static inline void
rnd_fill(struct rnd *r, void *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		((uint8_t *)at)[i] = (uint8_t)rnd_u64(r);
}

static inline struct record_bytes
rnd_bytes(struct rnd *r, size_t max)
{
	size_t len = rnd_len(r, max);
	void *at = rnd_alloc(r, len);
	rnd_fill(r, at, len);
	return (struct record_bytes){at, len};
}

/* Printable ASCII, with what JSON escapes. */
static inline const char *
rnd_printable(struct rnd *r, size_t max)
{
	size_t len = rnd_len(r, max);
	char *s = rnd_alloc(r, len + 1);
	for (size_t i = 0; i < len; i++)
		s[i] = (char)(' ' + rnd_below(r, 95));
	return s;
}

/* UTF-8, control characters among it. */
static inline const char *
rnd_text(struct rnd *r, size_t max)
{
	static const char *const odd[] = {"\xc3\xa4", "\xe2\x82\xac",
	    "\xf0\x9f\x93\xa7", "\xc2\x80", "\xef\xbf\xbf", "\t", "\x01",
	    "\x7f", "\"", "\\", "/"};
	struct text t;
	text_init(&t);
	for (size_t n = rnd_len(r, max); n > 0; n--) {
		if (rnd_one_in(r, 4))
			text_add(&t, odd[rnd_below(r, ARRAY_LEN(odd))]);
		else
			text_add_char(&t, (char)('a' + rnd_below(r, 26)));
	}
	char *s = rnd_alloc(r, t.len + 1);
	if (t.len > 0)
		memcpy(s, t.bytes, t.len);
	text_fini(&t);
	return s;
}

/* Any bytes but capitals, labels and names of any length they may have. */
static inline const struct dns_name *
rnd_name(struct rnd *r)
{
	struct dns_name *n = rnd_alloc(r, sizeof(*n));
	size_t labels = rnd_one_in(r, 8) ? 128 : rnd_below(r, 5);
	bool odd = rnd_one_in(r, 2);
	while (labels-- > 0) {
		size_t room = DNS_NAME_MAX - 2u - n->len;
		size_t len = rnd_one_in(r, 8) ? 63 : 1 + rnd_below(r, 12);
		if (n->len + 2u > DNS_NAME_MAX - 1u)
			break;
		len = len > room ? room : len;
		n->wire[n->len++] = (uint8_t)len;
		for (; len > 0; len--) {
			uint8_t c = (uint8_t)(odd ? rnd_u64(r)
						  : 'a' + rnd_below(r, 26));
			n->wire[n->len++] =
			    c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
		}
	}
	n->wire[n->len++] = 0;
	return n;
}

static inline const struct addr *
rnd_addr(struct rnd *r)
{
	struct addr *a = rnd_alloc(r, sizeof(*a));
	uint8_t bytes[16];
	rnd_fill(r, bytes, sizeof(bytes));
	for (size_t i = rnd_below(r, 16); i < sizeof(bytes); i++)
		bytes[i] = 0;
	*a = rnd_one_in(r, 2) ? addr_from_v4(bytes) : addr_from_v6(bytes);
	return a;
}

/* From 1970 to 2262, with the whole microseconds that records have. */
static inline int64_t
rnd_time_ns(struct rnd *r)
{
	return (int64_t)rnd_below(r, 9223372036) * NS_PER_S +
	       (int64_t)rnd_below(r, 1000000) * 1000;
}

static inline bool
same_bytes(const struct record_bytes *a, const struct record_bytes *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->at, b->at, a->len) == 0);
}

static inline bool
same_name(const struct dns_name *a, const struct dns_name *b)
{
	return a == NULL || b == NULL ? a == b : dns_name_equal(a, b);
}

static inline bool
same_addr(const struct addr *a, const struct addr *b)
{
	return a == NULL || b == NULL ? a == b : addr_equal(a, b);
}

static inline bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Appends the line of a random record.  True: it reads back as the same. */
typedef bool record_trial(
    struct rnd *r, struct record_reader *reader, struct text *line);

/* One trial for each seed.  False, having said so: not the same. */
static inline bool
record_trials_run(record_trial *trial, size_t count, bool print)
{
	static struct rnd r;
	struct record_reader reader;
	struct text line;
	bool good = true;
	record_reader_init(&reader);
	text_init(&line);
	for (size_t seed = 1; good && seed <= count; seed++) {
		text_clear(&line);
		r.state = seed;
		good = trial(&r, &reader, &line) && text_ok(&line) &&
		       memchr(line.bytes, '\n', line.len) ==
			   line.bytes + line.len - 1;
		rnd_forget(&r);
		if (print)
			fwrite(line.bytes, 1, line.len, stdout);
		else if (!good)
			printf("# seed %zu, fault %.300s\n# %.3000s", seed,
			    record_reader_fault(&reader),
			    line.len > 0 ? line.bytes : "\n");
	}
	text_fini(&line);
	record_reader_fini(&reader);
	return good;
}

/* `count` trials, or lines of the same for a schema. */
static inline int
record_trials(int argc, char *argv[], size_t count, record_trial *trial)
{
	if (argc == 3 && strcmp(argv[1], "--lines") == 0)
		return !record_trials_run(
		    trial, strtoul(argv[2], NULL, 10), true);
	ok(record_trials_run(trial, count, false),
	    "random records, written and read back");
	return tap_end();
}

#endif
