/*
 * text.h - a growing buffer of bytes, for text that we write.
 *
 * Appending never fails in the caller's hands: when the heap is exhausted
 * `failed` is set, further appends do nothing, and whoever uses the whole
 * asks text_ok() once.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/macros.h"

struct text {
	char *bytes; /* always followed by a zero byte when not NULL */
	size_t len;  /* without that zero byte */
	size_t cap;
	bool failed;
};

void text_init(struct text *t);
void text_fini(struct text *t);  /* frees; `t` may be used again after init */
void text_clear(struct text *t); /* keeps the memory */
void text_truncate(struct text *t, size_t len); /* len <= t->len */
bool text_ok(const struct text *t);

static inline void text_add(struct text *t, const char *s);
static inline void text_add_bytes(
    struct text *t, const void *bytes, size_t len);
static inline void text_add_char(struct text *t, char c);
void text_add_u64(struct text *t, uint64_t n);
void text_add_i64(struct text *t, int64_t n);
void text_add_hex(struct text *t, const uint8_t *bytes, size_t len);
void text_add_base64(struct text *t, const uint8_t *bytes, size_t len);
PRINTF_LIKE(2, 3) void text_addf(struct text *t, const char *format, ...);

/* Room for `len` more bytes, not counted until text_commit(); NULL: no heap. */
static inline char *text_reserve(struct text *t, size_t len);
static inline void text_commit(struct text *t, size_t len);

/* ISO 8601 UTC with microseconds, of nanoseconds since 1970. */
void text_add_time(struct text *t, int64_t realtime_ns);

/* The same instant as RRSIG has it, YYYYMMDDHHMMSS, of seconds since 1970. */
void text_add_time_digits(struct text *t, uint32_t realtime_s);

/* What text_reserve() does where there is not room enough. */
char *text_reserve_more(struct text *t, size_t len);

/*
 * Inline, as records are made of pieces of a few bytes: of those whose length
 * is known where they are added no more is left than a few stores.
 */
static inline char *
text_reserve(struct text *t, size_t len)
{
	if (t->cap > t->len && len < t->cap - t->len && !t->failed)
		return t->bytes + t->len;
	return text_reserve_more(t, len);
}

static inline void
text_commit(struct text *t, size_t len)
{
	t->len += len;
	t->bytes[t->len] = '\0';
}

static inline void
text_add_bytes(struct text *t, const void *bytes, size_t len)
{
	char *room = text_reserve(t, len);
	if (room == NULL)
		return;
	if (len > 0)
		memcpy(room, bytes, len);
	text_commit(t, len);
}

static inline void
text_add(struct text *t, const char *s)
{
	text_add_bytes(t, s, strlen(s));
}

static inline void
text_add_char(struct text *t, char c)
{
	text_add_bytes(t, &c, 1);
}

#endif
