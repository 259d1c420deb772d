#include "base/hex.h"

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* -1: no such digit. */
static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
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

/* -1: no such digit. */
static int
base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	if (c == '/')
		return 63;
	return -1;
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

	for (size_t i = 0; i < len; i++) {
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
