/*
 * targets COUNT [syn|all|slow [OPEN_PER_MILLE [NAMES [DIGEST]]]] : what a sweep of
 * COUNT (host, address) costs that a list names, most of them dark, in memory.
 *
 * Of a thousand addresses so many are mail hosts of the computed Internet, odd
 * ones among them, with certificates read alone; the others are silent.  One
 * in four has IPv6.  Each address has NAMES names.  Told are the bytes that a
 * target takes beside its name, at the most: of the list, and of the scan that
 * sweeps it; the time that it took, beside the bound that the rate gives, and
 * that which places for addresses at work give; and what that cost of CPU.
 * With `slow` each is a mail host with nothing odd, 1,000 may be at work, and one
 * in five greets after 20 s; the bound is what the sessions' places give.
 * With DIGEST a number stands for what all records say, but for times, to hold
 * two builds against one another.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/macros.h"
#include "base/siphash.h"
#include "line_field.h"
#include "scanner/dns/address_list.h"
#include "world_scan.h"

enum {
	RATE_PPS = 20000,
	PLACES = 50000,
	DARK_V4 = 0x14000000, /* 20.0.0.0; no packet leaves memory */
	MAIL_PLACES = 0x10000,
	SILENT_S = 7, /* until nobody is believed to be there */
	SLOW_PLACES = 1000,
	SLOW_PERCENT = 20,
	SLOW_S = 20,
};

struct sweep_size {
	uint32_t count, open_per_mille, names;
	bool syn_only, slow;
};

/* In kB, of this process; 0: it is not told. */
static long
memory_kb(const char *field)
{
	char line[256];
	long kb = 0;
	FILE *f = fopen("/proc/self/status", "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, field, strlen(field)) == 0)
			kb = atol(line + strlen(field) + 1);
	if (f != NULL)
		fclose(f);
	return kb;
}

/* From here on VmHWM is the most since now. */
static void
forget_most(void)
{
	FILE *f = fopen("/proc/self/clear_refs", "we");
	if (f == NULL || fputs("5", f) < 0 || fclose(f) != 0)
		abort();
}

static struct addr
dark_addr(uint32_t n, bool v6)
{
	uint32_t at = DARK_V4 + n;
	uint8_t b[16] = {0x2a, 0x01, [12] = (uint8_t)(at >> 24),
	    (uint8_t)(at >> 16), (uint8_t)(at >> 8), (uint8_t)at};
	return v6 ? addr_from_v6(b) : addr_from_v4(b + 12);
}

/* The n-th address, and whether anybody may be there. */
static struct addr
addr_at(const struct sweep_size *s, uint32_t n)
{
	uint32_t mail = (uint32_t)((uint64_t)n * s->open_per_mille / 1000);
	bool is_mail = (uint64_t)(n + 1) * s->open_per_mille / 1000 > mail &&
		       mail < MAIL_PLACES;
	return is_mail ? simnet_addr(SIMNET_AT_OWN_MAIL, mail, mail % 4 == 0)
		       : dark_addr(n, n % 4 == 0);
}

/* Bytes of all names, with their lengths. */
static uint64_t
fill(struct address_list *list, const struct sweep_size *s)
{
	uint64_t bytes = 0;
	for (uint32_t i = 0; i < s->count; i++) {
		char text[64];
		struct dns_name name;
		struct addr at = addr_at(s, i / s->names);
		int len = snprintf(text, sizeof(text), "mx%u.host%u.example",
		    i % s->names, i / s->names);
		if (!dns_name_from_text(text, (size_t)len, &name) ||
		    address_list_add(list, &at, &name) < 0)
			abort();
		bytes += name.len + 1u;
	}
	address_list_seal(list);
	return bytes;
}

static struct world_scan
scan_of(const struct sweep_size *s, const struct address_list *list)
{
	struct simnet_config config = simnet_config_default(23, 4);
	if (s->slow) {
		config.odd_percent = 0;
		config.slow_percent = SLOW_PERCENT;
	}
	return (struct world_scan){
	    .config = config,
	    .path = {.delay_ns = 5 * NS_PER_MS},
	    .addresses = list,
	    .syn_only = s->syn_only,
	    .certificate_only = true,
	    .no_self_check = true,
	    .rate_pps = RATE_PPS,
	    .max_sessions = s->slow ? SLOW_PLACES : PLACES,
	    .prefix_sessions = s->slow ? SLOW_PLACES : 0,
	    .workers = 1,
	};
}

/* In whatever order they come. */
static void
add_record(void *ctx, const char *line, size_t len)
{
	static const char *const keys[] = {
	    "host", "ip", "status", "stage", "same_as", "reason", "error"};
	const char *tries = strstr(line, "\"attempts\":");
	uint64_t *sum = ctx, hash = 0;
	(void)len;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		char value[256] = {0};
		line_field(line, keys[i], value, sizeof(value));
		hash = siphash(
		    &(struct siphash_key){hash, i}, value, strlen(value));
	}
	*sum += hash + (tries != NULL ? (uint64_t)atoi(tries + 11) : 0);
}

