#include "net/checksum.h"

#include <stdlib.h>

#include "tap.h"

/* RFC 1071 as it reads: word by word, the carry added at once. */
static uint16_t
slow(const uint8_t *bytes, size_t len)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < len; i++) {
		sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
		if (sum > 0xffff)
			sum = (sum & 0xffff) + 1;
	}
	return (uint16_t)~sum;
}

static uint16_t
fast(const uint8_t *bytes, size_t len)
{
	return checksum_end(checksum_add(0, bytes, len));
}

static void
test_random(void)
{
	uint8_t bytes[1600];
	bool whole = true, parts = true;
	for (int round = 0; round < 2000; round++) {
		size_t len = (size_t)rand() % sizeof(bytes);
		size_t cut = (size_t)rand() % (len + 1) / 2 * 2;
		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)rand();
		uint16_t want = slow(bytes, len);
		whole &= fast(bytes, len) == want;
		uint32_t sum = checksum_add(0, bytes, cut);
		sum = checksum_add(sum, bytes + cut, len - cut);
		parts &= checksum_end(sum) == want;
	}
	ok(whole, "random bytes of every length");
	ok(parts, "in two parts, the first even");
}

int
main(void)
{
	static const uint8_t rfc1071[] = {
	    0, 1, 0xf2, 3, 0xf4, 0xf5, 0xf6, 0xf7};
	static uint8_t ones[65536];
	for (size_t i = 0; i < sizeof(ones); i++)
		ones[i] = 0xff;

	srand(1071);
	ok(fast(rfc1071, sizeof(rfc1071)) == 0x220d, "RFC 1071 section 3");
	ok(fast(rfc1071, 0) == 0xffff, "no bytes");
	ok(fast(rfc1071 + 2, 1) == 0x0dff, "one byte is the high one");
	ok(fast(ones, sizeof(ones)) == 0, "all ones, many carries");
	/* 0xffff + 0x0001 folds to 0x1, but 0x1ffff must be folded twice. */
	ok(checksum_end(0x1ffff) == 0xfffe, "folding once is not enough");
	ok(checksum_end(0xffffffff) == 0, "the largest sum");
	ok(checksum_end(checksum_add(0xfffffffe, ones, 4)) ==
		checksum_end(checksum_add(0xfffe, ones, 4)),
	    "a running sum near its end does not overflow");
	test_random();
	return tap_end();
}
