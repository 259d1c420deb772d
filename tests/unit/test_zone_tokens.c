/*
 * Lines cut 64 characters at a time, beside the same lines cut one character
 * after the other: which it is depends on how much text is behind them.
 */
#include "resolver/zone/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "tap.h"

enum { LINES = 20000, LINE_MAX_BYTES = 300, BEHIND = 64, SHOWN = 3 };

static struct zone_tokens fast, slow;

static uint64_t
draw(uint64_t *state)
{
	static const struct siphash_key key = {3, 4};
	++*state;
	return siphash(&key, state, sizeof(*state));
}

/* Fields of all lengths, so that each edge is at each place of 64. */
static size_t
make_line(uint64_t *state, char *line)
{
	static const char plain[] = "abcXYZ019-._@*\x80\xff/=+:";
	static const char odd[] = "\t\r ;()\"\\";
	uint64_t fields = draw(state) % 9;
	size_t len = 0;
	for (uint64_t f = 0; f < fields; f++) {
		uint64_t blanks = draw(state) % 4, chars = draw(state) % 70;
		if (len + blanks + chars + 2 > LINE_MAX_BYTES)
			break;
		for (; blanks > 0; blanks--)
			line[len++] = "\t \r"[draw(state) % 3];
		for (; chars > 0; chars--)
			line[len++] = plain[draw(state) % (sizeof(plain) - 1)];
		if (draw(state) % 16 == 0)
			line[len++] = odd[draw(state) % (sizeof(odd) - 1)];
	}
	line[len++] = '\n';
	return len;
}

static bool
are_equal(enum zone_tokens_result a, enum zone_tokens_result b)
{
	if (a != b)
		return false;
	if (a != ZONE_TOKENS_ENTRY)
		return true;
	if (fast.count != slow.count || fast.consumed != slow.consumed ||
	    fast.indented != slow.indented || fast.lines != slow.lines ||
	    fast.cut != slow.cut || fast.fault != slow.fault)
		return false;
	for (unsigned i = 0; i < fast.count; i++) {
		const struct zone_token *x = &fast.token[i];
		const struct zone_token *y = &slow.token[i];
		if (x->len != y->len || x->quoted != y->quoted ||
		    memcmp(x->text, y->text, x->len) != 0)
			return false;
	}
	return true;
}

static void
test_lines(void)
{
	uint64_t state = 0;
	unsigned other = 0, shown = 0;
	for (unsigned i = 0; i < LINES; i++) {
		char text[LINE_MAX_BYTES + BEHIND];
		size_t len = make_line(&state, text);
		/* Its own memory: a byte read behind the line is seen. */
		char *alone = malloc(len);
		if (alone == NULL)
			abort();
		memcpy(alone, text, len);
		memset(text + len, 'x', BEHIND - 1);
		text[len + BEHIND - 1] = '\n';
		bool same = are_equal(
		    zone_tokens_parse(text, len + BEHIND, true, &fast),
		    zone_tokens_parse(alone, len, true, &slow));
		if (!same && shown++ < SHOWN)
			printf("# %.*s", (int)len, text);
		other += !same;
		free(alone);
	}
	ok(other == 0, "lines are cut the same way, with and without a text "
		       "behind them");
}

static void
test_many_fields(void)
{
	char text[2 * ZONE_TOKENS_MAX + 2 + BEHIND];
	memset(text, 'x', sizeof(text));
	for (unsigned i = 0; i < ZONE_TOKENS_MAX; i++)
		text[2 * i + 1] = ' ';
	text[2 * ZONE_TOKENS_MAX - 1] = '\n';
	ok(zone_tokens_parse(text, sizeof(text), false, &fast) ==
		    ZONE_TOKENS_ENTRY &&
		fast.count == ZONE_TOKENS_MAX,
	    "as many fields as there may be");
	text[2 * ZONE_TOKENS_MAX - 1] = ' ';
	text[2 * ZONE_TOKENS_MAX + 1] = '\n';
	ok(zone_tokens_parse(text, sizeof(text), false, &fast) ==
		    ZONE_TOKENS_FAULT &&
		strcmp(fast.fault, "too many fields") == 0,
	    "and one more");
}

int
main(void)
{
	test_lines();
	test_many_fields();
	return tap_end();
}
