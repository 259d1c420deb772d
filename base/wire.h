/*
 * wire.h - a bounded cursor over bytes that we did not write.
 *
 * No read passes `end`.  The first read that would sets `bad`, and from then
 * on every read gives zero.  So: read a whole header, test wire_ok() once,
 * and only then use what was read.  The bytes are borrowed, never copied.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire {
	const uint8_t *at;  /* next byte to read */
	const uint8_t *end; /* one past the last byte */
	bool bad;           /* some read did not fit */
};

/* A cursor over `len` bytes; `bytes` is not NULL, even when `len` is 0. */
static inline struct wire
wire_over(const uint8_t *bytes, size_t len)
{
	return (struct wire){.at = bytes, .end = bytes + len};
}

static inline bool
wire_ok(const struct wire *w)
{
	return !w->bad;
}

static inline size_t
wire_left(const struct wire *w)
{
	return (size_t)(w->end - w->at);
}

/* Splits off the next `len` bytes.  If they are not there, both are bad. */
static inline struct wire
wire_sub(struct wire *w, size_t len)
{
	if (w->bad || len > wire_left(w)) {
		w->bad = true;
		return (struct wire){.at = w->end, .end = w->end, .bad = true};
	}
	struct wire part = wire_over(w->at, len);
	w->at += len;
	return part;
}

static inline uint8_t
wire_u8(struct wire *w)
{
	struct wire b = wire_sub(w, 1);
	if (b.bad)
		return 0;
	return b.at[0];
}

/* Writes two bytes, and gives the place behind them. */
static inline uint8_t *
wire_put_u16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
	return at + 2;
}

/* Big-endian, as all our protocols are. */
static inline uint16_t
wire_u16(struct wire *w)
{
	struct wire b = wire_sub(w, 2);
	if (b.bad)
		return 0;
	return (uint16_t)(b.at[0] << 8 | b.at[1]);
}

static inline uint32_t
wire_u32(struct wire *w)
{
	struct wire b = wire_sub(w, 4);
	if (b.bad)
		return 0;
	return (uint32_t)b.at[0] << 24 | (uint32_t)b.at[1] << 16 |
	       (uint32_t)b.at[2] << 8 | b.at[3];
}

#endif
