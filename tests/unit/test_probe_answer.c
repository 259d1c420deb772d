#include "scanner/probe/answer.h"

#include "probe_frames.h"
#include "tap.h"

enum { SYN_ACK = TCP_SYN | TCP_ACK, RST_ACK = TCP_RST | TCP_ACK };

static struct probe_targets targets;

static bool
reads(const uint8_t *frame, size_t len, struct probe_answer *out)
{
	struct packet p;
	uint64_t number;
	return packet_parse(frame, len, &p) &&
	       probe_answer_read(&p, &frames_key, &targets, out, &number);
}

static void
test_tcp(bool ipv6)
{
	uint8_t frame[FRAME_MAX];
	struct probe_answer a;
	uint32_t ack = frames_cookie(ipv6) + 1;
	struct addr target = frames_target(ipv6);

	size_t len = frames_tcp(ipv6, SYN_ACK, ack, frame);
	ok(reads(frame, len, &a) && a.class == PROBE_SYNACK, "SYN-ACK");
	ok(addr_equal(&a.saddr, &target) && a.sport == 25 &&
		a.dport == FRAMES_OUR_PORT && a.seqnum == 77 &&
		a.acknum == ack && a.window == 65160 && a.ttl == 64,
	    "and its fields");
	len = frames_tcp(ipv6, RST_ACK, ack, frame);
	ok(reads(frame, len, &a) && a.class == PROBE_RST, "RST");
	len = frames_tcp(ipv6, SYN_ACK, ack + 1, frame);
	ok(!reads(frame, len, &a), "not one beyond our sequence number");
	len = frames_tcp(ipv6, SYN_ACK, ack - 1, frame);
	ok(!reads(frame, len, &a), "nor itself");
	len = frames_tcp(ipv6, TCP_ACK, ack, frame);
	ok(!reads(frame, len, &a), "an ACK alone answers no SYN");
	len = frames_tcp(ipv6, TCP_SYN, ack, frame);
	ok(!reads(frame, len, &a), "nor does a SYN alone");
	len = frames_tcp(ipv6, TCP_RST, ack, frame);
	ok(!reads(frame, len, &a), "nor a RST without ACK: anybody could");
}

/* The port of a pass in the place of that of frames_tcp(). */
static bool
is_old(bool ipv6, uint8_t flags, uint32_t ack, uint16_t our_port)
{
	const struct probe_source_ports ports = {.range = {our_port, our_port}};
	uint8_t frame[FRAME_MAX];
	struct packet p;
	struct frame_tcp rst;
	struct addr target = frames_target(ipv6);
	size_t len = frames_tcp(ipv6, flags, ack, frame);
	return packet_parse(frame, len, &p) &&
	       probe_answer_is_old(
		   &p, &frames_key, &targets, &ports, 1, &rst) &&
	       rst.flags == TCP_RST && rst.seq == ack && rst.window != 0 &&
	       addr_equal(&rst.dst, &target) && rst.dst_port == 25 &&
	       rst.src_port == our_port;
}

static void
test_old(bool ipv6)
{
	uint32_t ack = frames_cookie(ipv6) + 1;
	ok(is_old(ipv6, TCP_ACK, 4711, FRAMES_OUR_PORT) &&
		is_old(ipv6, SYN_ACK, 4711, FRAMES_OUR_PORT),
	    "another number: of an earlier connection, to be reset");
	ok(!is_old(ipv6, TCP_ACK, ack, FRAMES_OUR_PORT), "not of our own");
	ok(!is_old(ipv6, RST_ACK, 4711, FRAMES_OUR_PORT), "never a RST");
	ok(!is_old(ipv6, TCP_ACK, 4711, FRAMES_OUR_PORT + 1),
	    "nor at a port that asked nobody");
}

static void
test_icmp(bool ipv6)
{
	uint8_t frame[FRAME_MAX];
	struct probe_answer a;
	struct addr target = frames_target(ipv6);
	struct addr router = frames_addr(ipv6 ? "2001:db8::1" : "198.18.0.1");
	size_t header = ipv6 ? 40 : 20;

	size_t len = frames_icmp(ipv6, ipv6 ? 1 : 3, 3, 1000, frame);
	ok(reads(frame, len, &a) && a.class == PROBE_ICMP &&
		a.icmp_type == (ipv6 ? 1 : 3) && a.icmp_code == 3,
	    "unreachable");
	ok(addr_equal(&a.saddr, &target) &&
		addr_equal(&a.icmp_responder, &router) && a.sport == 25 &&
		a.dport == FRAMES_OUR_PORT,
	    "of the target, by the router");
	len = frames_icmp(ipv6, ipv6 ? 1 : 3, 3, header + 8, frame);
	ok(reads(frame, len, &a), "8 bytes of the segment are enough");
	len = frames_icmp(ipv6, ipv6 ? 1 : 3, 3, header + 7, frame);
	ok(!reads(frame, len, &a), "7 are not");
	len = frames_icmp(ipv6, ipv6 ? 128 : 8, 0, 1000, frame);
	ok(!reads(frame, len, &a), "an echo is no error");
	len = frames_icmp(ipv6, ipv6 ? 1 : 3, 3, 1000, frame);
	frame[14 + header + 8 + header + 7] ^= 1;
	ok(!reads(frame, len, &a), "a sequence number that is not ours");
}

static void
test_others(void)
{
	uint8_t frame[FRAME_MAX];
	struct probe_answer a;
	struct addr stranger = frames_addr("198.18.8.9");
	struct frame_templates *t = frames_from(&stranger);
	size_t len = frame_build_tcp(t,
	    &(struct frame_tcp){
		.dst = frames_own(false),
		.src_port = 25,
		.dst_port = FRAMES_OUR_PORT,
		.ack =
		    cookie_tcp(&frames_key, &stranger, FRAMES_OUR_PORT, 25) + 1,
		.flags = SYN_ACK,
	    },
	    frame);
	ok(!reads(frame, len, &a), "an address that is no target");
	frame_templates_free(t);
}

int
main(void)
{
	struct target_space *space = frames_space();
	frames_targets(&targets, space);
	for (int ipv6 = 0; ipv6 < 2; ipv6++) {
		test_tcp(ipv6);
		test_old(ipv6);
		test_icmp(ipv6);
	}
	test_others();
	probe_targets_fini(&targets);
	target_space_free(space);
	return tap_end();
}
