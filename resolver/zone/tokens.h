/*
 * tokens.h - one entry of a master file, cut into fields (RFC 1035 5.1).
 *
 * An entry is a line, or several held together by parentheses.  Escapes stay
 * as they are in the fields: what \. means depends on the field.
 */
#ifndef ZONE_TOKENS_H
#define ZONE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ZONE_TOKENS_MAX = 512,          /* fields of one entry */
	ZONE_ENTRY_MAX_BYTES = 1 << 18, /* text of one entry */
};

struct zone_token {
	const char *text; /* a view into the file's text, no 0 behind */
	uint32_t len;     /* without the quotes */
	bool quoted;
};

struct zone_tokens {
	struct zone_token token[ZONE_TOKENS_MAX];
	unsigned count;  /* 0 for an empty line */
	bool indented;   /* begins with white space: the owner is left out */
	size_t consumed; /* bytes of text, line end included */
	unsigned lines;  /* line ends among them */
	bool cut;        /* the text ended before the line did */
	const char *fault;
};

enum zone_tokens_result {
	ZONE_TOKENS_ENTRY, /* an entry, perhaps an empty one */
	ZONE_TOKENS_MORE,  /* the entry does not end in this text */
	ZONE_TOKENS_FAULT, /* `fault` says why; `consumed` is its first line */
};

/*
 * Cuts the first entry of `text`.  `last`: no text follows it; then the
 * answer is never ZONE_TOKENS_MORE, unless `len` is 0.
 */
enum zone_tokens_result zone_tokens_parse(
    const char *text, size_t len, bool last, struct zone_tokens *out);

#endif
