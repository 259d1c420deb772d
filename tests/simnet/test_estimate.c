/*
 * What a scan says beforehand that it will send, write and wait for, beside
 * what it then did.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/macros.h"
#include "net/packet.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum { DOMAINS = 1000, FEW = 300, FACTOR = 3 };

static const struct sim_path clean = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

static struct world_scan
scan_of(uint64_t seed, uint64_t domains)
{
	return (struct world_scan){
	    .config = simnet_config_default(seed, domains),
	    .path = clean,
	    .all_hosts = true,
	};
}

static bool
is_near(uint64_t estimate, uint64_t real, const char *what)
{
	printf("# %s: %llu, and in truth %llu\n", what,
	    (unsigned long long)estimate, (unsigned long long)real);
	return estimate <= real * FACTOR && real <= estimate * FACTOR;
}

/* Bytes of all part files. */
static uint64_t
parts_bytes(const struct world_outcome *o)
{
	static const char *const kinds[] = {
	    "delegation", "dns", "smtp", "cert"};
	uint64_t bytes = 0;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		char folder[128], path[512];
		struct stat st;
		snprintf(folder, sizeof(folder), "%s/%s", o->dir, kinds[i]);
		DIR *d = opendir(folder);
		for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
			snprintf(
			    path, sizeof(path), "%s/%s", folder, e->d_name);
			if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
				bytes += (uint64_t)st.st_size;
		}
		if (d != NULL)
			closedir(d);
	}
	return bytes;
}

static uint64_t
questions(const struct scan_estimate *e)
{
	uint64_t n = 0;
	for (unsigned i = 0; i < STAGE_SMTP; i++)
		n += e->records[i];
	return n;
}

static void
check_volume(struct world_scan *s, const char *name)
{
	struct world_outcome o;
	world_scan_run(s, &o);
	printf("# %s\n", name);
	bool dns = is_near(questions(&o.estimate), o.dns_records, "records");
	bool smtp =
	    is_near(o.estimate.records[STAGE_SMTP], o.smtp_records, "sessions");
	ok(dns && smtp, name);
	ok(is_near(o.estimate.packets, o.packets, "packets"), "packets");
	ok(is_near(o.estimate.disk_bytes, parts_bytes(&o), "bytes"), "disk");
	world_scan_remove(&o);
}

static void
test_volume(void)
{
	struct world_scan s = scan_of(1, DOMAINS);
	check_volume(&s, "all hosts");
	s.config.signed_percent = 90;
	check_volume(&s, "a zone that is signed");
	s.config.signed_percent = 40;
	s.shards = 4;
	s.shard = 1;
	check_volume(&s, "a quarter");
}

static void
count_mail(void *ctx, const uint8_t *frame, size_t len, int64_t now_ns)
{
	uint64_t *packets = ctx;
	struct packet p;
	(void)now_ns;
	*packets += packet_parse(frame, len, &p) && p.proto == NET_TCP &&
		    p.dst_port == 25;
}

/* Mail hosts that all answer, each held or looked at in another way. */
static void
check_sessions(struct world_scan *s, const char *name)
{
	struct world_outcome o;
	uint64_t packets = 0;
	s->config.odd_percent = 0;
	s->frame = count_mail;
	s->ctx = &packets;
	world_scan_run(s, &o);
	double each = (double)packets / (double)o.smtp_records;
	double said = (double)o.estimate.session_packets /
		      (double)(o.estimate.records[STAGE_SMTP] > 0
				   ? o.estimate.records[STAGE_SMTP]
				   : 1);
	printf("# %.1f packets for a session, and said %.1f\n", each, said);
	ok(each < 1.4 * said && said < 1.4 * each, name);
	world_scan_remove(&o);
}

static void
test_sessions(void)
{
	struct world_scan s = scan_of(3, FEW);
	check_sessions(&s, "a session's packets");
	s.certificate_only = true;
	check_sessions(&s, "of one that reads a chain and goes");
	s.certificate_only = false;
	s.syn_only = true;
	check_sessions(&s, "of a port that is open or not");
	s.syn_only = false;
	s.twins = true;
	s.config.mail_keys = SIMNET_KEYS_P256;
	check_sessions(&s, "of two, for two certificates");
}

/* The rate of all, and one server that has everything, each for itself. */
static void
test_time(void)
{
	struct world_outcome o;
	struct world_scan s = scan_of(2, FEW);
	s.rate_pps = 20;
	world_scan_run(&s, &o);
	ok(is_near(scan_estimate_seconds(&o.estimate),
	       (uint64_t)(o.took_ns / NS_PER_S), "seconds by the rate") &&
		o.estimate.rate_s > o.estimate.server_s,
	    "how long it takes by its rate");
	world_scan_remove(&o);
	s.rate_pps = 0;
	s.server_rate_qps = 2;
	s.config.operators = 1;
	s.config.odd_percent = 0;
	world_scan_run(&s, &o);
	ok(is_near(scan_estimate_seconds(&o.estimate),
	       (uint64_t)(o.took_ns / NS_PER_S), "by the slowest server") &&
		o.estimate.server_s > 10 * o.estimate.rate_s,
	    "and by the server that most domains have");
	world_scan_remove(&o);
}

int
main(void)
{
	test_volume();
	test_sessions();
	test_time();
	return tap_end();
}
