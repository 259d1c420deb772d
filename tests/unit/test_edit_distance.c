/* Levenshtein by bits, beside the table of distances itself. */
#include "analysis/dane/edit_distance.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

enum { DATA_MAX = 200, TRIALS = 3000 };

static unsigned
digit(const uint8_t *bytes, size_t i)
{
	return i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 0xfu;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Row by row, as the textbook has it. */
static size_t
by_table(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	size_t row[2 * DATA_MAX + 1];
	for (size_t k = 0; k <= 2 * b_len; k++)
		row[k] = k;
	for (size_t i = 1; i <= 2 * a_len; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t k = 1; k <= 2 * b_len; k++) {
			size_t above = row[k];
			size_t replaced =
			    diagonal + (digit(a, i - 1) != digit(b, k - 1));
			row[k] = least(replaced, least(above, row[k - 1]) + 1);
			diagonal = above;
		}
	}
	return row[2 * b_len];
}

static const struct {
	const char *name, *digest, *data;
	size_t digest_len, data_len, want;
} cases[] = {
    {"the same", "\x12\x34", "\x12\x34", 2, 2, 0},
    {"one digit", "\x12\x34", "\x12\x35", 2, 2, 1},
    {"nothing", "\x12\x34", "", 2, 0, 4},
    {"its second byte is missing", "\x12\x34\x56", "\x12\x56", 3, 2, 2},
    {"two digits at its front", "\x12\x34", "\x00\x12\x34", 2, 3, 2},
    {"moved by one digit", "\x12\x34", "\x01\x23", 2, 2, 2},
    {"no digit in common", "\x11\x11", "\x22\x22\x22", 2, 3, 6},
};

static void
fill(uint32_t *state, uint8_t *at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		*state = *state * 1664525u + 1013904223u;
		at[i] = (uint8_t)(*state >> 24);
	}
}

/* Of digests up to the longest, and of data that is much like them. */
static void
beside_table(void)
{
	uint8_t digest[EDIT_DIGEST_MAX], data[DATA_MAX];
	uint32_t state = 1;
	bool same = true;
	for (size_t i = 0; same && i < TRIALS; i++) {
		size_t digest_len = 1 + i % EDIT_DIGEST_MAX;
		size_t from = i % 7, len = i % DATA_MAX;
		fill(&state, digest, sizeof(digest));
		fill(&state, data, sizeof(data));
		if (i % 3 != 0)
			memcpy(data + from, digest, digest_len);
		if (i % 3 == 2)
			data[from + digest_len / 2] ^= 0x11;
		same = edit_distance(digest, digest_len, data, len) ==
		       by_table(digest, digest_len, data, len);
		if (!same)
			printf("# trial %zu\n", i);
	}
	ok(same, "random digests and data");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ok(edit_distance((const uint8_t *)cases[i].digest,
		       cases[i].digest_len, (const uint8_t *)cases[i].data,
		       cases[i].data_len) == cases[i].want,
		    cases[i].name);
	beside_table();
	return tap_end();
}
