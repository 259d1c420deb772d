#include "neighbours.h"

#include <stdbool.h>
#include <string.h>

static const uint8_t our_mac[6] = {2, 0, 0, 0, 0, 1};

static bool
is_ours_v4(const uint8_t *a)
{
	bool scanner = a[1] == 18 && a[2] == 0;
	return a[0] == 198 && (a[1] & 0xfe) == 18 && (!scanner || a[3] == 1);
}

static bool
is_ours_v6(const uint8_t *a)
{
	static const uint8_t scanner[15] = {0x20, 1, 0xd, 0xb8};
	return memcmp(a, scanner, 4) == 0 &&
	       (memcmp(a, scanner, 8) != 0 ||
		   (memcmp(a, scanner, 15) == 0 && a[15] == 1));
}

static size_t
answer_arp(const uint8_t *frame, uint8_t *out)
{
	const uint8_t *arp = frame + 14;
	if (memcmp(arp, "\0\1\x08\0\6\4\0\1", 8) != 0 || !is_ours_v4(arp + 24))
		return 0;
	memcpy(out, frame + 6, 6);
	memcpy(out + 6, our_mac, 6);
	memcpy(out + 12, "\x08\x06\0\1\x08\0\6\4\0\2", 10);
	memcpy(out + 22, our_mac, 6);
	memcpy(out + 28, arp + 24, 4);
	memcpy(out + 32, arp + 8, 10); /* who asked */
	return 42;
}

/* Over the pseudo header and `len` bytes of ICMPv6 behind the header. */
static void
put_sum(uint8_t *ip, size_t len)
{
	uint32_t sum = 58 + (uint32_t)len;
	for (size_t i = 8; i < 40 + len; i += 2)
		sum += (uint32_t)ip[i] << 8 | ip[i + 1];
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	ip[42] = (uint8_t)(~sum >> 8);
	ip[43] = (uint8_t)~sum;
}

static size_t
answer_ndp(const uint8_t *frame, uint8_t *out)
{
	const uint8_t *ip = frame + 14;
	uint8_t *reply = out + 14;
	bool unspecified = memcmp(ip + 8, (uint8_t[16]){0}, 16) == 0;
	if (ip[6] != 58 || ip[40] != 135 || unspecified || !is_ours_v6(ip + 48))
		return 0;
	memset(out, 0, 86);
	memcpy(out, frame + 6, 6);
	memcpy(out + 6, our_mac, 6);
	memcpy(out + 12, "\x86\xdd\x60\0\0\0\0\x20\x3a\xff", 10);
	memcpy(reply + 8, ip + 48, 16);
	memcpy(reply + 24, ip + 8, 16);
	reply[40] = 136;
	reply[44] = 0x60; /* solicited, override */
	memcpy(reply + 48, ip + 48, 16);
	reply[64] = 2;
	reply[65] = 1;
	memcpy(reply + 66, our_mac, 6);
	put_sum(reply, 32);
	return 86;
}

size_t
simnet_neighbour_answer(const uint8_t *frame, size_t len, uint8_t *out)
{
	if (len >= 42 && memcmp(frame + 12, "\x08\x06", 2) == 0)
		return answer_arp(frame, out);
	if (len >= 78 && memcmp(frame + 12, "\x86\xdd", 2) == 0)
		return answer_ndp(frame, out);
	return 0;
}
