/*
 * receive_rate.c - how fast answers come in and are proved.
 *
 *   receive_rate answer INTERFACE DST-MAC SECONDS RATE
 *	sends SYN-ACKs from 198.18.0.0/15, each one answering a SYN that
 *	`classify` could have sent.  Prints how many left.
 *   receive_rate classify KIND INTERFACE SECONDS
 *	receives them, and does what a probe does with an answer: parse,
 *	prove, find the target, note it.  Prints what came, what was proved,
 *	what the kernel dropped for want of room, and the thread's CPU time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "link/link.h"
#include "scanner/engine/cookie.h"
#include "scanner/engine/prefix_set.h"
#include "scanner/probe/answer.h"
#include "scanner/probe/targets.h"
#include "scanner/engine/throttle.h"

enum { FIRST_PORT = 61000, PORTS = 4096, FRAMES = 256 };

/* Of both sides; a real scan has one of its own. */
static const struct siphash_key key = {25, 587};
static const char own[] = "198.19.255.254";

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "receive_rate: %s\n", what);
	exit(1);
}

static struct addr
address(const char *text)
{
	struct addr a;
	if (!addr_parse(text, &a))
		fail("no address");
	return a;
}

static struct link *
open_link(enum link_kind kind, const char *interface)
{
	struct link *link;
	struct text why;
	struct addr us = address(own);
	text_init(&why);
	if (link_open(
		&(struct link_config){
		    .kind = kind,
		    .interface = interface,
		    .port_first = FIRST_PORT,
		    .port_last = FIRST_PORT + PORTS - 1,
		    .own = &us,
		    .own_count = 1,
		},
		&link, &why) < 0)
		fail(why.bytes);
	text_fini(&why);
	return link;
}

static struct addr
target(uint64_t i)
{
	uint32_t low = (uint32_t)(i * 2654435761u) >> 15;
	const uint8_t bytes[] = {198, (uint8_t)(18 | (low >> 16 & 1)),
	    (uint8_t)(low >> 8), (uint8_t)low};
	return addr_from_v4(bytes);
}

/* Templates whose source is the target: frames of many hosts. */
static size_t
build_answer(uint64_t i, const uint8_t mac[6], uint8_t *frame)
{
	static struct frame_templates *templates[64];
	struct addr from = target(i % 64);
	struct frame_templates **t = &templates[i % 64];
	if (*t == NULL) {
		struct route route = {.src = from, .src_mac = {2, 1}};
		memcpy(route.gateway_mac, mac, 6);
		if (frame_templates_new(&route, t) < 0)
			fail("out of memory");
	}
	uint16_t port = (uint16_t)(FIRST_PORT + i / 64 % PORTS);
	return frame_build_tcp(*t,
	    &(struct frame_tcp){
		.dst = address(own),
		.src_port = 25,
		.dst_port = port,
		.seq = (uint32_t)i,
		.ack = cookie_tcp(&key, &from, port, 25) + 1,
		.flags = TCP_SYN | TCP_ACK,
		.window = 65535,
	    },
	    frame);
}

static void
read_mac(const char *text, uint8_t mac[6])
{
	unsigned b[6];
	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x", &b[0], &b[1], &b[2], &b[3],
		&b[4], &b[5]) != 6)
		fail("no MAC");
	for (int i = 0; i < 6; i++)
		mac[i] = (uint8_t)b[i];
}

static void
answer(char *argv[])
{
	uint8_t mac[6];
	struct link_tx *tx;
	struct throttle throttle;
	struct link *link = open_link(LINK_XDP, argv[2]);
	int64_t now_ns = clock_monotonic_ns();
	int64_t until_ns = now_ns + atoi(argv[4]) * NS_PER_S;
	read_mac(argv[3], mac);
	throttle_init(&throttle, strtoull(argv[5], NULL, 10), 0, now_ns);
	if (link_tx_open(link, LINK_BULK, &tx) < 0)
		fail("no sender");
	for (uint64_t i = 0; now_ns < until_ns; now_ns = clock_monotonic_ns()) {
		uint64_t n = throttle_allows(&throttle, 60, now_ns);
		uint64_t bytes = 0;
		for (uint64_t k = 0; k < n; k++) {
			size_t len = build_answer(i++, mac, link_reserve(tx));
			link_commit(tx, len);
			bytes += len;
		}
		throttle_take(&throttle, n, bytes, now_ns);
		link_flush(tx);
	}
	struct link_stats stats;
	link_tx_close(tx);
	link_stats(link, &stats);
	link_close(link);
	printf("sent %llu failed %llu\n", (unsigned long long)stats.sent,
	    (unsigned long long)stats.send_failed);
}

static struct target_space *
open_space(void)
{
	struct prefix_set asked;
	struct target_space *space;
	struct text why;
	text_init(&why);
	prefix_set_init(&asked);
	if (prefix_set_add_text(&asked, "198.18.0.0/15", &why) < 0)
		fail(why.bytes);
	prefix_set_seal(&asked);
	if (target_space_new(&asked, NULL, NULL, &space, &why) < 0)
		fail(why.bytes);
	prefix_set_fini(&asked);
	text_fini(&why);
	return space;
}

static uint64_t
take(struct link *link, struct probe_targets *targets)
{
	struct link_frame frames[FRAMES];
	uint64_t proved = 0, number;
	struct packet p;
	struct probe_answer a;
	size_t n = link_receive(link, frames, FRAMES, 20);
	for (size_t i = 0; i < n; i++) {
		if (!packet_parse(frames[i].bytes, frames[i].len, &p) ||
		    !probe_answer_read(&p, &key, targets, &a, &number) ||
		    !packet_sum_is_right(&p, frames[i].sum))
			continue;
		probe_targets_answer(targets, number);
		proved++;
	}
	link_release(link);
	return proved;
}

static double
cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
classify(char *argv[])
{
	struct link_choice choice;
	struct probe_targets targets;
	struct text why;
	const struct probe_ports ports = {.at = {25}, .count = 1};
	struct target_space *space = open_space();
	uint64_t proved = 0;
	text_init(&why);
	if (!link_choice_parse(argv[2], &choice) ||
	    probe_targets_init(&targets, space, &ports, 0, 1, 0, &why) < 0)
		fail("no link, or no targets");
	struct link *link = open_link(choice.kind, argv[3]);
	int64_t until_ns = clock_monotonic_ns() + atoi(argv[4]) * NS_PER_S;
	double began = cpu_seconds();
	printf("ready\n");
	fflush(stdout);
	while (clock_monotonic_ns() < until_ns)
		proved += take(link, &targets);
	struct link_stats stats;
	link_stats(link, &stats);
	printf("received %llu proved %llu dropped %llu cpu_seconds %.3f\n",
	    (unsigned long long)stats.received, (unsigned long long)proved,
	    (unsigned long long)stats.receive_dropped, cpu_seconds() - began);
	link_close(link);
	probe_targets_fini(&targets);
	target_space_free(space);
	text_fini(&why);
}

int
main(int argc, char *argv[])
{
	if (argc == 6 && strcmp(argv[1], "answer") == 0)
		answer(argv);
	else if (argc == 5 && strcmp(argv[1], "classify") == 0)
		classify(argv);
	else
		fail("answer | classify");
	return 0;
}
