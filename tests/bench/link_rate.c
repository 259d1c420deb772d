/*
 * link_rate.c - how fast a link sends, with a real builder before it.
 *
 *   link_rate KIND INTERFACE SOURCE GATEWAY-MAC SECONDS bare|syn|dns
 *
 * bare: sendmmsg of a frame with two words patched, whatever KIND is: what
 * the kernel can do.
 * syn: the SYN of a probe.  dns: a question of 100 bytes in all, cookie and
 * checksum and a name of its own.  Prints frames as the link counted them.
 */
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "dns/message.h"
#include "dns/name.h"
#include "link/link.h"
#include "link/packet_socket.h"
#include "scanner/engine/cookie.h"

enum { BATCH = 64, FRAMES = 4096, FIRST_PORT = 61000, LAST_PORT = 65535 };

struct bench {
	struct route route;
	struct frame_templates *templates;
	struct siphash_key key;
	const char *interface;
	int64_t until_ns;
};

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "link_rate: %s\n", what);
	exit(1);
}

/* Addresses of 198.18.0.0/15, in no order that a switch would like. */
static struct addr
target(uint64_t i)
{
	uint32_t low = (uint32_t)(i * 2654435761u) >> 15;
	const uint8_t bytes[] = {198, (uint8_t)(18 | (low >> 16 & 1)),
	    (uint8_t)(low >> 8), (uint8_t)low};
	return addr_from_v4(bytes);
}

static size_t
build_syn(const struct bench *b, uint64_t i, uint8_t *frame)
{
	struct addr to = target(i);
	uint16_t port = (uint16_t)(FIRST_PORT + i % 4096);
	return frame_build_syn(b->templates, &to, port, 25,
	    cookie_tcp(&b->key, &to, port, 25), frame);
}

/* "_25._tcp.mx-0000000000000000.example.com." TLSA, with EDNS. */
static size_t
build_dns(const struct bench *b, uint64_t i, uint8_t *frame)
{
	static struct dns_name name;
	uint8_t query[DNS_QUERY_MAX];
	struct addr to = target(i);
	static const char text[] = "_25._tcp.mx00000000.example.com";
	if (name.len == 0 && !dns_name_from_text(text, sizeof(text) - 1, &name))
		fail("no name");
	for (unsigned k = 0; k < 8; k++)
		name.wire[12 + k] = (uint8_t)('a' + (i >> 4 * k & 15));
	struct dns_cookie cookie =
	    cookie_dns(&b->key, &to, &name, 52, FIRST_PORT, LAST_PORT);
	size_t len =
	    dns_query_build(query, cookie.id, &name, 52, DNS_EDNS_UDP_BYTES);
	return frame_build_udp(b->templates,
	    &(struct frame_udp){
		.dst = to,
		.src_port = cookie.src_port,
		.dst_port = 53,
		.payload = query,
		.payload_len = len,
	    },
	    frame);
}

static uint64_t
send_bare(const struct bench *b)
{
	static uint8_t frames[BATCH][FRAME_MAX];
	struct mmsghdr messages[BATCH] = {0};
	struct iovec vectors[BATCH];
	int one = 1, bytes = 1 << 22;
	uint64_t sent = 0;
	int fd = packet_socket((int)if_nametoindex(b->interface), 0);
	if (fd < 0)
		fail("no packet socket");
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes));
	for (unsigned i = 0; i < BATCH; i++) {
		vectors[i] =
		    (struct iovec){frames[i], build_syn(b, i, frames[i])};
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	for (uint32_t i = 0; clock_monotonic_ns() < b->until_ns;) {
		for (unsigned k = 0; k < BATCH; k++, i++) {
			uint32_t mixed = i * 2654435761u;
			memcpy(frames[k], frames[0], vectors[0].iov_len);
			memcpy(frames[k] + 31, &mixed, 3);
			memcpy(frames[k] + 38, &mixed, 4);
		}
		int n = sendmmsg(fd, messages, BATCH, 0);
		sent += n > 0 ? (uint64_t)n : 0;
	}
	return sent;
}

static uint64_t
send_link(const struct bench *b, enum link_kind kind, bool dns)
{
	struct link *link;
	struct link_tx *tx;
	struct text why;
	struct link_stats stats;
	uint64_t i = 0;
	text_init(&why);
	if (link_open(
		&(struct link_config){
		    .kind = kind,
		    .interface = b->interface,
		    .port_first = FIRST_PORT,
		    .port_last = LAST_PORT,
		    .own = &b->route.src,
		    .own_count = 1,
		},
		&link, &why) < 0)
		fail(why.bytes);
	if (link_tx_open(link, LINK_BULK, &tx) < 0)
		fail("no sender");
	while (clock_monotonic_ns() < b->until_ns) {
		for (unsigned k = 0; k < FRAMES; k++, i++) {
			uint8_t *frame = link_reserve(tx);
			link_commit(tx, dns ? build_dns(b, i, frame)
					    : build_syn(b, i, frame));
		}
		link_flush(tx);
	}
	link_tx_close(tx);
	link_stats(link, &stats);
	link_close(link);
	text_fini(&why);
	return stats.sent;
}

static void
read_arguments(struct bench *b, char *argv[])
{
	unsigned mac[6];
	b->interface = argv[2];
	if (!addr_parse(argv[3], &b->route.src) ||
	    sscanf(argv[4], "%2x:%2x:%2x:%2x:%2x:%2x", &mac[0], &mac[1],
		&mac[2], &mac[3], &mac[4], &mac[5]) != 6)
		fail("no such source or MAC");
	for (int i = 0; i < 6; i++)
		b->route.gateway_mac[i] = (uint8_t)mac[i];
	b->route.src_mac[0] = 2;
	if (frame_templates_new(&b->route, &b->templates) < 0 ||
	    cookie_key_new(&b->key) < 0)
		fail("out of memory");
	b->until_ns = clock_monotonic_ns() + atoi(argv[5]) * NS_PER_S;
}

int
main(int argc, char *argv[])
{
	struct bench b = {0};
	struct link_choice choice;
	if (argc != 7 || !link_choice_parse(argv[1], &choice))
		fail("KIND INTERFACE SOURCE GATEWAY-MAC SECONDS bare|syn|dns");
	read_arguments(&b, argv);
	uint64_t sent =
	    strcmp(argv[6], "bare") == 0
		? send_bare(&b)
		: send_link(&b, choice.kind, strcmp(argv[6], "dns") == 0);
	printf("%llu\n", (unsigned long long)sent);
	frame_templates_free(b.templates);
	return 0;
}
