/*
 * What makes a whole run false is found out before anything is recorded: a
 * wrong clock, somebody on the way who answers on port 53, or lets nothing out
 * to port 25.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/disk_space.h"
#include "base/macros.h"
#include "dns/type.h"
#include "tests/unit/tap.h"
#include "world_tally.h"

enum { DOMAINS = 60, MANY = 500, ROOT_ADDRESSES = 4 };

#define NS_PER_DAY (86400 * NS_PER_S)

static const struct sim_path clean = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

/* What the servers were asked. */
struct heard {
	unsigned soa, others;
};

static void
hear(void *ctx, const struct addr *server, const struct simnet_query *q,
    bool rolled)
{
	struct heard *h = ctx;
	(void)server;
	(void)rolled;
	if (q->type == DNS_SOA && q->name[0] == '\0')
		h->soa++;
	else
		h->others++;
}

static struct world_scan
scan_of(uint64_t seed, struct heard *heard)
{
	*heard = (struct heard){0};
	return (struct world_scan){
	    .config = simnet_config_default(seed, DOMAINS),
	    .path = clean,
	    .asked = hear,
	    .ctx = heard,
	};
}

static void
test_good(void)
{
	struct heard heard;
	struct world_outcome o;
	struct world_scan s = scan_of(1, &heard);
	world_scan_run(&s, &o);
	ok(o.rc == 0 && world_scan_manifest_says(&o,
			    "\"self_check\":{\"clock\":\"good\","
			    "\"port_53\":\"good\",\"port_25\":\"good\"}"),
	    "a good clock and a path of one's own");
	ok(heard.soa == ROOT_ADDRESSES, "each root was asked once");
	world_scan_remove(&o);
}

/* None of it is recorded, and only roots were asked. */
static void
check_ended(
    const struct world_outcome *o, const struct heard *heard, const char *name)
{
	ok(o->rc == -ECANCELED &&
		world_scan_manifest_says(o, "\"exit_reason\":\"self_check\""),
	    name);
	ok(heard->others == 0 && o->dns_records == 0 &&
		world_scan_manifest_says(o, "\"complete\":false"),
	    "ends it before anything else is asked");
}

static void
test_clock(int64_t off_ns, const char *name)
{
	struct heard heard;
	struct world_outcome o;
	struct world_scan s = scan_of(2, &heard);
	s.clock_off_ns = off_ns;
	world_scan_run(&s, &o);
	check_ended(&o, &heard, name);
	ok(world_scan_manifest_says(
	       &o, "\"clock\":\"bad\",\"port_53\":\"good\"") &&
		world_scan_manifest_says(&o,
		    "hold from 2025-01-01T00:00:00Z until "
		    "2035-01-01T00:00:00Z: set the clock"),
	    "and says what the signatures allow");
	world_scan_remove(&o);
}

/* A path on which nothing arrives. */
static void
test_silence(void)
{
	struct heard heard;
	struct world_outcome o;
	struct world_scan s = scan_of(6, &heard);
	s.path.loss_ppm = 1000000;
	s.needs_roots = true;
	world_scan_run(&s, &o);
	check_ended(&o, &heard, "who needs the roots, and hears none,");
	ok(world_scan_manifest_says(&o, "no root server answers"),
	    "and says so");
	world_scan_remove(&o);
}

static void
test_off(void)
{
	struct heard heard;
	struct world_outcome o;
	struct world_scan s = scan_of(3, &heard);
	s.clock_off_ns = 20 * 365 * NS_PER_DAY;
	s.no_self_check = true;
	world_scan_run(&s, &o);
	ok(o.rc == 0 && heard.soa == 0 &&
		world_scan_manifest_says(&o, "\"clock\":\"off\""),
	    "who does not want to know is not told");
	world_scan_remove(&o);
}

static void
test_intercepted(enum simnet_intercepted where, const char *name)
{
	struct heard heard;
	struct world_outcome o;
	struct world_scan s = scan_of(4, &heard);
	s.config.intercepted = where;
	world_scan_run(&s, &o);
	check_ended(&o, &heard, name);
	ok(world_scan_manifest_says(&o, "\"port_53\":\"bad\"") &&
		world_scan_manifest_says(&o, "\"clock\":\"unknown\""),
	    "and what it says of the clock is nothing");
	world_scan_remove(&o);
}

