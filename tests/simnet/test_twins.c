/*
 * A scan that asks for both of two certificates: each session that showed an
 * ECDSA leaf has another one after it, which takes an RSA leaf alone, and these
 * hosts have none.  The same of a scan that is stopped and goes on.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "line_field.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum { DOMAINS = 40, SEEN_MAX = 4096, TEXT_MAX = 256 };

struct twins_tally {
	char due[SEEN_MAX][TEXT_MAX], held[SEEN_MAX][TEXT_MAX];
	unsigned due_count, held_count, wrong;
};

static bool
is_in(char (*list)[TEXT_MAX], unsigned count, const char *what)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(list[i], what) == 0)
			return true;
	return false;
}

/* A target stands there once; a repeated session tells the same again. */
static void
note(char (*list)[TEXT_MAX], unsigned *count, const char *what)
{
	if (*count == SEEN_MAX)
		abort();
	if (!is_in(list, *count, what))
		snprintf(list[(*count)++], TEXT_MAX, "%s", what);
}

static void
take(void *ctx, const char *line, size_t len)
{
	struct twins_tally *t = ctx;
	char host[100], ip[TEXT_MAX], target[TEXT_MAX], status[TEXT_MAX];
	(void)len;
	line_field(line, "host", host, sizeof(host));
	line_field(line, "ip", ip, sizeof(ip));
	line_field(line, "status", status, sizeof(status));
	snprintf(target, sizeof(target), "%.99s %.99s", host, ip);
	bool is_twin = strstr(line, "\"twin\":\"rsa\"") != NULL;
	bool is_due = strstr(line, "\"twin_due\":\"rsa\"") != NULL;
	if (is_twin) {
		t->wrong += strcmp(status, "TLS_FAILED") != 0 ||
			    is_in(t->held, t->held_count, target);
		note(t->held, &t->held_count, target);
	} else {
		t->wrong += is_due != (strcmp(status, "OK") == 0);
		if (is_due)
			note(t->due, &t->due_count, target);
	}
}

static void
tally(const struct world_outcome *o, struct twins_tally *t)
{
	*t = (struct twins_tally){.due_count = 0};
	world_scan_each(o, "smtp", take, t);
	for (unsigned i = 0; i < t->held_count; i++)
		t->wrong += !is_in(t->due, t->due_count, t->held[i]);
	printf("# %u due, %u held, %u wrong\n", t->due_count, t->held_count,
	    t->wrong);
}

static struct world_scan
scan_of_twins(void)
{
	struct world_scan scan = {
	    .config = simnet_config_default(41, DOMAINS),
	    .path = {.delay_ns = 5 * NS_PER_MS},
	    .all_hosts = true,
	    .twins = true,
	};
	scan.config.mail_keys = SIMNET_KEYS_P256;
	return scan;
}

static int64_t
test_whole(void)
{
	static struct twins_tally t;
	struct world_scan scan = scan_of_twins();
	struct world_outcome o;
	world_scan_run(&scan, &o);
	tally(&o, &t);
	ok(t.due_count > 20 && t.held_count == t.due_count && t.wrong == 0,
	    "a session more for each that showed a P-256 leaf");
	world_scan_remove(&o);
	return o.took_ns;
}

static void
test_stopped(int64_t took_ns)
{
	static struct twins_tally before, after;
	char place[] = "/tmp/test_twins.XXXXXX";
	struct world_scan scan = scan_of_twins();
	struct world_outcome o;
	if (mkdtemp(place) == NULL)
		abort();
	scan.place = place;
	scan.stop_after_ns = took_ns;
	while (scan.stop_after_ns > 0) { /* until it is in the midst of them */
		world_scan_run(&scan, &o);
		tally(&o, &before);
		if (before.held_count < before.due_count &&
		    before.held_count > 0)
			break;
		world_scan_remove(&o);
		if (mkdir(place, 0700) < 0)
			abort();
		scan.stop_after_ns -= 20 * NS_PER_MS;
	}
	scan.stop_after_ns = 0;
	scan.resume = true;
	world_scan_run(&scan, &o);
	tally(&o, &after);
	ok(before.held_count < before.due_count,
	    "a stop while some of them are still to be held");
	ok(after.due_count >= before.due_count &&
		after.held_count == after.due_count && after.wrong == 0,
	    "the next start holds each of them, and none twice");
	world_scan_remove(&o);
}

int
main(void)
{
	test_stopped(test_whole());
	return tap_end();
}
