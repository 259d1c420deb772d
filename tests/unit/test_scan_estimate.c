/* Estimates of small zones, number by number, and room for them. */
#include "scanner/command/scan_estimate.h"

#include <errno.h>
#include <string.h>

#include "base/disk_space.h"
#include "scanner/engine/server_rates.h"
#include "scanner/run/estimate.h"
#include "small_world.h"
#include "tap.h"

/* Four domains: three at ns.b.se, with one address, and one of them signed. */
static const char zone[] = "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n"
			   "se. 300 IN NS a.ns.se.\n"
			   "a.ns.se. 300 IN A 198.51.100.9\n"
			   "a.se. 300 IN NS ns.b.se.\n"
			   "a.se. 300 IN DS 1 13 2 00\n"
			   "b.se. 300 IN NS ns.b.se.\n"
			   "c.se. 300 IN NS ns.b.se.\n"
			   "d.se. 300 IN NS ns1.d.com.\n"
			   "d.se. 300 IN NS ns2.d.com.\n"
			   "ns.b.se. 300 IN A 198.51.100.1\n"
			   "ns.b.se. 300 IN AAAA 2001:db8::1\n";

static uint64_t disk_bytes;

static int
disk(const char *path, struct disk_space *out)
{
	if (strcmp(path, "gone") == 0)
		return -EACCES;
	*out = (struct disk_space){disk_bytes, disk_bytes};
	return 0;
}

static struct scan_plan
plan_of(struct delegations *d)
{
	return (struct scan_plan){
	    .delegations = d,
	    .domains = {.delegations = d},
	    .stages = (1u << STAGE_COUNT) - 1,
	    .shards = 1,
	    .rate_pps = 2,
	    .bandwidth_bps = 1000,
	    .server_rate_qps = 1,
	    .output_dir = "run",
	};
}

static void
test_numbers(const struct scan_plan *plan)
{
	struct scan_estimate e;
	ok(scan_estimate_make(plan, &e) == 0 && e.domains == 4 &&
		e.signed_domains == 1 && e.name_servers == 4 &&
		e.without_address == 2,
	    "what the zone file says");
	ok(e.mail_hosts == 1 && e.records[STAGE_SERVERS] == 4 &&
		e.records[STAGE_DOMAINS] == 4 && e.records[STAGE_HOSTS] == 3 &&
		e.records[STAGE_CHAIN] == 4,
	    "and the questions that follow");
	ok(is_named(&e.slowest, "ns.b.se") && e.slowest_questions == 3,
	    "two addresses share MX, DNSKEY and hosts of three domains");
	ok(e.rate_s == e.packets / 2 && e.server_s == 3 &&
		e.bandwidth_s == e.sent_bytes * 8 / 1000 &&
		scan_estimate_seconds(&e) > e.bandwidth_s,
	    "how long each bound makes it");
	/* 3 and 4 questions of 1.4 packets, sessions of 14. */
	ok((int)(scan_estimate_behind(&e, STAGE_DOMAINS) * 100) ==
		    (int)((7 * 1.4 + 14.0 * (double)e.records[STAGE_SMTP]) /
			  (4 * 1.4) * 100) &&
		scan_estimate_behind(&e, STAGE_SMTP) <= 0,
	    "and what is behind a stage");
}

static struct server_rates *
read_rates(const char *lines)
{
	char path[] = "/tmp/estimate-XXXXXX";
	struct server_rates *r;
	struct text why;
	text_init(&why);
	file_of(path, lines);
	if (server_rates_read(path, &r, &why) < 0)
		abort();
	unlink(path);
	text_fini(&why);
	return r;
}

/* ns.b.se has two addresses, and 3 questions at each; d.se's servers half a
 * one. */
static void
test_server_rates(struct scan_plan plan)
{
	struct server_rates *rates = read_rates("198.51.100.0/24 3\n"
						"ns2.d.com 1\n"
						"d.com 20\n");
	struct scan_estimate e;
	plan.server_rates = rates;
	plan.server_rate_qps = 2;
	ok(scan_estimate_make(&plan, &e) == 0 &&
		is_named(&e.slowest, "ns.b.se") && e.slowest_questions == 3 &&
		e.server_s == 1,
	    "the slower of two addresses has no rate of its own");
	server_rates_free(rates);
	plan.server_rates = rates = read_rates("ns.b.se 1000\n");
	ok(scan_estimate_make(&plan, &e) == 0 &&
		is_named(&e.slowest, "ns1.d.com") && e.server_s == 0,
	    "who has most to answer, but a rate for it, is not the slowest");
	server_rates_free(rates);
	plan.server_rates = rates = read_rates("ns.b.se 1000\n"
					       "2001:db8::/32 1\n");
	ok(scan_estimate_make(&plan, &e) == 0 &&
		is_named(&e.slowest, "ns.b.se") && e.server_s == 3,
	    "where a prefix and a name have a rate, the lower one holds");
	server_rates_free(rates);
}

static void
test_stages(struct scan_plan plan)
{
	struct scan_estimate e;
	plan.stages = 1u << STAGE_DOMAINS;
	plan.rate_pps = plan.bandwidth_bps = 0;
	ok(scan_estimate_make(&plan, &e) == 0 &&
		e.records[STAGE_DOMAINS] == 4 && e.records[STAGE_CHAIN] == 0 &&
		e.records[STAGE_SERVERS] == 0 && e.slowest_questions == 1 &&
		e.rate_s == 0 && e.bandwidth_s == 0,
	    "of one stage, without a bound");
	plan.types = (struct domain_types){.count = 2, .policy_count = 5};
	plan.stages = 1u << STAGE_TYPES;
	ok(scan_estimate_make(&plan, &e) == 0 && e.signed_domains == 1 &&
		e.records[STAGE_TYPES] == 4 * 2 + 5 && e.mail_hosts == 0,
	    "of two types more, and policies");
	plan.stages = 1u << STAGE_DOMAINS;
	plan.shards = 2;
	ok(scan_estimate_make(&plan, &e) == 0 && e.domains == 2 &&
		e.records[STAGE_DOMAINS] == 2,
	    "of one shard of two");
}

static void
test_disk(struct scan_plan plan)
{
	struct text why;
	struct scan_estimate e;
	text_init(&why);
	ok(scan_estimate_make(&plan, &e) == 0, "an estimate");
	disk_space_set_source(disk);
	disk_bytes = 1 << 20;
	ok(scan_estimate_check_disk(&plan, &e, &why) == 0 && why.len == 0,
	    "room for it");
	disk_bytes = 1000;
	ok(scan_estimate_check_disk(&plan, &e, &why) == -ENOSPC &&
		strstr(why.bytes, "run: the run needs about ") != NULL &&
		strstr(why.bytes, "--no-self-check") != NULL,
	    "and too little");
	text_clear(&why);
	plan.output_dir = NULL;
	ok(scan_estimate_check_disk(&plan, &e, &why) == 0 && why.len == 0,
	    "but a stream needs none");
	plan.output_dir = "gone";
	ok(scan_estimate_check_disk(&plan, &e, &why) == 0,
	    "a disk that cannot be asked is tried");
	disk_space_set_source(NULL);
	text_fini(&why);
}

int
main(void)
{
	struct delegations *d = delegations_of(zone);
	struct scan_plan plan = plan_of(d);
	test_numbers(&plan);
	test_server_rates(plan);
	test_stages(plan);
	test_disk(plan);
	delegations_free(d);
	return tap_end();
}