static void
test_doubtful(void)
{
	struct heard heard;
	struct world_outcome o;
	struct world_scan s = scan_of(5, &heard);
	s.config.intercepted = SIMNET_ONE_ROOT;
	world_scan_run(&s, &o);
	ok(o.rc == 0 && world_scan_manifest_says(
			    &o, "\"clock\":\"good\",\"port_53\":\"doubtful\""),
	    "one root of several that is not itself: a mark");
	world_scan_remove(&o);
}

/* Loss hides no root for long; silence of all tells nothing. */
static void
test_loss(void)
{
	for (uint64_t seed = 10; seed < 14; seed++) {
		struct heard heard;
		struct world_outcome o;
		struct world_scan s = scan_of(seed, &heard);
		s.path.loss_ppm = 300000;
		world_scan_run(&s, &o);
		ok(o.rc == 0 &&
			world_scan_manifest_says(&o, "\"clock\":\"good\""),
		    "a path that loses three packets of ten");
		world_scan_remove(&o);
	}
	struct heard heard;
	struct world_outcome o;
	struct world_scan s = scan_of(14, &heard);
	s.path.loss_ppm = 1000000;
	s.stop_after_ns = 10 * NS_PER_S;
	world_scan_run(&s, &o);
	ok(o.rc == -EINTR &&
		world_scan_manifest_says(&o, "\"clock\":\"unknown\"") &&
		o.questions > 3 * ROOT_ADDRESSES,
	    "who hears nobody goes on, and knows nothing");
	world_scan_remove(&o);
}

/* After the clock was set it goes on, and is as if nothing had happened. */
static void
test_resume(void)
{
	struct heard heard;
	struct world_outcome o;
	struct world_tally t;
	char place[] = "/tmp/world_scan.XXXXXX";
	struct world_scan s = scan_of(6, &heard);
	if (mkdtemp(place) == NULL)
		abort();
	s.place = place;
	s.clock_off_ns = -30 * 365 * NS_PER_DAY;
	world_scan_run(&s, &o);
	ok(o.rc == -ECANCELED, "a wrong clock ends it");
	s.clock_off_ns = 0;
	s.resume = true;
	world_scan_run(&s, &o);
	world_tally(&s, &o, &t);
	ok(o.rc == 0 && t.domains == DOMAINS && t.dns_again == 0 &&
		world_scan_manifest_says(&o, "\"clock\":\"good\""),
	    "--resume goes on once it is set");
	world_scan_remove(&o);
}

static struct world_scan
mail_scan(enum simnet_port_25 way, uint64_t domains, struct heard *heard)
{
	struct world_scan s = scan_of(20, heard);
	s.config.domains = domains;
	s.config.port_25 = way;
	s.all_hosts = true;
	return s;
}

/* No host is said to be silent; once the port is open all have their records. */
static void
test_closed(enum simnet_port_25 way, unsigned max_sessions, const char *name)
{
	struct heard heard;
	struct world_outcome o;
	struct world_tally t;
	char place[] = "/tmp/world_scan.XXXXXX";
	struct world_scan s = mail_scan(way, MANY, &heard);
	if (mkdtemp(place) == NULL)
		abort();
	s.place = place;
	s.max_sessions = max_sessions;
	world_scan_run(&s, &o);
	world_tally(&s, &o, &t);
	ok(o.rc == -ECANCELED &&
		world_scan_manifest_says(
		    &o, "\"exit_reason\":\"self_check\"") &&
		world_scan_manifest_says(&o, "\"port_25\":\"bad\""),
	    name);
	ok(t.session.right == t.sessions && t.session.unheard == 0,
	    "no host is said to be silent");
	s.config.port_25 = SIMNET_PORT_25_OPEN;
	s.resume = true;
	world_scan_run(&s, &o);
	world_tally(&s, &o, &t);
	ok(o.rc == 0 && world_scan_manifest_says(&o, "\"port_25\":\"good\"") &&
		t.wanted_met == t.wanted && t.session_again == 0 &&
		t.session.right == t.sessions && t.dns_again == 0,
	    "--resume has all sessions once it is open");
	world_scan_remove(&o);
}

