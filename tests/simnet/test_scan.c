/* Whole scans of a small Internet, held against what its seed says. */
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "small_tally.h"
#include "tests/unit/tap.h"

enum { DOMAINS = 1000, PERCENT_PPM = 10000 };

static const struct sim_path clean = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

static const struct sim_path bad = {
    .loss_ppm = 10 * PERCENT_PPM,
    .duplicate_ppm = 5 * PERCENT_PPM,
    .late_ppm = 5 * PERCENT_PPM,
    .delay_ns = 20 * NS_PER_MS,
    .jitter_ns = 30 * NS_PER_MS,
    .late_ns = 400 * NS_PER_MS,
};

static struct small_scan
over(const struct sim_path *path, uint64_t seed)
{
	return (struct small_scan){
	    .world = {.seed = seed, .domains = DOMAINS, .hosts = 100},
	    .seed = seed,
	    .out = *path,
	    .in = *path,
	    .stop_in_stage = -1,
	};
}

/* What holds on every path. */
static void
check_complete(const struct small_tally *t)
{
	ok(t->domains == DOMAINS && t->domains_again == 0,
	    "each domain has exactly one record");
	ok(t->wrong == 0, "and none says what nobody said");
	ok(t->host_again == 0 && t->host_wrong == 0,
	    "nor does one of a mail host");
	ok(t->session_again == 0 && t->session_wrong == 0,
	    "no host has two sessions' records, or a false one");
}

/* The diary has a row for each second, and one for the end. */
static void
check_diary(const struct small_outcome *o)
{
	char path[128], row[512], last[512] = "";
	unsigned rows = 0, counted = 0;
	unsigned long long records = 0;
	snprintf(path, sizeof(path), "%s/status.csv", o->dir);
	FILE *f = fopen(path, "r");
	if (f == NULL || fgets(row, sizeof(row), f) == NULL)
		abort();
	while (fgets(row, sizeof(row), f) != NULL) {
		unsigned second;
		if (sscanf(row, "%*[^,],%u,", &second) == 1)
			counted += second == ++rows || rows > second;
		strcpy(last, row);
	}
	fclose(f);
	ok(rows == counted && rows == o->took_ns / NS_PER_S + 1,
	    "status.csv has a row a second");
	const char *at = last;
	for (int column = 0; at != NULL && column < 12; column++)
		at = strchr(at + 1, ',');
	ok(at != NULL && sscanf(at, ",%llu", &records) == 1 &&
		records == o->dns_records,
	    "and all records in the last");
}

static void
test_clean(void)
{
	struct small_outcome o;
	struct small_tally t;
	struct small_scan s = over(&clean, 1);
	small_scan_run(&s, &o);
	small_tally(&s, &o, &t);
	ok(o.rc == 0, "a clean path: the scan comes to its end");
	check_complete(&t);
	ok(t.delegations == DOMAINS + s.world.hosts + SMALL_PROVIDERS &&
		t.delegation_wrong == 0,
	    "all delegations are told, one a line");
	ok(t.right == DOMAINS, "all domains are as they are");
	ok(t.hosts > 90 && t.addresses == t.hosts && t.tlsa == t.wanted,
	    "all mail hosts are found");
	ok(t.sessions == t.wanted && t.session_right == t.wanted,
	    "all sessions are as they are");
	ok(t.certificates == 1, "one certificate");
	check_diary(&o);
	ok(o.unmatched == 0 && o.malformed == 0 && o.duplicate == 0 &&
		o.bad_sum == 0,
	    "and nothing stray");
	small_scan_remove(&o);
}

static void
test_bad_path(void)
{
	struct small_outcome o;
	struct small_tally t;
	struct small_scan s = over(&bad, 2);
	s.spoof_ppm = 100 * PERCENT_PPM;
	s.all_hosts = true;
	small_scan_run(&s, &o);
	small_tally(&s, &o, &t);
	ok(o.rc == 0, "loss, duplicates, delay, reordering and a spoofer");
	check_complete(&t);
	ok(t.right > DOMAINS * 97 / 100, "97 of 100 domains are found still");
	ok(t.sessions == t.wanted && t.session_right > t.wanted * 9 / 10,
	    "and 9 of 10 sessions");
	ok(o.unmatched > DOMAINS / 2 && o.duplicate > 10,
	    "forgeries and doubles are counted");
	small_scan_remove(&o);
}

/* What is damaged is dropped: no host is found that nobody named. */
static void
test_flips(void)
{
	struct small_outcome o;
	struct small_tally t;
	struct small_scan s = over(&clean, 3);
	s.in.flip_ppm = s.out.flip_ppm = 5 * PERCENT_PPM;
	s.all_hosts = true;
	small_scan_run(&s, &o);
	small_tally(&s, &o, &t);
	ok(o.rc == 0, "bits flip in 5 of 100 packets");
	check_complete(&t);
	ok(t.right > DOMAINS * 97 / 100 && t.session_wrong == 0,
	    "97 of 100 domains are found still");
	ok(o.bad_sum > DOMAINS / 20 && o.malformed == 0,
	    "what is damaged is counted, and never read");
	small_scan_remove(&o);
}

static void
test_seed(void)
{
	struct small_outcome a, b, c;
	struct small_scan s = over(&bad, 4);
	s.spoof_ppm = 10 * PERCENT_PPM;
	s.all_hosts = true;
	small_scan_run(&s, &a);
	small_scan_run(&s, &b);
	ok(small_tally_bytes(&a) == small_tally_bytes(&b) &&
		a.took_ns == b.took_ns && a.switches == b.switches,
	    "the same seed: the same bytes in all part files, times included");
	s.seed = 5;
	small_scan_run(&s, &c);
	ok(small_tally_bytes(&a) != small_tally_bytes(&c),
	    "another seed of order and paths: others");
	small_scan_remove(&a);
	small_scan_remove(&b);
	small_scan_remove(&c);
}

int
main(void)
{
	test_clean();
	test_bad_path();
	test_flips();
	test_seed();
	return tap_end();
}
