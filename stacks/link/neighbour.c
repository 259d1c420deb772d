#include "link/neighbour.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/wire.h"
#include "link/packet_socket.h"
#include "net/checksum.h"

enum {
	TRIES = 3,
	FRAME_BYTES = 14 + 40 + 32, /* a solicitation; ARP is shorter */
	ARP_REPLY = 2,
	ICMP6_SOLICITATION = 135,
	ICMP6_ADVERTISEMENT = 136,
	OPTION_SOURCE_MAC = 1,
	OPTION_TARGET_MAC = 2,
};

struct neighbour_query {
	const uint8_t *own_mac;
	const struct addr *own, *target;
};

static size_t
build_arp(const struct neighbour_query *q, uint8_t *frame)
{
	static const uint8_t fixed[] = {8, 6, 0, 1, 8, 0, 6, 4, 0, 1};
	memset(frame, 0xff, 6);
	memcpy(frame + 6, q->own_mac, 6);
	memcpy(frame + 12, fixed, sizeof(fixed));
	memcpy(frame + 22, q->own_mac, 6);
	memcpy(frame + 28, addr_v4_bytes(q->own), 4);
	memset(frame + 32, 0, 6);
	memcpy(frame + 38, addr_v4_bytes(q->target), 4);
	return 42;
}

/* RFC 4861 4.3, to the solicited-node multicast address (RFC 4291 2.7.1). */
static size_t
build_solicitation(const struct neighbour_query *q, uint8_t *frame)
{
	static const uint8_t group[13] = {
	    0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff};
	uint8_t *ip = frame + 14, *icmp = ip + 40;

	memset(frame, 0, FRAME_BYTES);
	frame[0] = frame[1] = 0x33;
	frame[2] = 0xff;
	memcpy(frame + 3, q->target->bytes + 13, 3);
	memcpy(frame + 6, q->own_mac, 6);
	frame[12] = 0x86;
	frame[13] = 0xdd;
	ip[0] = 0x60;
	ip[5] = 32;
	ip[6] = 58;
	ip[7] = 255;
	memcpy(ip + 8, q->own->bytes, 16);
	memcpy(ip + 24, group, sizeof(group));
	memcpy(ip + 37, q->target->bytes + 13, 3);
	icmp[0] = ICMP6_SOLICITATION;
	memcpy(icmp + 8, q->target->bytes, 16);
	icmp[24] = OPTION_SOURCE_MAC;
	icmp[25] = 1; /* in units of 8 bytes */
	memcpy(icmp + 26, q->own_mac, 6);

	uint32_t sum = checksum_add(58 + 32, ip + 8, 32);
	uint16_t check = checksum_end(checksum_add(sum, icmp, 32));
	icmp[2] = (uint8_t)(check >> 8);
	icmp[3] = (uint8_t)check;
	return FRAME_BYTES;
}

static bool
read_arp(const struct neighbour_query *q, struct wire *w, uint8_t mac[6])
{
	wire_sub(w, 6);
	uint16_t operation = wire_u16(w);
	struct wire sender_mac = wire_sub(w, 6), sender = wire_sub(w, 4);
	if (!wire_ok(w) || operation != ARP_REPLY ||
	    memcmp(sender.at, addr_v4_bytes(q->target), 4) != 0)
		return false;
	memcpy(mac, sender_mac.at, 6);
	return true;
}

static bool
read_advertisement(
    const struct neighbour_query *q, struct wire *w, uint8_t mac[6])
{
	wire_sub(w, 6);
	uint8_t next_header = wire_u8(w);
	uint8_t hop_limit = wire_u8(w);
	wire_sub(w, 32);
	uint8_t type = wire_u8(w);
	wire_sub(w, 7);
	struct wire target = wire_sub(w, 16);
	/* RFC 4861 7.1.2: with any other hop limit it is from off the link. */
	if (!wire_ok(w) || next_header != 58 || hop_limit != 255 ||
	    type != ICMP6_ADVERTISEMENT ||
	    memcmp(target.at, q->target->bytes, 16) != 0)
		return false;
	while (wire_left(w) >= 8) {
		uint8_t option = wire_u8(w), units = wire_u8(w);
		struct wire value = wire_sub(w, units * 8u - 2u);
		if (units == 0 || !wire_ok(w))
			return false;
		if (option != OPTION_TARGET_MAC || wire_left(&value) < 6)
			continue;
		memcpy(mac, value.at, 6);
		return true;
	}
	return false;
}

static bool
read_answer(const struct neighbour_query *q, const uint8_t *frame, size_t len,
    uint8_t mac[6])
{
	struct wire w = wire_over(frame, len);
	wire_sub(&w, 12);
	uint16_t type = wire_u16(&w);
	if (addr_is_v4(q->target))
		return type == ETH_P_ARP && read_arp(q, &w, mac);
	return type == ETH_P_IPV6 && read_advertisement(q, &w, mac);
}

/* Waits a second for the answer. */
static bool
wait_for_answer(int fd, const struct neighbour_query *q, uint8_t mac[6])
{
	int64_t until = clock_monotonic_ns() + NS_PER_S;
	int64_t left;
	while ((left = until - clock_monotonic_ns()) > 0) {
		uint8_t frame[1514];
		struct pollfd p = {.fd = fd, .events = POLLIN};
		if (poll(&p, 1, (int)(left / NS_PER_MS) + 1) <= 0)
			continue;
		ssize_t got = recv(fd, frame, sizeof(frame), MSG_DONTWAIT);
		if (got > 0 && read_answer(q, frame, (size_t)got, mac))
			return true;
	}
	return false;
}

static int
ask(int fd, const struct neighbour_query *q, uint8_t mac[6])
{
	uint8_t frame[FRAME_BYTES];
	size_t len = addr_is_v4(q->target) ? build_arp(q, frame)
					   : build_solicitation(q, frame);
	for (int i = 0; i < TRIES; i++) {
		if (send(fd, frame, len, 0) < 0)
			return -errno;
		if (wait_for_answer(fd, q, mac))
			return 0;
	}
	return -EHOSTUNREACH;
}

int
neighbour_ask(int ifindex, const uint8_t own_mac[6], const struct addr *own,
    const struct addr *target, uint8_t mac[6], struct text *why)
{
	struct neighbour_query q = {
	    .own_mac = own_mac, .own = own, .target = target};
	char text[ADDR_TEXT_MAX];
	int fd =
	    packet_socket(ifindex, addr_is_v4(target) ? ETH_P_ARP : ETH_P_IPV6);
	int rc = fd;
	if (fd >= 0) {
		rc = ask(fd, &q, mac);
		close(fd);
	}
	if (rc == -EPERM)
		text_add(why, "raw packets need root, or CAP_NET_RAW and "
			      "CAP_NET_ADMIN");
	else if (rc == -ENOBUFS)
		text_addf(why,
		    "an egress rule (nft, tc) drops what we send: the gateway "
		    "%s cannot be asked for its MAC address",
		    addr_format(target, text));
	else if (rc < 0)
		text_addf(why,
		    "the gateway %s does not tell its MAC address (%s): say "
		    "it with -G",
		    addr_format(target, text), strerror(-rc));
	return rc;
}
