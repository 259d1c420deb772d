/*
 * Each kind of packet, cut at every length from 0 to 128: as the wire cuts
 * it, and as a liar does, whose IP header says that this is all.  Every cut
 * lies in memory of its own, so that a sanitizer sees one byte too far.
 */
#include <stdlib.h>
#include <string.h>

#include "dns/message.h"
#include "net/icmp_error.h"
#include "net/tcp_options.h"
#include "probe_frames.h"
#include "scanner/probe/answer.h"
#include "tap.h"

enum { CUT_MAX = 128, ETHERNET = 14 };

static struct probe_targets targets;

struct outcome {
	bool packet, icmp, answer, dns;
};

/* Everything that a received frame may come to. */
static struct outcome
take(const uint8_t *bytes, size_t len)
{
	struct outcome o = {0};
	struct packet p;
	struct icmp_error error;
	struct probe_answer answer;
	struct dns_message message;
	uint64_t number;
	uint8_t *exact = malloc(len > 0 ? len : 1);
	if (exact == NULL)
		abort();
	if (len > 0)
		memcpy(exact, bytes, len);
	o.packet = packet_parse(exact, len, &p);
	if (o.packet) {
		o.icmp = icmp_error_parse(&p, &error);
		o.answer = probe_answer_read(
		    &p, &frames_key, &targets, &answer, &number);
		o.dns =
		    p.proto == NET_UDP && dns_message_parse(p.payload.at,
					      wire_left(&p.payload), &message);
	}
	free(exact);
	return o;
}

/* An IP header that agrees with the cut. */
static void
lie(uint8_t *frame, bool ipv6, size_t len)
{
	size_t header = ipv6 ? ETHERNET + 40 : ETHERNET;
	size_t at = ipv6 ? 18 : 16;
	uint16_t says = len > header ? (uint16_t)(len - header) : 0;
	if (len < at + 2)
		return;
	frame[at] = (uint8_t)(says >> 8);
	frame[at + 1] = (uint8_t)says;
}

struct kind {
	const char *name;
	bool ipv6;
	size_t len;
	uint8_t bytes[FRAME_MAX];
};

/* Cut by the wire: whole or nothing. */
static void
test_cuts(const struct kind *k)
{
	unsigned wrong = 0;
	for (size_t len = 0; len <= CUT_MAX && len <= k->len; len++)
		wrong += take(k->bytes, len).packet != (len >= k->len);
	ok(wrong == 0, k->name);
}

/* Cut by a liar: what was proved needs no more than its headers. */
static void
test_lies(const struct kind *k, size_t needs)
{
	unsigned wrong = 0;
	for (size_t len = 0; len <= CUT_MAX && len <= k->len; len++) {
		uint8_t frame[FRAME_MAX];
		memcpy(frame, k->bytes, k->len);
		lie(frame, k->ipv6, len);
		struct outcome o = take(frame, len);
		wrong += (o.answer || o.dns) != (len >= needs);
	}
	ok(wrong == 0, "and where the IP header says so too");
}

/* Each byte of it, all 256 values: any outcome, but no harm. */
static void
test_bytes(const struct kind *k)
{
	unsigned parsed = 0;
	for (size_t at = 0; at < k->len; at++) {
		uint8_t frame[FRAME_MAX];
		memcpy(frame, k->bytes, k->len);
		for (unsigned value = 0; value < 256; value++) {
			frame[at] = (uint8_t)value;
			parsed += take(frame, k->len).packet;
		}
	}
	ok(parsed > 0, "each byte of it with each value");
}

static void
test_tcp(bool ipv6)
{
	struct kind k = {ipv6 ? "SYN-ACK over IPv6" : "SYN-ACK", ipv6, 0, {0}};
	k.len = frames_tcp(
	    ipv6, TCP_SYN | TCP_ACK, frames_cookie(ipv6) + 1, k.bytes);
	test_cuts(&k);
	test_lies(&k, k.len); /* its options are part of the header */
	test_bytes(&k);
}

static void
test_icmp(bool ipv6)
{
	struct kind k = {ipv6 ? "ICMPv6 error" : "ICMP error", ipv6, 0, {0}};
	size_t ip = ipv6 ? 40 : 20;
	k.len = frames_icmp(ipv6, ipv6 ? 1 : 3, 1, 1000, k.bytes);
	test_cuts(&k);
	test_lies(&k, ETHERNET + ip + 8 + ip + 8);
	test_bytes(&k);
}

/* A reply of one question and one answer. */
static void
test_udp(bool ipv6)
{
	static const uint8_t reply[] =
	    "\x12\x34\x84\0\0\1\0\1\0\0\0\0\2se\0\0\x0f\0\1"
	    "\xc0\x0c\0\x0f\0\1\0\0\x0e\x10\0\7\0\x0a\2mx\xc0\x0c";
	struct kind k = {
	    ipv6 ? "DNS reply over IPv6" : "DNS reply", ipv6, 0, {0}};
	struct addr server = frames_target(ipv6);
	struct frame_templates *t = frames_from(&server);
	k.len = frame_build_udp(t,
	    &(struct frame_udp){.dst = frames_own(ipv6),
		.src_port = 53,
		.dst_port = FRAMES_OUR_PORT,
		.payload = reply,
		.payload_len = sizeof(reply) - 1},
	    k.bytes);
	frame_templates_free(t);
	test_cuts(&k);
	test_lies(&k, k.len);
	test_bytes(&k);
}

int
main(void)
{
	struct target_space *space = frames_space();
	frames_targets(&targets, space);
	for (int ipv6 = 0; ipv6 < 2; ipv6++) {
		test_tcp(ipv6);
		test_icmp(ipv6);
		test_udp(ipv6);
	}
	probe_targets_fini(&targets);
	target_space_free(space);
	return tap_end();
}
