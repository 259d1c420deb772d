/*
 * Replies that find no room on our side: a sweep asks no faster than they are
 * worked off, and what is dropped all the same is no server's silence.  In
 * these worlds each server answers, so that each time-out would be false.
 */
#include <stdlib.h>
#include <string.h>

#include "line_field.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum {
	DOMAINS = 3000,
	FEW_SLOTS = 16,
	SMALL_ROOM = 128,
	PAUSE_US = 500, /* the receiver takes 64 frames, and pauses */
	MORE_PERMILLE = 1,
	FAST_PPS = 1000000,
};

struct count {
	unsigned records, timeouts;
};

static void
take(void *ctx, const char *line, size_t len)
{
	struct count *c = ctx;
	char status[64];
	(void)len;
	line_field(line, "status", status, sizeof(status));
	c->records++;
	c->timeouts += strcmp(status, "TIMEOUT") == 0;
}

static struct world_scan
sweep(uint64_t seed, int64_t delay_ns, int64_t jitter_ns)
{
	struct world_scan s = {
	    .config = simnet_config_default(seed, DOMAINS),
	    .path = {.delay_ns = delay_ns, .jitter_ns = jitter_ns},
	    .rate_pps = FAST_PPS,
	    .server_rate_qps = FAST_PPS,
	    .syn_only = true,
	};
	s.config.odd_percent = 0;
	return s;
}

static struct count
run(const struct world_scan *s, struct world_outcome *o)
{
	struct count c = {0};
	world_scan_run(s, o);
	world_scan_each(o, "dns", take, &c);
	printf("# %u records, %u time-outs; %u questions, %u replies found no "
	       "ring, %u no link; %lld ms\n",
	    c.records, c.timeouts, (unsigned)o->questions,
	    (unsigned)o->ring_full, (unsigned)o->receive_dropped,
	    (long long)(o->took_ns / NS_PER_MS));
	world_scan_remove(o);
	return c;
}

/* The receiver has 64 frames for it at one time. */
static void
test_slow_recorder(void)
{
	struct world_outcome wide, narrow;
	struct world_scan s = sweep(3, 5 * NS_PER_MS, NS_PER_MS);
	struct count all = run(&s, &wide);
	s.recorder_slots = FEW_SLOTS;
	struct count c = run(&s, &narrow);
	ok(c.records > DOMAINS && c.records == all.records && c.timeouts == 0,
	    "a recorder with little room: the same records, no time-out");
	ok(narrow.ring_full == 0 && narrow.questions * 1000 <=
					wide.questions * (1000 + MORE_PERMILLE),
	    "nothing is dropped, and nothing asked twice");
}

static void
test_full_link(void)
{
	struct world_outcome wide, narrow;
	struct world_scan s = sweep(5, 50 * NS_PER_MS, 20 * NS_PER_MS);
	struct count all = run(&s, &wide);
	s.receive_room = SMALL_ROOM;
	s.receive_pause_ns = PAUSE_US * (NS_PER_MS / 1000);
	struct count c = run(&s, &narrow);
	ok(narrow.receive_dropped > DOMAINS / 20,
	    "a link that drops replies for want of room");
	ok(c.records == all.records && c.timeouts == 0,
	    "the same records, no time-out");
}

int
main(void)
{
	test_slow_recorder();
	test_full_link();
	return tap_end();
}
