/*
 * What a probe costs before the link has it, in ns of one thread's CPU time:
 * each part, and the whole.  The best of some runs, since others may run.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/macros.h"
#include "net/frame.h"
#include "scanner/engine/cookie.h"
#include "scanner/engine/permutation.h"

enum {
	PROBES = 10000000,
	RUNS = 5,
	SLOTS = 512, /* frames that a link holds, about */
	QUERY_BYTES = 100,
	COPY_BYTES = 60,
	LIMIT_NS = 100,
};

#define PUBLIC_IPV4 3702258432U /* addresses */

static uint8_t slots[SLOTS][2048];
static struct siphash_key key;
static struct permutation order;
static struct frame_templates *ipv4, *ipv6;
static const struct addr src6 = {{0x20, 1, 0x0d, 0xb8, [15] = 2}};

static int64_t
cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static struct addr
address(uint64_t number)
{
	const uint8_t bytes[] = {(uint8_t)(number >> 24),
	    (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number};
	return addr_from_v4(bytes);
}

static uint64_t
permute(uint64_t i)
{
	return permutation_at(&order, i);
}

static uint64_t
make_cookie(uint64_t i)
{
	const struct addr to = address(i);
	return cookie_tcp(&key, &to, (uint16_t)i, 25);
}

static uint64_t
build_syn4(uint64_t i)
{
	const struct addr to = address(i);
	return frame_build_syn(
	    ipv4, &to, (uint16_t)i, 25, (uint32_t)i, slots[i % SLOTS]);
}

static uint64_t
build_syn6(uint64_t i)
{
	struct addr to = src6;
	memcpy(to.bytes + 8, &i, sizeof(i));
	return frame_build_syn(
	    ipv6, &to, (uint16_t)i, 25, (uint32_t)i, slots[i % SLOTS]);
}

static uint64_t
build_query(uint64_t i)
{
	static uint8_t payload[QUERY_BYTES];
	memcpy(payload, &i, 2); /* its ID */
	return frame_build_udp(ipv4,
	    &(struct frame_udp){
		.dst = address(i),
		.src_port = (uint16_t)i,
		.dst_port = 53,
		.payload = payload,
		.payload_len = sizeof(payload),
	    },
	    slots[i % SLOTS]);
}

static uint64_t
build_probe(uint64_t i)
{
	const struct addr to = address(permutation_at(&order, i));
	const uint16_t port = (uint16_t)(32768 + i % 28232);
	const uint32_t seq = cookie_tcp(&key, &to, port, 25);
	return frame_build_syn(ipv4, &to, port, 25, seq, slots[i % SLOTS]);
}

static uint64_t
copy(uint64_t i)
{
	memcpy(slots[i % SLOTS], slots[(i + 1) % SLOTS], COPY_BYTES);
	return slots[i % SLOTS][0];
}

static double
measure(const char *name, uint64_t (*part)(uint64_t i))
{
	static volatile uint64_t sink; /* so that nothing is left out */
	int64_t best_ns = INT64_MAX;
	for (int run = 0; run < RUNS; run++) {
		uint64_t sum = 0;
		const int64_t begin_ns = cpu_ns();
		for (uint64_t i = 0; i < PROBES; i++)
			sum += part(i);
		const int64_t took_ns = cpu_ns() - begin_ns;
		sink = sum;
		if (took_ns < best_ns)
			best_ns = took_ns;
	}
	(void)sink;
	const double each_ns = (double)best_ns / PROBES;
	printf("%-32s %6.1f ns\n", name, each_ns);
	return each_ns;
}

int
main(void)
{
	const uint8_t src4[] = {198, 18, 0, 2};
	const struct route route4 = {.src = addr_from_v4(src4)};
	const struct route route6 = {.src = src6};
	if (cookie_key_new(&key) < 0 ||
	    frame_templates_new(&route4, &ipv4) < 0 ||
	    frame_templates_new(&route6, &ipv6) < 0)
		return 1;
	permutation_init(&order, PUBLIC_IPV4, 1, 1);

	measure("permutation", permute);
	measure("cookie", make_cookie);
	measure("SYN over IPv4", build_syn4);
	measure("SYN over IPv6", build_syn6);
	measure("DNS query of 100 bytes, IPv4", build_query);
	const double copy_ns = measure("memcpy of 60 bytes", copy);
	const double whole_ns =
	    measure("all of a probe over IPv4", build_probe);
	printf("%-32s %6.1f\n", "all, in copies", whole_ns / copy_ns);

	frame_templates_free(ipv6);
	frame_templates_free(ipv4);
	return whole_ns > LIMIT_NS;
}