static void
print_digest(const struct world_outcome *o)
{
	uint64_t sum = 0;
	world_scan_each(o, "smtp", add_record, &sum);
	printf("records: %016llx, %llu\n", (unsigned long long)sum,
	    (unsigned long long)o->smtp_records);
}

/* How long it takes at least, as each target holds a place for its time. */
static double
seconds_of_places(const struct sweep_size *s)
{
	double silent_s = (double)s->count / s->names * SILENT_S;
	return s->slow ? (double)s->count * SLOW_PERCENT / 100 * SLOW_S /
			     SLOW_PLACES
		       : silent_s / PLACES;
}

static void
sweep(
    const struct sweep_size *s, struct world_outcome *o, bool tell, bool digest)
{
	struct address_list list = {.names = NULL};
	long before = memory_kb("VmRSS:");
	uint64_t names = fill(&list, s);
	long listed = memory_kb("VmRSS:");
	struct world_scan scan = scan_of(s, &list);
	clock_t began = clock();
	forget_most();
	world_scan_run(&scan, o);
	double cpu_s = (double)(clock() - began) / CLOCKS_PER_SEC;
	long most = memory_kb("VmHWM:");
	double kb = 1024.0 / s->count, name = (double)names / s->count;
	double by_rate = (double)o->syns / RATE_PPS;
	double by_places = seconds_of_places(s);
	double took_s = (double)o->took_ns / NS_PER_S;
	if (tell)
		printf("%u targets, %u of 1000 open, %s, %.1f bytes of name: "
		       "list %.1f, scan %.1f bytes beside a name; %.0f s, "
		       "by rate %.0f, by places %.0f; %.1f us of CPU\n",
		    s->count, s->open_per_mille,
		    s->syn_only ? "syn"
		    : s->slow   ? "slow"
				: "all",
		    name, (double)(listed - before) * kb - name,
		    (double)(most - listed) * kb - name, took_s, by_rate,
		    by_places, cpu_s / s->count * 1e6);
	if (digest)
		print_digest(o);
	world_scan_remove(o);
	address_list_fini(&list);
}

int
main(int argc, char *argv[])
{
	struct sweep_size small = {1000, 20, 1, true, false}, s = small;
	struct world_outcome o;
	s.count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 200000;
	s.syn_only = argc <= 2 || strcmp(argv[2], "syn") == 0;
	s.slow = argc > 2 && strcmp(argv[2], "slow") == 0;
	if (argc > 3)
		s.open_per_mille = (uint32_t)strtoul(argv[3], NULL, 10);
	if (argc > 4)
		s.names = (uint32_t)strtoul(argv[4], NULL, 10);
	sweep(&small, &o, false, false); /* what any scan has */
	sweep(&s, &o, true, argc > 5);
	return 0;
}
