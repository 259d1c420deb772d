/*
 * explanation_text.h - the pieces that explanations are made of: times, what
 * is left until then, TLSA records, a stranger's bytes.
 */
#ifndef EXPLANATION_TEXT_H
#define EXPLANATION_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct tlsa;

enum explanation_colour {
	EXPLANATION_PLAIN,
	EXPLANATION_RED,
	EXPLANATION_ORANGE,
	EXPLANATION_GREEN,
};

/* "2026-11-24 09:00:00 UTC", of seconds since 1970. */
void explanation_add_time(struct text *t, int64_t at_s);

/* The same to the minute, and " (13 days left)" or " (3 days ago)". */
void explanation_add_end(struct text *t, int64_t at_s, int64_t now_s);

/* The record whole, as it stands in a zone file. */
void explanation_add_tlsa(struct text *t, const struct tlsa *r);

/* Bytes of which none is to reach a terminal as it is; of many the first. */
void explanation_add_foreign(struct text *t, const uint8_t *bytes, size_t len);

/* What follows is in this colour, until PLAIN; nothing unless `wanted`. */
void explanation_add_colour(
    struct text *t, bool wanted, enum explanation_colour colour);

#endif
