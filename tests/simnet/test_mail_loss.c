/*
 * Sessions over a path that loses: what the clean path would have shown, or a
 * time-out; never a refusal, and no other fault of a host.
 *
 * test_mail_loss [DOMAINS [PERCENT...]] : so many instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "session_line.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum { DOMAINS = 700, SHOWN = 5 };

struct tally {
	struct simnet_data data;
	/* of the hosts that are not silent on any path */
	unsigned sessions, right, timeouts, wrong;
};

static bool
is_timeout(const char *status)
{
	return strcmp(status, "TIMEOUT") == 0 ||
	       strcmp(status, "BANNER_TIMEOUT") == 0 ||
	       strcmp(status, "SESSION_TIMEOUT") == 0;
}

/* A 421, and no second session that came so far. */
static bool
was_busy(const struct tally *t, const char *host, const char *status)
{
	struct simnet_host h;
	return strcmp(status, "BANNER_REFUSED") == 0 &&
	       simnet_host(&t->data.world, host, &h) &&
	       h.smtp == SIMNET_SMTP_421;
}

static void
take(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	struct session_line s;
	(void)len;
	if (!session_line_read(&t->data, line, &s) ||
	    strcmp(s.truth.status, "TIMEOUT") == 0)
		return;
	t->sessions++;
	if (strcmp(s.status, s.truth.status) == 0)
		t->right++;
	else if (is_timeout(s.status) || was_busy(t, s.host, s.status))
		t->timeouts++;
	else
		t->wrong++;
	if (strcmp(s.status, s.truth.status) != 0 &&
	    t->sessions - t->right < SHOWN)
		printf("# %.160s\n", line);
}

static void
measure(uint64_t domains, unsigned percent, struct tally *t)
{
	struct world_scan scan = {
	    .config = simnet_config_default(17, domains),
	    .all_hosts = true,
	    .path = {.delay_ns = 20 * NS_PER_MS, .jitter_ns = 5 * NS_PER_MS},
	    .max_sessions = 10000,
	};
	struct world_outcome o;
	scan.config.mail_lost_ppm = percent * 10000;
	*t = (struct tally){.sessions = 0};
	world_scan_run(&scan, &o);
	simnet_data_init(&t->data, &scan.config);
	world_scan_each(&o, "smtp", take, t);
	printf("# %u %% lost each way: of %u sessions %u right (%.3f %%), %u "
	       "timed out, %u wrong; %lld s, %llu SYNs\n",
	    percent, t->sessions, t->right,
	    100.0 * (double)t->right / (double)t->sessions, t->timeouts,
	    t->wrong, (long long)(o.took_ns / NS_PER_S),
	    (unsigned long long)o.syns);
	world_scan_remove(&o);
	simnet_data_fini(&t->data);
}

static bool
is_good(const struct tally *t, double share)
{
	return t->wrong == 0 && t->sessions > 0 &&
	       (double)t->right >= share * (double)t->sessions;
}

int
main(int argc, char *argv[])
{
	static struct tally t;
	uint64_t domains = argc > 1 ? strtoull(argv[1], NULL, 10) : DOMAINS;
	for (int i = 2; i < argc; i++)
		measure(domains, (unsigned)atoi(argv[i]), &t);
	if (argc > 2)
		return 0;
	measure(domains, 10, &t);
	ok(is_good(&t, 0.999), "10 % lost: 99.9 % are the clean path's");
	measure(domains, 20, &t);
	ok(is_good(&t, 0.99), "20 % lost: 99 % are");
	return tap_end();
}
