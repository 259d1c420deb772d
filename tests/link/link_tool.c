/*
 * link_tool.c - drives stacks/link for tests/link/check, one job a call, over
 * the link that the first word may name: packet (the default), xdp, kernel.
 *
 *   gateway TOWARDS [INTERFACE|-] [SOURCE]   prints interface, source, MACs
 *   send TARGET COUNT FIRST LAST             UDP and TCP frames by turns
 *   flood TARGET COUNT FIRST LAST            the same as fast as it goes
 *   receive TARGET SECONDS FIRST LAST        says "receiving", asks once,
 *                                            counts what comes
 *   spoil TARGET COUNT FIRST LAST            frames with a wrong checksum
 *   firewall FIRST LAST [UID]                holds the table until a signal,
 *                                            as UID, without privileges
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "link/gateway.h"
#include "link/link.h"
#include "link/firewall.h"
#include "net/packet.h"

static struct link_choice choice = {.kind = LINK_PACKET};

enum { PEER_UDP = 7000, PEER_TCP = 7001, SILENT_UDP = 7002 };

struct tool {
	struct route route;
	struct frame_templates *templates;
	struct link *link;
	struct link_tx *tx;
	struct addr target;
	uint16_t first, last;
};

static void
fail(const struct text *why, int rc)
{
	fprintf(stderr, "link_tool: %s\n",
	    why->len > 0 ? why->bytes : strerror(-rc));
	exit(1);
}

static struct addr
read_addr(const char *text)
{
	struct addr a;
	if (!addr_parse(text, &a)) {
		fprintf(stderr, "link_tool: %s: not an address\n", text);
		exit(2);
	}
	return a;
}

static void
print_mac(const char *name, const uint8_t mac[6])
{
	printf(" %s %02x:%02x:%02x:%02x:%02x:%02x", name, mac[0], mac[1],
	    mac[2], mac[3], mac[4], mac[5]);
}

static int
gateway(int argc, char *argv[])
{
	struct text why;
	struct route route;
	char interface[IF_NAMESIZE], text[ADDR_TEXT_MAX];
	struct addr destination = read_addr(argv[2]), source;
	text_init(&why);
	if (argc > 4)
		source = read_addr(argv[4]);
	int rc = gateway_resolve(
	    &(struct gateway_query){
		.destination = &destination,
		.interface =
		    argc > 3 && strcmp(argv[3], "-") != 0 ? argv[3] : NULL,
		.source = argc > 4 ? &source : NULL,
	    },
	    &route, interface, &why);
	if (rc < 0)
		fail(&why, rc);
	printf("%s %s", interface, addr_format(&route.src, text));
	print_mac("own", route.src_mac);
	print_mac("gateway", route.gateway_mac);
	printf("\n");
	text_fini(&why);
	return 0;
}

static void
tool_open(struct tool *t, char *argv[])
{
	struct text why;
	char interface[IF_NAMESIZE];
	*t = (struct tool){
	    .target = read_addr(argv[2]),
	    .first = (uint16_t)atoi(argv[4]),
	    .last = (uint16_t)atoi(argv[5]),
	};
	text_init(&why);
	int rc =
	    gateway_resolve(&(struct gateway_query){.destination = &t->target},
		&t->route, interface, &why);
	if (rc == 0)
		rc = frame_templates_new(&t->route, &t->templates);
	if (rc == 0)
		rc = link_open(
		    &(struct link_config){
			.kind = choice.kind,
			.own = &t->route.src,
			.own_count = 1,
			.interface = interface,
			.port_first = t->first,
			.port_last = t->last,
		    },
		    &t->link, &why);
	if (rc == 0)
		rc = link_tx_open(t->link, LINK_BULK, &t->tx);
	if (rc < 0)
		fail(&why, rc);
	text_fini(&why);
}

static void
tool_close(struct tool *t)
{
	struct link_info info;
	link_tx_close(t->tx);
	link_describe(t->link, &info);
	fprintf(stderr, "link %s send %s receive %s xdp %s: %s\n", info.kind,
	    info.send, info.receive, info.xdp != NULL ? info.xdp : "none",
	    info.note != NULL ? info.note : "as it should be");
	struct link_stats s;
	link_stats(t->link, &s);
	printf("sent %llu failed %llu received %llu dropped %llu\n",
	    (unsigned long long)s.sent, (unsigned long long)s.send_failed,
	    (unsigned long long)s.received,
	    (unsigned long long)s.receive_dropped);
	link_close(t->link);
	frame_templates_free(t->templates);
}

static uint16_t
own_port(const struct tool *t, unsigned i)
{
	return (uint16_t)(t->first + i % (unsigned)(t->last - t->first + 1));
}

static uint8_t *
fill(uint8_t payload[64], unsigned i)
{
	memset(payload, (int)i, 64);
	return payload;
}

static size_t
build_udp(struct tool *t, unsigned i, uint16_t port, uint8_t *frame)
{
	uint8_t payload[64];
	return frame_build_udp(t->templates,
	    &(struct frame_udp){
		.dst = t->target,
		.src_port = own_port(t, i),
		.dst_port = port,
		.payload = fill(payload, i),
		.payload_len = 1 + i % sizeof(payload),
	    },
	    frame);
}

static size_t
build_tcp(struct tool *t, unsigned i, uint8_t flags, uint8_t *frame)
{
	uint8_t payload[64];
	return frame_build_tcp(t->templates,
	    &(struct frame_tcp){
		.dst = t->target,
		.src_port = own_port(t, i),
		.dst_port = PEER_TCP,
		.seq = i * 2654435761u,
		.flags = flags,
		.window = 4096,
		.payload = fill(payload, i),
		.payload_len = flags == TCP_SYN ? 0 : i % sizeof(payload),
	    },
	    frame);
}

static void
send_udp(struct tool *t, unsigned i, uint16_t port)
{
	uint8_t *frame = link_reserve(t->tx);
	link_commit(t->tx, build_udp(t, i, port, frame));
}

static void
send_tcp(struct tool *t, unsigned i, uint8_t flags)
{
	uint8_t *frame = link_reserve(t->tx);
	link_commit(t->tx, build_tcp(t, i, flags, frame));
}

/* Shows that the peer's counters do see a wrong sum. */
static void
send_spoilt(struct tool *t, unsigned i)
{
	size_t sum_at = addr_is_v4(&t->target) ? 40 : 60;
	uint8_t *frame = link_reserve(t->tx);
	size_t len = build_udp(t, i, SILENT_UDP, frame);
	frame[sum_at] ^= 0x55;
	link_commit(t->tx, len);
	frame = link_reserve(t->tx);
	len = build_tcp(t, i, TCP_ACK, frame);
	frame[sum_at + 10] ^= 0x55;
	link_commit(t->tx, len);
}

