#include "net/packet_sum.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "link/kernel_frame.h"
#include "net/frame.h"
#include "tap.h"

/* What is in the field for the sum, and what each receiving side says. */
static const struct {
	const char *name;
	const char *src, *dst;
	enum net_proto proto;
	enum field {
		RIGHT,
		PSEUDO, /* the pseudo header's sum alone, as Linux leaves it */
		ZERO,
		WRONG,
	} field;
	bool whole, unfinished;
} rows[] = {
    {"UDP", "192.0.2.1", "192.0.2.2", NET_UDP, RIGHT, true, true},
    {"UDP6", "2001:db8::1", "2001:db8::2", NET_UDP, RIGHT, true, true},
    {"TCP", "192.0.2.1", "192.0.2.2", NET_TCP, RIGHT, true, true},
    {"TCP6", "2001:db8::1", "2001:db8::2", NET_TCP, RIGHT, true, true},
    {"UDP, left to the device", "192.0.2.1", "192.0.2.2", NET_UDP, PSEUDO,
	false, true},
    {"UDP6, left to the device", "2001:db8::1", "2001:db8::2", NET_UDP, PSEUDO,
	false, true},
    {"TCP, left to the device", "192.0.2.1", "192.0.2.2", NET_TCP, PSEUDO,
	false, true},
    {"TCP6, left to the device", "2001:db8::1", "2001:db8::2", NET_TCP, PSEUDO,
	false, true},
    {"UDP without a sum", "192.0.2.1", "192.0.2.2", NET_UDP, ZERO, true, true},
    {"UDP6 without a sum: there must be one", "2001:db8::1", "2001:db8::2",
	NET_UDP, ZERO, false, false},
    {"TCP without a sum", "192.0.2.1", "192.0.2.2", NET_TCP, ZERO, false,
	false},
    {"UDP, wrong", "192.0.2.1", "192.0.2.2", NET_UDP, WRONG, false, false},
    {"UDP6, wrong", "2001:db8::1", "2001:db8::2", NET_UDP, WRONG, false, false},
    {"TCP, wrong", "192.0.2.1", "192.0.2.2", NET_TCP, WRONG, false, false},
    {"TCP6, wrong", "2001:db8::1", "2001:db8::2", NET_TCP, WRONG, false, false},
};

/* RFC 1071 word by word, apart from checksum.c. */
static unsigned
sum_words(unsigned sum, const uint8_t *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		sum += i % 2 == 0 ? (unsigned)at[i] << 8 : at[i];
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static unsigned
pseudo_of(const struct packet *p)
{
	size_t skip = addr_is_v4(&p->src) ? 12 : 0;
	unsigned sum = p->proto + (unsigned)wire_left(&p->transport);

	sum = sum_words(sum, p->src.bytes + skip, 16 - skip);
	return sum_words(sum, p->dst.bytes + skip, 16 - skip);
}

static size_t
build(const char *src, const char *dst, enum net_proto proto, size_t payload,
    uint8_t *frame, struct packet *out)
{
	uint8_t bytes[1400];
	struct packet p = {.proto = proto, .src_port = 53, .dst_port = 40000};

	for (size_t i = 0; i < payload; i++)
		bytes[i] = (uint8_t)(i * 7 + 1);
	p.payload = wire_over(bytes, payload);
	if (!addr_parse(src, &p.src) || !addr_parse(dst, &p.dst))
		abort();
	size_t len = kernel_frame_build(&p, frame);
	if (!packet_parse(frame, len, out))
		abort();
	return len;
}

static void
set_field(const struct packet *p, uint8_t *frame, enum field what)
{
	size_t at = (size_t)(p->transport.at - frame);
	uint8_t *sum = frame + at + (p->proto == NET_UDP ? 6 : 16);
	unsigned right = (unsigned)sum[0] << 8 | sum[1];
	unsigned value = what == RIGHT    ? right
			 : what == PSEUDO ? pseudo_of(p)
			 : what == ZERO   ? 0
					  : right ^ 0x0100;

	sum[0] = (uint8_t)(value >> 8);
	sum[1] = (uint8_t)value;
}

static void
test_rows(void)
{
	uint8_t frame[FRAME_MAX];
	struct packet p;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		build(rows[i].src, rows[i].dst, rows[i].proto, 33, frame, &p);
		set_field(&p, frame, rows[i].field);
		ok(packet_sum_is_right(&p, PACKET_SUM_WHOLE) == rows[i].whole &&
			packet_sum_is_right(&p, PACKET_SUM_UNFINISHED) ==
			    rows[i].unfinished &&
			packet_sum_is_right(&p, PACKET_SUM_NONE),
		    rows[i].name);
	}
}

/* Each bit of what the sum is over, and every length. */
static bool
sees_all_flips(const char *src, const char *dst, enum net_proto proto)
{
	uint8_t frame[FRAME_MAX];
	struct packet p, flipped;
	unsigned wrong = 0;

	for (size_t payload = 0; payload < 40; payload++) {
		size_t len = build(src, dst, proto, payload, frame, &p);
		size_t from = (size_t)(p.transport.at - frame);
		wrong += !packet_sum_is_right(&p, PACKET_SUM_WHOLE);
		for (size_t bit = from * 8; bit < len * 8; bit++) {
			frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
			wrong += packet_parse(frame, len, &flipped) &&
				 packet_sum_is_right(
				     &flipped, PACKET_SUM_UNFINISHED);
			frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
	return wrong == 0;
}

/* Who pads to 60 bytes may leave anything there. */
static void
test_padding(void)
{
	uint8_t frame[FRAME_MAX];
	struct packet p;
	size_t len = build("192.0.2.1", "192.0.2.2", NET_UDP, 3, frame, &p);

	memset(frame + len, 0xaa, 60 - len);
	ok(packet_parse(frame, 60, &p) &&
		packet_sum_is_right(&p, PACKET_SUM_WHOLE),
	    "what Ethernet padded is not summed");
}

int
main(void)
{
	test_rows();
	ok(sees_all_flips("192.0.2.1", "192.0.2.2", NET_UDP), "UDP: any bit");
	ok(sees_all_flips("192.0.2.1", "192.0.2.2", NET_TCP), "TCP: any bit");
	ok(sees_all_flips("2001:db8::1", "2001:db8::2", NET_UDP),
	    "UDP6: any bit");
	ok(sees_all_flips("2001:db8::1", "2001:db8::2", NET_TCP),
	    "TCP6: any bit");
	test_padding();
	return tap_end();
}
