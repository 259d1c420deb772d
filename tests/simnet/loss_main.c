/*
 * loss [DOMAINS [PERCENT...]] : what a path that loses costs.
 *
 * Scans the computed Internet in memory once for each share of packets lost,
 * each way and each alone, and says how many of the questions that have an
 * answer ended with one, and how often they were asked.  Servers that never
 * answer are left out of this, as the truth knows them.  Then, of all: how many
 * questions have no record at all, which must be none, and how many packets a
 * record took.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "dns/type.h"
#include "line_field.h"
#include "truth.h"
#include "world_tally.h"

enum { TRIES_MAX = 16, PERCENT_PPM = 10000, TEXT_MAX = 256 };

struct tally {
	struct simnet_data data;
	unsigned long asked, answered;
	unsigned long by_tries[TRIES_MAX]; /* of the answered ones */
};

static unsigned
attempts_of(const char *line)
{
	const char *at = strstr(line, "\"attempts\":");
	unsigned n = at != NULL ? (unsigned)atoi(at + 11) : 0;
	return n < TRIES_MAX ? n : TRIES_MAX - 1;
}

static void
take(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	struct simnet_truth truth;
	char name[TEXT_MAX], word[TEXT_MAX], status[TEXT_MAX];
	uint16_t type;
	(void)len;
	line_field(line, "name", name, sizeof(name));
	line_field(line, "type", word, sizeof(word));
	line_field(line, "status", status, sizeof(status));
	if (strcmp(name, ".") == 0)
		name[0] = '\0';
	if (!dns_type_from_text(word, strlen(word), &type) ||
	    strlen(name) >= SIMNET_NAME_MAX)
		return;
	simnet_truth_question(&t->data, name, type, &truth);
	if (strcmp(truth.status, "NOERROR") != 0 &&
	    strcmp(truth.status, "NXDOMAIN") != 0)
		return;
	t->asked++;
	if (strcmp(status, truth.status) != 0)
		return;
	t->answered++;
	t->by_tries[attempts_of(line)]++;
}

static void
print(const struct tally *t, unsigned percent, const struct world_outcome *o)
{
	printf("%u %% lost each way: %lu of %lu answered (%.4f %%), %lld s; "
	       "by tries:",
	    percent, t->answered, t->asked,
	    100.0 * (double)t->answered / (double)t->asked,
	    (long long)(o->took_ns / NS_PER_S));
	for (unsigned i = 1; i < TRIES_MAX; i++)
		printf(" %lu", t->by_tries[i]);
	printf("; sent for a record: %.3f\n",
	    (double)o->questions / (double)o->dns_records);
}

/* Every domain has its MX, every mail host A, AAAA and TLSA. */
static void
print_lost(const struct world_scan *scan, const struct world_outcome *o)
{
	struct world_tally t;
	world_tally(scan, o, &t);
	printf("without a record: %llu of %llu domains, %u of %u hosts\n",
	    (unsigned long long)(scan->config.domains - t.domains),
	    (unsigned long long)scan->config.domains, t.hosts - t.hosts_asked,
	    t.hosts);
	fflush(stdout);
}

static void
measure(uint64_t domains, unsigned percent)
{
	struct world_scan scan = {
	    .config = simnet_config_default(7, domains),
	    .all_hosts = true,
	    .path = {.loss_ppm = percent * PERCENT_PPM,
		.delay_ns = 20 * NS_PER_MS,
		.jitter_ns = 5 * NS_PER_MS},
	};
	static struct tally t;
	struct world_outcome o;
	t = (struct tally){.asked = 0};
	world_scan_run(&scan, &o);
	simnet_data_init(&t.data, &scan.config);
	world_scan_each(&o, "dns", take, &t);
	print(&t, percent, &o);
	print_lost(&scan, &o);
	world_scan_remove(&o);
	simnet_data_fini(&t.data);
}

int
main(int argc, char *argv[])
{
	static const unsigned usual[] = {0, 3, 10, 30};
	uint64_t domains = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000;
	for (int i = 2; i < argc; i++)
		measure(domains, (unsigned)atoi(argv[i]));
	for (size_t i = 0; argc <= 2 && i < ARRAY_LEN(usual); i++)
		measure(domains, usual[i]);
	return 0;
}