/* A link that waits for a full interface loses nothing this way either. */
static int
flood_frames(char *argv[])
{
	struct tool t;
	unsigned count = (unsigned)atoi(argv[3]);
	tool_open(&t, argv);
	for (unsigned i = 0; i < count; i++) {
		send_udp(&t, i, SILENT_UDP);
		send_tcp(&t, i, TCP_ACK);
	}
	tool_close(&t);
	return 0;
}

struct tally {
	unsigned udp, syn_ack, rst, other;
};

static void
note(struct tally *n, const struct tool *t, const struct link_frame *f)
{
	struct packet p;
	if (!packet_parse(f->bytes, f->len, &p) ||
	    !addr_equal(&p.src, &t->target) ||
	    !addr_equal(&p.dst, &t->route.src) || p.dst_port < t->first ||
	    p.dst_port > t->last)
		n->other++;
	else if (p.proto == NET_UDP && p.src_port == PEER_UDP)
		n->udp++;
	else if (p.proto == NET_TCP && p.tcp.flags == (TCP_SYN | TCP_ACK))
		n->syn_ack++;
	else if (p.proto == NET_TCP && (p.tcp.flags & TCP_RST) != 0)
		n->rst++;
	else
		n->other++;
}

static void
take(struct tool *t, struct tally *n)
{
	struct link_frame frames[7];
	size_t got = link_receive(t->link, frames, 7, 20);
	for (size_t i = 0; i < got; i++)
		note(n, t, &frames[i]);
	link_release(t->link);
}

