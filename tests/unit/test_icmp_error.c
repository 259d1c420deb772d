#include "net/icmp_error.h"

#include "probe_frames.h"
#include "tap.h"

static bool
parses(const uint8_t *frame, size_t len, struct icmp_error *out)
{
	struct packet p;
	return packet_parse(frame, len, &p) && icmp_error_parse(&p, out);
}

static void
test_types(bool ipv6)
{
	uint8_t frame[FRAME_MAX];
	unsigned right = 0;
	for (unsigned type = 0; type < 256; type++) {
		struct icmp_error e;
		bool error =
		    ipv6 ? type >= 1 && type <= 4
			 : (type >= 3 && type <= 5) || type == 11 || type == 12;
		size_t len = frames_icmp(ipv6, (uint8_t)type, 1, 100, frame);
		right += parses(frame, len, &e) == error;
	}
	ok(right == 256, ipv6 ? "types of RFC 4443" : "types of RFC 792");
}

static void
test_quote(bool ipv6)
{
	uint8_t frame[FRAME_MAX];
	struct icmp_error e;
	struct addr own = frames_own(ipv6), target = frames_target(ipv6);
	size_t quote = (ipv6 ? 54 : 34) + 8;
	size_t len = frames_icmp(ipv6, ipv6 ? 3 : 11, 1, 100, frame);

	ok(parses(frame, len, &e) && e.type == (ipv6 ? 3 : 11) && e.code == 1 &&
		addr_equal(&e.src, &own) && addr_equal(&e.dst, &target) &&
		e.proto == NET_TCP && e.src_port == FRAMES_OUR_PORT &&
		e.dst_port == 25 && e.seq == frames_cookie(ipv6),
	    "what was quoted");
	frame[quote] ^= 0x10;
	ok(!parses(frame, len, &e), "a quote of another version");
	frame[quote] ^= 0x10;
	frame[quote + (ipv6 ? 6 : 9)] = NET_UDP;
	ok(parses(frame, len, &e) && e.proto == NET_UDP && e.seq == 0, "UDP");
	frame[quote + (ipv6 ? 6 : 9)] = 47;
	ok(!parses(frame, len, &e), "GRE");
	unsigned parsed = 0;
	for (size_t n = 0; n < (ipv6 ? 48u : 28u); n++) {
		len = frames_icmp(ipv6, ipv6 ? 1 : 3, 1, n, frame);
		parsed += parses(frame, len, &e);
	}
	ok(parsed == 0, "every quote that is too short");
}

static void
test_ipv4(void)
{
	uint8_t frame[FRAME_MAX];
	struct icmp_error e;
	size_t len = frames_icmp(false, 3, 1, 100, frame);
	frame[34 + 8 + 7] = 1;
	ok(!parses(frame, len, &e), "a later fragment is quoted");
	frame[34 + 8 + 7] = 0;
	frame[34 + 8] = 0x44;
	ok(!parses(frame, len, &e), "a header of 16 bytes");
	frame[34 + 8] = 0x4f;
	ok(!parses(frame, len, &e), "a header past the end");
}

int
main(void)
{
	for (int ipv6 = 0; ipv6 < 2; ipv6++) {
		test_types(ipv6);
		test_quote(ipv6);
	}
	test_ipv4();
	return tap_end();
}
