/* Whole scans of the computed Internet: their records against the truth. */
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "tests/unit/tap.h"
#include "world_tally.h"

enum { DOMAINS = 1000, FEW = 300, PERCENT_PPM = 10000 };

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

static struct world_scan
over(const struct sim_path *path, uint64_t seed, uint64_t domains)
{
	return (struct world_scan){
	    .config = simnet_config_default(seed, domains),
	    .path = *path,
	    .all_hosts = true,
	};
}

static void
run(const struct world_scan *s, struct world_outcome *o, struct world_tally *t)
{
	world_scan_run(s, o);
	world_tally(s, o, t);
	printf("# dns %u: %u right, %u unheard; smtp %u: %u right, %u unheard; "
	       "%u hosts, %u certificates; %lld s; %s\n",
	    t->dns, t->answer.right, t->answer.unheard, t->sessions,
	    t->session.right, t->session.unheard, t->hosts, t->certificates,
	    (long long)(o->took_ns / NS_PER_S), o->dir);
}

static void
end(const struct world_outcome *o)
{
	if (getenv("KEEP_RUN") == NULL)
		world_scan_remove(o);
}

/* What holds on every path. */
static void
check_complete(const struct world_scan *s, const struct world_tally *t)
{
	ok(t->domains == s->config.domains && t->dns_again == 0,
	    "each domain has a record, and no question has two");
	ok(t->mx.wrong == 0 && t->answer.wrong == 0,
	    "and none says what nobody said");
	ok(t->hosts > t->domains / 4 && t->hosts_asked == t->hosts,
	    "each mail host was asked for");
	ok(t->session_again == 0 && t->session.wrong == 0,
	    "no address has two sessions' records, or a false one");
	ok(t->wanted > t->domains / 10 && t->wanted_met == t->wanted,
	    "and no host that must have one has none");
	ok(t->certificate_again == 0, "no certificate is there twice");
}

/* The diary has a row for each second, and one for the end. */
static void
check_diary(const struct world_outcome *o)
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
	struct world_outcome o;
	struct world_tally t;
	struct world_scan s = over(&clean, 7, DOMAINS);
	s.config.rolling_percent = 20;
	run(&s, &o, &t);
	ok(o.rc == 0, "a clean path: the scan comes to its end");
	check_complete(&s, &t);
	ok(t.delegations == DOMAINS + s.config.operators + s.config.providers &&
		t.delegation_wrong == 0,
	    "all delegations are told, one a line");
	ok(t.mx.right == DOMAINS, "all domains are as they are");
	ok(t.with_mx > DOMAINS / 2 && t.failing > DOMAINS / 100,
	    "many with MX records, some whose servers fail");
	ok(t.dns > 3 * DOMAINS && t.answer.right == t.dns,
	    "every record is that of the truth");
	ok(t.sessions > DOMAINS && t.session.right == t.sessions,
	    "and every session");
	ok(t.certificates == t.certificates_sent,
	    "and the certificates are those that were sent");
	check_diary(&o);
	ok(o.unmatched == 0 && o.malformed == 0 && o.duplicate == 0 &&
		o.bad_sum == 0,
	    "and nothing stray");
	end(&o);
}

/* The same questions of a zone's domains and of a list. */
static void
test_types(bool listed)
{
	struct world_outcome o;
	struct world_tally t;
	struct world_scan s = over(&clean, 8, FEW);
	s.types = "MX,A,TLSA,DNSKEY,TXT";
	s.policies = true;
	s.listed = listed;
	run(&s, &o, &t);
	ok(o.rc == 0, listed ? "more types, of a list" : "more types");
	check_complete(&s, &t);
	ok(t.answer.right == t.dns && t.dns_twice == 0,
	    "every record is that of the truth, none is in two stages");
	ok(t.typed >= t.domains * 5, "each domain has one of each type");
	ok(t.with_mta_sts > FEW / 20 && t.with_mta_sts < FEW,
	    "those with a DANE host have one at _mta-sts");
	end(&o);
}

/* Of a host without TLSA nobody asks. */
static void
test_tlsa_alone(void)
{
	struct world_outcome o;
	struct world_tally t;
	struct world_scan s = over(&clean, 1, FEW);
	s.all_hosts = false;
	run(&s, &o, &t);
	ok(o.rc == 0, "only hosts with TLSA records");
	check_complete(&s, &t);
	ok(t.hosts > t.wanted * 3 / 2 && t.hosts_met == t.wanted,
	    "no other host has a session");
	ok(t.session.right == t.sessions, "and all sessions are as they are");
	end(&o);
}

static void
test_bad_path(void)
{
	struct world_outcome o;
	struct world_tally t;
	struct world_scan s = over(&bad, 2, DOMAINS);
	s.spoof_ppm = 100 * PERCENT_PPM;
	run(&s, &o, &t);
	ok(o.rc == 0, "loss, duplicates, delay, reordering and a spoofer");
	check_complete(&s, &t);
	ok(t.mx.right > DOMAINS * 97 / 100,
	    "97 of 100 domains are found still");
	ok(t.session.right > t.sessions * 9 / 10, "and 9 of 10 sessions");
	ok(o.unmatched > DOMAINS / 2 && o.duplicate > 10,
	    "forgeries and doubles are counted");
	end(&o);
}

/* What is damaged is dropped: no host is found that nobody named. */
static void
test_flips(void)
{
	struct world_outcome o;
	struct world_tally t;
	struct world_scan s = over(&clean, 3, FEW);
	s.path.flip_ppm = 5 * PERCENT_PPM;
	run(&s, &o, &t);
	ok(o.rc == 0, "bits flip in 5 of 100 packets");
	check_complete(&s, &t);
	ok(t.mx.right > FEW * 97 / 100, "97 of 100 domains are found still");
	ok(o.bad_sum > FEW / 20 && o.malformed == 0,
	    "what is damaged is counted, and never read");
	end(&o);
}

/* So low that many answers are lost: they are small here. */
enum { UDP_MAX = 300 };

static void
test_large_udp_lost(void)
{
	struct world_outcome o;
	struct world_tally t;
	struct world_scan s = over(&clean, 6, FEW);
	s.path.udp_max_bytes = UDP_MAX;
	run(&s, &o, &t);
	ok(o.rc == 0, "large UDP is lost");
	check_complete(&s, &t);
	ok(t.mx.right == FEW && t.answer.right == t.dns,
	    "and with it no answer: TCP has them");
	end(&o);
}

static void
test_seed(void)
{
	struct world_outcome a, b, c;
	struct world_scan s = over(&bad, 4, FEW);
	s.spoof_ppm = 10 * PERCENT_PPM;
	world_scan_run(&s, &a);
	world_scan_run(&s, &b);
	ok(world_scan_digest(&a) == world_scan_digest(&b) &&
		a.took_ns == b.took_ns && a.switches == b.switches,
	    "the same seed: the same bytes in all part files, times included");
	s.order = 5;
	world_scan_run(&s, &c);
	ok(world_scan_digest(&a) != world_scan_digest(&c),
	    "another seed of order and paths: others");
	end(&a);
	end(&b);
	end(&c);
}

int
main(void)
{
	test_clean();
	test_types(false);
	test_types(true);
	test_tlsa_alone();
	test_bad_path();
	test_flips();
	test_large_udp_lost();
	test_seed();
	return tap_end();
}