/*
 * The peer answers each ACK by a RST: until it has taken so many, so that its
 * queues hold what comes next.  In vain for a second: its counters will tell.
 */
static void
await_resets(struct tool *t, struct tally *n, unsigned count)
{
	int64_t until_ns = clock_monotonic_ns() + NS_PER_S;
	while (n->rst < count && clock_monotonic_ns() < until_ns)
		take(t, n);
}

/* COUNT of each, a few at a time: no queue of the peer overflows. */
static int
send_frames(char *argv[], bool spoilt)
{
	struct tool t;
	struct tally n = {0};
	unsigned count = (unsigned)atoi(argv[3]);
	tool_open(&t, argv);
	for (unsigned i = 0; i < count; i++) {
		if (spoilt) {
			send_spoilt(&t, i);
			continue;
		}
		send_udp(&t, i, SILENT_UDP);
		send_tcp(&t, i, TCP_ACK);
		if (i % 32 != 31)
			continue;
		link_flush(t.tx);
		await_resets(&t, &n, i + 1);
	}
	tool_close(&t);
	return 0;
}

/* Of this process so far. */
static void
print_cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	printf("cpu_seconds %lld.%03lld\n", (long long)t.tv_sec,
	    (long long)(t.tv_nsec / NS_PER_MS));
}

static int
receive(char *argv[])
{
	struct tool t;
	struct tally n = {0};
	tool_open(&t, argv);
	printf("receiving\n");
	fflush(stdout);
	for (unsigned i = 0; i < 20; i++) {
		send_udp(&t, i, PEER_UDP);
		send_tcp(&t, i, TCP_SYN);
	}
	link_flush(t.tx);
	int64_t until = clock_monotonic_ns() + atoi(argv[3]) * NS_PER_S;
	while (clock_monotonic_ns() < until)
		take(&t, &n);
	printf("udp %u syn_ack %u rst %u other %u\n", n.udp, n.syn_ack, n.rst,
	    n.other);
	print_cpu_seconds();
	tool_close(&t);
	return 0;
}

static int
firewall(int argc, char *argv[])
{
	struct firewall *f;
	struct text why;
	sigset_t ends;
	int got;
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	text_init(&why);
	int rc = firewall_open(
	    (uint16_t)atoi(argv[2]), (uint16_t)atoi(argv[3]), &f, &why);
	if (rc < 0)
		fail(&why, rc);
	if (argc > 4 && setuid((uid_t)atoi(argv[4])) < 0)
		fail(&why, -errno);
	printf("firewall\n");
	fflush(stdout);
	sigwait(&ends, &got);
	firewall_close(f);
	text_fini(&why);
	return 0;
}

int
main(int argc, char *argv[])
{
	if (argc > 1 && link_choice_parse(argv[1], &choice)) {
		argc--;
		argv++;
	}
	const char *job = argc > 1 ? argv[1] : "";
	if (strcmp(job, "gateway") == 0 && argc >= 3)
		return gateway(argc, argv);
	if (strcmp(job, "send") == 0 && argc == 6)
		return send_frames(argv, false);
	if (strcmp(job, "flood") == 0 && argc == 6)
		return flood_frames(argv);
	if (strcmp(job, "spoil") == 0 && argc == 6)
		return send_frames(argv, true);
	if (strcmp(job, "receive") == 0 && argc == 6)
		return receive(argv);
	if (strcmp(job, "firewall") == 0 && argc >= 4)
		return firewall(argc, argv);
	fprintf(stderr,
	    "link_tool: gateway | send | flood | spoil | receive | firewall\n");
	return 2;
}
