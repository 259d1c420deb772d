#include "link/port_filter.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/macros.h"
#include "net/frame.h"
#include "tap.h"

enum { FIRST = 61000, LAST = 61099 };

static const struct route routes[] = {
    {.src = {{[10] = 0xff, 0xff, 198, 18, 0, 2}}},
    {.src = {{0x20, 1, 0x0d, 0xb8, [15] = 2}}},
};

/* The kernel filters what comes out of a pair of sockets: no root needed. */
static int
filtered_pair(int pair[2])
{
	struct sock_filter code[PORT_FILTER_MAX];
	struct sock_fprog program = {
	    .len = port_filter_build(code, FIRST, LAST), .filter = code};
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
		return -1;
	return setsockopt(
	    pair[1], SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

static bool
passes(int pair[2], const uint8_t *frame, size_t len)
{
	uint8_t got[FRAME_MAX];
	if (send(pair[0], frame, len, 0) != (ssize_t)len)
		return false;
	return recv(pair[1], got, sizeof(got), MSG_DONTWAIT) == (ssize_t)len &&
	       memcmp(got, frame, len) == 0;
}

static size_t
frame_for(const struct frame_templates *t, const struct route *r, bool tcp,
    uint16_t port, uint8_t *frame)
{
	uint8_t payload[7] = "payload";
	if (tcp)
		return frame_build_tcp(t,
		    &(struct frame_tcp){.dst = r->src,
			.src_port = 25,
			.dst_port = port,
			.flags = TCP_ACK,
			.payload = payload,
			.payload_len = sizeof(payload)},
		    frame);
	return frame_build_udp(t,
	    &(struct frame_udp){.dst = r->src,
		.src_port = 53,
		.dst_port = port,
		.payload = payload,
		.payload_len = sizeof(payload)},
	    frame);
}

static void
test_ports(int pair[2], const struct route *r, const struct frame_templates *t)
{
	static const struct {
		const char *name;
		uint16_t port;
		bool want;
	} rows[] = {
	    {"below the range", FIRST - 1, false},
	    {"the first port", FIRST, true},
	    {"inside", FIRST + 50, true},
	    {"the last port", LAST, true},
	    {"above the range", LAST + 1, false},
	    {"port 0", 0, false},
	};
	uint8_t frame[FRAME_MAX];
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (int tcp = 0; tcp <= 1; tcp++) {
			size_t len =
			    frame_for(t, r, tcp != 0, rows[i].port, frame);
			ok(passes(pair, frame, len) == rows[i].want,
			    rows[i].name);
		}
}

static void
test_ipv4(int pair[2], const uint8_t *frame, size_t len)
{
	uint8_t other[FRAME_MAX];
	memcpy(other, frame, len);
	other[20] = 0x20;
	ok(!passes(pair, other, len), "a first fragment");
	other[20] = 0;
	other[21] = 1;
	ok(!passes(pair, other, len), "a later fragment");
	other[21] = 0;
	other[23] = 1;
	ok(!passes(pair, other, len), "an ICMP echo");
	memcpy(other, frame, 34);
	memset(other + 34, 0, 4);
	memcpy(other + 38, frame + 34, len - 34);
	other[14] = 0x46;
	ok(passes(pair, other, len + 4), "IPv4 with an option");
	other[12] = 0x12;
	ok(!passes(pair, other, len), "another ethertype");
}

/* The types that are errors, of the 256 there are. */
static void
test_icmp(int pair[2], const uint8_t *frame, size_t len, bool ipv6)
{
	uint8_t other[FRAME_MAX];
	size_t type_at = ipv6 ? 54 : 34;
	unsigned right = 0;
	memcpy(other, frame, len);
	other[ipv6 ? 20 : 23] = ipv6 ? 58 : 1;
	for (unsigned type = 0; type < 256; type++) {
		bool error =
		    ipv6 ? type >= 1 && type <= 4
			 : (type >= 3 && type <= 5) || type == 11 || type == 12;
		other[type_at] = (uint8_t)type;
		right += passes(pair, other, len) == error;
	}
	ok(right == 256, ipv6 ? "ICMPv6 errors" : "ICMP errors");
}

static void
test_short(int pair[2], const uint8_t *frame)
{
	bool none = true;
	for (size_t len = 1; len < 38; len++)
		none &= !passes(pair, frame, len);
	ok(none, "every frame too short for a port");
}

int
main(void)
{
	int pair[2];
	uint8_t frame[FRAME_MAX];
	if (filtered_pair(pair) < 0) {
		ok(false, "the kernel takes the filter");
		return tap_end();
	}
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		struct frame_templates *t;
		if (frame_templates_new(&routes[i], &t) != 0)
			return 1;
		test_ports(pair, &routes[i], t);
		size_t len = frame_for(t, &routes[i], false, FIRST, frame);
		if (i == 0)
			test_ipv4(pair, frame, len);
		test_icmp(pair, frame, len, i == 1);
		test_short(pair, frame);
		frame_templates_free(t);
	}
	close(pair[0]);
	close(pair[1]);
	return tap_end();
}
