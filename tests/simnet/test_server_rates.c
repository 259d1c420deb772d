/*
 * A whole scan in which some servers have rates of their own, by the frames
 * that reach them: none gets more, others are not slowed by it, and the
 * records are those of a scan without.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/packet.h"
#include "scanner/engine/server_rates.h"
#include "tests/unit/small_world.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum { DOMAINS = 400, QUESTIONS_MAX = 65536, SLOW_QPS = 4, TEXT_MAX = 256 };

struct question {
	struct addr at;
	int64_t now_ns;
};

struct capture {
	struct question questions[QUESTIONS_MAX];
	unsigned count;
};

static struct capture capture;

static void
take_frame(void *ctx, const uint8_t *frame, size_t len, int64_t now_ns)
{
	struct capture *c = ctx;
	struct packet p;
	if (!packet_parse(frame, len, &p) || p.proto != NET_UDP ||
	    p.dst_port != 53)
		return;
	if (c->count == QUESTIONS_MAX)
		abort();
	c->questions[c->count++] = (struct question){p.dst, now_ns};
}

/* How many it was asked in all. */
static unsigned
asked(const struct capture *c, const struct addr *at)
{
	unsigned n = 0;
	for (unsigned i = 0; i < c->count; i++)
		n += addr_equal(&c->questions[i].at, at);
	return n;
}

/* The address that was asked most. */
static struct addr
busiest(const struct capture *c)
{
	unsigned most = 0;
	struct addr at = {0};
	for (unsigned i = 0; i < c->count; i++) {
		unsigned n = asked(c, &c->questions[i].at);
		if (n <= most)
			continue;
		most = n;
		at = c->questions[i].at;
	}
	return at;
}

/*
 * In any time it gets what the rate gives in it, and a second's more at most:
 * two questions may come closer than they went, by what the path's delay
 * varies.
 */
static bool
keeps_rate(const struct capture *c, const struct addr *at, double qps)
{
	double saved = qps; /* a bucket as the scanner's is allowed to be */
	int64_t last_ns = 0;
	for (unsigned i = 0; i < c->count; i++) {
		const struct question *q = &c->questions[i];
		if (!addr_equal(&q->at, at))
			continue;
		saved += qps * (double)(q->now_ns - last_ns) / 1e9;
		saved = saved > qps ? qps : saved;
		saved -= 1;
		last_ns = q->now_ns;
		if (saved < -1)
			return false;
	}
	return true;
}

/* A scan under these rules; NULL: none. */
static void
scan(const char *rules, struct world_outcome *out)
{
	struct world_scan s = {
	    .config = simnet_config_default(41, DOMAINS),
	    .path = {.delay_ns = 5 * NS_PER_MS},
	    .frame = take_frame,
	    .ctx = &capture,
	};
	struct server_rates *rates = NULL;
	char path[] = "/tmp/server-rates-XXXXXX";
	struct text why;
	text_init(&why);
	if (rules != NULL) {
		file_of(path, rules);
		if (server_rates_read(path, &rates, &why) < 0)
			abort();
		unlink(path);
	}
	s.config.odd_percent = 0;
	s.server_rates = rates;
	capture.count = 0;
	world_scan_run(&s, out);
	server_rates_free(rates);
	text_fini(&why);
}

static void
check_slow(
    const char *rules, const struct addr *at, const struct world_outcome *free)
{
	struct world_outcome o;
	scan(rules, &o);
	unsigned n = asked(&capture, at);
	struct addr other = busiest(&capture);
	printf("# %u questions, %u of all; %.1f s; %s", n, capture.count,
	    (double)o.took_ns / 1e9, rules);
	ok(o.rc == 0 && n > 2 * SLOW_QPS && keeps_rate(&capture, at, SLOW_QPS),
	    "a server that has a rate of its own gets no more");
	ok(!addr_equal(&other, at) && !keeps_rate(&capture, &other, SLOW_QPS),
	    "and another one does");
	ok(o.dns_records == free->dns_records, "with all the records");
	world_scan_remove(&o);
}

/* The name "ns1.op3.net" and so on that has it. */
static bool
name_of_server(const struct world_outcome *o, const struct addr *at, char *name)
{
	static const char *const zones[] = {"com", "net", "org", "se"};
	char ip[ADDR_TEXT_MAX];
	bool found = false;
	addr_format(at, ip);
	for (unsigned i = 0; i < 4 && !found; i++) {
		char path[TEXT_MAX], line[TEXT_MAX], have[TEXT_MAX];
		snprintf(path, sizeof(path), "%s/../%s.zone", o->dir, zones[i]);
		FILE *f = fopen(path, "re");
		while (
		    f != NULL && !found && fgets(line, sizeof(line), f) != NULL)
			found = sscanf(line, "%255s %*u IN A %255s", name,
				    have) == 2 &&
				strcmp(have, ip) == 0;
		if (f != NULL)
			fclose(f);
	}
	return found;
}

int
main(void)
{
	struct world_outcome free;
	char rules[TEXT_MAX + 16], name[TEXT_MAX];
	char ip[ADDR_TEXT_MAX];
	scan(NULL, &free);
	struct addr at = busiest(&capture);
	bool named = name_of_server(&free, &at, name);
	ok(free.rc == 0 && !keeps_rate(&capture, &at, SLOW_QPS),
	    "without rules it is asked faster");
	snprintf(
	    rules, sizeof(rules), "%s %d\n", addr_format(&at, ip), SLOW_QPS);
	check_slow(rules, &at, &free);
	ok(named, "it has a name");
	snprintf(rules, sizeof(rules), "%.100s %d\n", name, SLOW_QPS);
	check_slow(rules, &at, &free);
	world_scan_remove(&free);
	return tap_end();
}
