#include "tokens.h"

#include <string.h>

#include "char_masks.h"

/* Where text is being cut. */
struct cursor {
	const char *at, *end;
	bool last;   /* nothing follows `end` */
	bool inside; /* parentheses: a line end means nothing */
};

/* Characters that end an unquoted field, and the backslash. */
static const bool stops[256] = {
    [' '] = true,
    ['\t'] = true,
    ['\r'] = true,
    ['\n'] = true,
    [';'] = true,
    ['('] = true,
    [')'] = true,
    ['"'] = true,
    ['\\'] = true,
};

/* At the first character that ends the field, or at the end of text. */
static const char *
skip_field(const char *at, const char *end)
{
	while (at < end) {
		if (!stops[(uint8_t)*at]) {
			at++;
		} else if (*at == '\\' && at + 1 < end && at[1] != '\n') {
			at += 2; /* the second ends nothing */
		} else {
			break;
		}
	}
	return at;
}

/* At the quote that ends a string, at a line end, or at the end of text. */
static const char *
skip_string(const char *at, const char *end)
{
	while (at < end && *at != '"' && *at != '\n') {
		if (*at == '\\' && at + 1 < end && at[1] != '\n')
			at++;
		at++;
	}
	return at;
}

static bool
add_field(
    struct zone_tokens *out, const char *from, const char *to, bool quoted)
{
	if (out->count == ZONE_TOKENS_MAX) {
		out->fault = "too many fields";
		return false;
	}
	out->token[out->count++] = (struct zone_token){
	    .text = from, .len = (uint32_t)(to - from), .quoted = quoted};
	return true;
}

/* A quoted string, from its first quote on. */
static bool
take_string(struct cursor *c, struct zone_tokens *out)
{
	const char *from = c->at + 1;
	const char *to = skip_string(from, c->end);

	if (to < c->end && *to == '\n') {
		out->fault = "no closing quote";
		return false;
	}
	c->at = to < c->end ? to + 1 : c->end;
	if (to == c->end) {
		out->fault = c->last ? "no closing quote" : NULL;
		return false;
	}
	return add_field(out, from, to, true);
}

static bool
take_parenthesis(struct cursor *c, struct zone_tokens *out)
{
	bool open = *c->at++ == '(';

	if (open == c->inside) {
		out->fault = open ? "a parenthesis in parentheses"
				  : "a parenthesis too many";
		return false;
	}
	c->inside = open;
	return true;
}

/* Takes one thing that is no line end.  False: fault, or it is not whole. */
static bool
take(struct cursor *c, struct zone_tokens *out)
{
	const char *from = c->at;

	switch (*from) {
	case ' ':
	case '\t':
	case '\r':
		c->at++;
		return true;
	case ';':
		c->at = memchr(from, '\n', (size_t)(c->end - from));
		if (c->at == NULL)
			c->at = c->end;
		return true;
	case '(':
	case ')':
		return take_parenthesis(c, out);
	case '"':
		return take_string(c, out);
	default:
		c->at = skip_field(from, c->end);
		if (c->at ==
		    from) /* a backslash at the end of a line or of text */
			c->at++;
		return add_field(out, from, c->at, false);
	}
}

/* The whole entry up to its line end.  False: fault, or it is not whole. */
static bool
take_entry(struct cursor *c, struct zone_tokens *out)
{
	while (c->at < c->end) {
		if (*c->at != '\n') {
			if (!take(c, out))
				return false;
			continue;
		}
		c->at++;
		out->lines++;
		if (!c->inside)
			return true;
	}
	out->cut = c->last;
	if (c->last && c->inside)
		out->fault = "no closing parenthesis";
	return c->last && !c->inside;
}

/* Gives up the first line only: what follows may be whole. */
static enum zone_tokens_result
fault(const char *text, size_t len, bool last, struct zone_tokens *out)
{
	const char *end = memchr(text, '\n', len);

	if (end == NULL && !last)
		return ZONE_TOKENS_MORE;
	out->consumed = end != NULL ? (size_t)(end + 1 - text) : len;
	out->lines = 1;
	return ZONE_TOKENS_FAULT;
}

/*
 * Adds the fields that begin or end in 64 characters from `at` on, of which
 * those above the bits of `within` do not count.  A bit of `edges` is where a
 * field begins, and the next one where it ends.  False: too many.
 */
static bool
add_edges(
    const char *at, uint64_t edges, const char **from, struct zone_tokens *out)
{
	for (; edges != 0; edges &= edges - 1) {
		const char *edge = at + __builtin_ctzll(edges);
		if (*from == NULL) {
			*from = edge;
			continue;
		}
		if (out->count == ZONE_TOKENS_MAX)
			return false;
		out->token[out->count++] = (struct zone_token){
		    .text = *from, .len = (uint32_t)(edge - *from)};
		*from = NULL;
	}
	return true;
}

/*
 * Nearly all entries of a big zone are a line without a special character: it
 * is cut 64 characters at a time.  False: it is not, or it is not whole.
 */
static bool
take_plain_line(const char *text, const char *end, struct zone_tokens *out)
{
	const char *from = NULL; /* of the field that has begun */
	uint64_t before = 1;     /* a field's end, or none, is before */

	for (const char *at = text; end - at >= CHAR_MASKS_BYTES;
	     at += CHAR_MASKS_BYTES) {
		struct char_masks m = char_masks_of(at);
		uint64_t apart = m.blank | m.line_end;
		/* Up to the first line end, and with it. */
		uint64_t within = m.line_end ^ (m.line_end - 1);
		if ((m.special & within) != 0)
			return false;
		if (!add_edges(at, (apart ^ (apart << 1 | before)) & within,
			&from, out))
			return false;
		if (m.line_end != 0) {
			at += __builtin_ctzll(m.line_end) + 1;
			out->consumed = (size_t)(at - text);
			out->lines = 1;
			return true;
		}
		before = apart >> 63;
	}
	return false;
}

enum zone_tokens_result
zone_tokens_parse(
    const char *text, size_t len, bool last, struct zone_tokens *out)
{
	struct cursor c = {.at = text, .end = text + len, .last = last};

	out->count = 0;
	out->lines = 0;
	out->cut = false;
	out->fault = NULL;
	if (len == 0)
		return ZONE_TOKENS_MORE;
	out->indented = text[0] == ' ' || text[0] == '\t';
	if (take_plain_line(text, c.end, out))
		return ZONE_TOKENS_ENTRY;
	out->count = 0;
	if (take_entry(&c, out)) {
		out->consumed = (size_t)(c.at - text);
		return ZONE_TOKENS_ENTRY;
	}
	if (out->fault != NULL)
		return fault(text, len, last, out);
	return ZONE_TOKENS_MORE;
}
