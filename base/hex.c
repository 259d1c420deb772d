#include "base/hex.h"

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* One more than the digit; 0: no such digit. */
static const uint8_t hex_digits[256] = {
    ['0'] = 1,
    ['1'] = 2,
    ['2'] = 3,
    ['3'] = 4,
    ['4'] = 5,
    ['5'] = 6,
    ['6'] = 7,
    ['7'] = 8,
    ['8'] = 9,
    ['9'] = 10,
    ['a'] = 11,
    ['b'] = 12,
    ['c'] = 13,
    ['d'] = 14,
    ['e'] = 15,
    ['f'] = 16,
    ['A'] = 11,
    ['B'] = 12,
    ['C'] = 13,
    ['D'] = 14,
    ['E'] = 15,
    ['F'] = 16,
};

/* -1: no such digit. */
static int
hex_digit(char c)
{
	return hex_digits[(uint8_t)c] - 1;
}

bool
hex_decode(
    const char *text, size_t len, uint8_t *out, size_t cap, size_t *out_len)
{
	size_t digits = 0;
	unsigned high = 0;

	for (size_t i = 0; i < len; i++) {
		if (is_space(text[i]))
			continue;
		int digit = hex_digit(text[i]);
		if (digit < 0 || digits / 2 >= cap)
			return false;
		if (digits % 2 == 0)
			high = (unsigned)digit;
		else
			out[digits / 2] =
			    (uint8_t)(high << 4 | (unsigned)digit);
		digits++;
	}
	*out_len = digits / 2;
	return digits % 2 == 0;
}

static const uint8_t base64_digits[256] = {
    ['A'] = 1,
    ['B'] = 2,
    ['C'] = 3,
    ['D'] = 4,
    ['E'] = 5,
    ['F'] = 6,
    ['G'] = 7,
    ['H'] = 8,
    ['I'] = 9,
    ['J'] = 10,
    ['K'] = 11,
    ['L'] = 12,
    ['M'] = 13,
    ['N'] = 14,
    ['O'] = 15,
    ['P'] = 16,
    ['Q'] = 17,
    ['R'] = 18,
    ['S'] = 19,
    ['T'] = 20,
    ['U'] = 21,
    ['V'] = 22,
    ['W'] = 23,
    ['X'] = 24,
    ['Y'] = 25,
    ['Z'] = 26,
    ['a'] = 27,
    ['b'] = 28,
    ['c'] = 29,
    ['d'] = 30,
    ['e'] = 31,
    ['f'] = 32,
    ['g'] = 33,
    ['h'] = 34,
    ['i'] = 35,
    ['j'] = 36,
    ['k'] = 37,
    ['l'] = 38,
    ['m'] = 39,
    ['n'] = 40,
    ['o'] = 41,
    ['p'] = 42,
    ['q'] = 43,
    ['r'] = 44,
    ['s'] = 45,
    ['t'] = 46,
    ['u'] = 47,
    ['v'] = 48,
    ['w'] = 49,
    ['x'] = 50,
    ['y'] = 51,
    ['z'] = 52,
    ['0'] = 53,
    ['1'] = 54,
    ['2'] = 55,
    ['3'] = 56,
    ['4'] = 57,
    ['5'] = 58,
    ['6'] = 59,
    ['7'] = 60,
    ['8'] = 61,
    ['9'] = 62,
    ['+'] = 63,
    ['/'] = 64,
};

static int
base64_digit(char c)
{
	return base64_digits[(uint8_t)c] - 1;
}

/* Whole groups of four digits, up to what needs a closer look. */
static size_t
base64_groups(const char *text, size_t len, uint8_t *out, size_t cap, size_t *n)
{
	size_t at = 0;
	while (len - at >= 4 && cap - *n >= 3) {
		int a = base64_digit(text[at]), b = base64_digit(text[at + 1]),
		    c = base64_digit(text[at + 2]),
		    d = base64_digit(text[at + 3]);
		if ((a | b | c | d) < 0)
			break;
		uint32_t bits = (uint32_t)a << 18 | (uint32_t)b << 12 |
				(uint32_t)c << 6 | (uint32_t)d;
		out[(*n)++] = (uint8_t)(bits >> 16);
		out[(*n)++] = (uint8_t)(bits >> 8);
		out[(*n)++] = (uint8_t)bits;
		at += 4;
	}
	return at;
}

/* 2 digits make 1 byte, 3 make 2; padding must fill up to 4, or be absent. */
static bool
base64_ends_well(size_t digits, size_t padding, uint32_t bits)
{
	size_t last = digits % 4;
	if (last == 1 || (padding != 0 && (last + padding) % 4 != 0))
		return false;
	if (last == 2)
		return padding <= 2 && (bits & 0x0f) == 0;
	if (last == 3)
		return padding <= 1 && (bits & 0x03) == 0;
	return padding == 0;
}

bool
base64_decode(
    const char *text, size_t len, uint8_t *out, size_t cap, size_t *out_len)
{
	size_t digits = 0, padding = 0, n = 0;
	uint32_t bits = 0;

	for (size_t i = base64_groups(text, len, out, cap, &n); i < len; i++) {
		if (is_space(text[i]))
			continue;
		if (text[i] == '=') {
			padding++;
			continue;
		}
		int digit = base64_digit(text[i]);
		if (digit < 0 || padding > 0)
			return false;
		bits = bits << 6 | (uint32_t)digit;
		if (digits++ % 4 == 0)
			continue;
		if (n == cap)
			return false;
		/* The 2nd, 3rd and 4th digit each end a byte. */
		out[n++] = (uint8_t)(bits >> (6 - 2 * ((digits - 1) % 4)));
	}
	*out_len = n;
	return base64_ends_well(digits, padding, bits);
}