/* So few are silent that nobody can tell: each has its record. */
static void
test_few(enum simnet_port_25 way, const char *name)
{
	struct heard heard;
	struct world_outcome o;
	struct world_scan s = mail_scan(way, DOMAINS, &heard);
	world_scan_run(&s, &o);
	ok(o.rc == 0 && o.smtp_records > DOMAINS / 2 &&
		world_scan_manifest_says(&o, "\"port_25\":\"doubtful\""),
	    name);
	world_scan_remove(&o);
}

/* Of some 150 hosts nothing comes, three SYNs each; then one answers. */
static void
test_late(void)
{
	struct heard heard;
	struct world_outcome o;
	struct world_tally t;
	struct world_scan s = mail_scan(SIMNET_PORT_25_OPEN, MANY, &heard);
	s.max_sessions = 7;
	s.config.mail_lost = 450;
	world_scan_run(&s, &o);
	world_tally(&s, &o, &t);
	ok(o.rc == 0 && world_scan_manifest_says(&o, "\"port_25\":\"good\"") &&
		t.session.right == t.sessions && t.session_again == 0 &&
		t.wanted_met == t.wanted && o.syns > 450 + t.sessions / 2,
	    "the first who answers has all before him asked anew");
	world_scan_remove(&o);
}

static void
test_not_wanted(void)
{
	struct heard heard;
	struct world_outcome o;
	struct world_scan s = mail_scan(SIMNET_PORT_25_DROPPED, MANY, &heard);
	s.no_self_check = true;
	world_scan_run(&s, &o);
	ok(o.rc == 0 && o.smtp_records > MANY / 2 &&
		world_scan_manifest_says(&o, "\"port_25\":\"off\""),
	    "who does not want to know has them as they are");
	world_scan_remove(&o);
}

static bool disk_fills;

static int
small_disk(const char *path, struct disk_space *out)
{
	(void)path;
	*out = (struct disk_space){
	    .free_bytes = disk_fills ? 1 << 20 : 1 << 30,
	    .total_bytes = (uint64_t)1 << 31,
	};
	return 0;
}

static void
fill(void *ctx, const struct counters *c)
{
	(void)ctx;
	disk_fills = counted(&c->dns_records) > DOMAINS;
}

/* Not one write fails: the scan ends before, and goes on with more room. */
static void
test_disk(void)
{
	struct heard heard;
	struct world_outcome o;
	struct world_tally t;
	char place[] = "/tmp/world_scan.XXXXXX";
	struct world_scan s = scan_of(30, &heard);
	if (mkdtemp(place) == NULL)
		abort();
	s.config.domains = MANY;
	s.place = place;
	s.watch = fill;
	s.rate_pps = 300; /* so that there is a middle */
	disk_space_set_source(small_disk);
	world_scan_run(&s, &o);
	ok(o.rc == -ENOSPC && o.dns_records > DOMAINS && o.dns_records < MANY &&
		world_scan_manifest_says(&o, "\"exit_reason\":\"disk_full\""),
	    "too little disk in the middle");
	disk_fills = false;
	s.watch = NULL;
	s.resume = true;
	world_scan_run(&s, &o);
	disk_space_set_source(NULL);
	world_tally(&s, &o, &t);
	ok(o.rc == 0 && t.domains == MANY && t.dns_again == 0 &&
		t.wanted_met == t.wanted,
	    "--resume has the rest once there is room");
	world_scan_remove(&o);
}

int
main(void)
{
	test_good();
	test_clock(-57 * 365 * NS_PER_DAY, "a clock that begins in 1969");
	test_clock(9 * 365 * NS_PER_DAY, "one that is nine years ahead");
	test_silence();
	test_off();
	test_intercepted(SIMNET_EVERYWHERE, "port 53 is intercepted");
	test_intercepted(SIMNET_IPV6, "that of IPv6 alone");
	test_doubtful();
	test_loss();
	test_resume();
	test_closed(SIMNET_PORT_25_DROPPED, 0, "port 25 is closed, silently");
	test_closed(SIMNET_PORT_25_RESET, 0, "port 25 is closed, by RST");
	test_closed(SIMNET_PORT_25_DROPPED, 7, "and seven at one time");
	test_few(SIMNET_PORT_25_DROPPED, "a few hosts, and all are silent");
	test_few(SIMNET_PORT_25_RESET, "a few hosts, and all turn us away");
	test_late();
	test_not_wanted();
	test_disk();
	return tap_end();
}
