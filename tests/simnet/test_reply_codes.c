/*
 * test_reply_codes [SEEDS] : mail hosts whose replies mean the usual by their
 * first digit alone, and some that know no EHLO.  Each session and each verdict
 * is that of a sender, whatever order a seed draws.  `make reply-codes` takes
 * many seeds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/command/verify.h"
#include "base/macros.h"
#include "line_field.h"
#include "session_line.h"
#include "tests/unit/tap.h"
#include "truth.h"
#include "world_scan.h"

enum { DOMAINS = 60, OPERATORS = 12, PROVIDERS = 6, TEXT_MAX = 256, SHOWN = 6 };

static const char *const titles[SIMNET_SMTP_KINDS] = {
    [SIMNET_SMTP_OK] = "the usual codes",
    [SIMNET_SMTP_BANNER_250] = "250 as the greeting",
    [SIMNET_SMTP_EHLO_220] = "220 to EHLO",
    [SIMNET_SMTP_TLS_250] = "250 to STARTTLS",
    [SIMNET_SMTP_NO_EHLO] = "502 to EHLO",
};

struct count {
	unsigned sessions, verdicts, wrong;
	unsigned senders; /* of the verdicts, with what a sender does */
};

struct tally {
	struct simnet_data data;
	struct count of[SIMNET_SMTP_KINDS];
};

static struct count *
count_of(struct tally *t, const char *host)
{
	struct simnet_host h;
	if (!simnet_host(&t->data.world, host, &h))
		return NULL;
	return &t->of[h.smtp];
}

static void
hold_against(
    struct count *c, const char *line, const char *is, const char *want)
{
	if (strcmp(is, want) != 0 && c->wrong++ < SHOWN)
		printf("# %s, and not %s: %.300s\n", is, want, line);
}

static void
take_session(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	struct session_line s;
	(void)len;
	if (!session_line_read(&t->data, line, &s))
		return;
	struct count *c = count_of(t, s.host);
	if (c == NULL)
		return;
	c->sessions++;
	hold_against(c, line, s.status, s.truth.status);
}

/* Which a sender goes by, as all fit and are at the host's own name. */
static bool
has_tlsa(const struct tally *t, const char *host)
{
	struct simnet_zone z = simnet_zone_of(&t->data.world, host);
	struct simnet_host h;
	return simnet_host(&t->data.world, host, &h) &&
	       strcmp(h.name, host) == 0 && h.tlsa != SIMNET_TLSA_NONE &&
	       simnet_truth_zone(&z) == SIMNET_SECURE;
}

/* A session comes to TLS, or mail waits: there is no third. */
static void
take_verdict(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	char host[TEXT_MAX], study[TEXT_MAX], sender[TEXT_MAX];
	(void)len;
	line_field(line, "host", host, sizeof(host));
	line_field(line, "study", study, sizeof(study));
	line_field(line, "sender", sender, sizeof(sender));
	struct count *c = count_of(t, host);
	const char *want = simnet_truth_study(&t->data, host);
	if (c == NULL || want == NULL)
		return;
	c->verdicts++;
	hold_against(c, line, study, want);
	if (!has_tlsa(t, host))
		return;
	c->senders++;
	hold_against(c, line, sender,
	    strcmp(want, "valid") == 0 ? "deliver_authenticated" : "defer");
}

static void
run(struct tally *t, uint64_t seed)
{
	struct world_scan scan = {
	    .config = simnet_config_default(seed, DOMAINS),
	    .path = {.delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS},
	    .all_hosts = true,
	};
	struct world_outcome o;
	char anchor[96];
	scan.config.operators = OPERATORS;
	scan.config.providers = PROVIDERS;
	scan.config.signed_percent = 80;
	scan.config.odd_percent = 0;
	scan.config.other_codes = true;
	scan.config.tlsa_fits = true;
	world_scan_run(&scan, &o);
	snprintf(anchor, sizeof(anchor), "%s/../trust-anchor", o.dir);
	char *argv[] = {"verify", o.dir, "--trust-anchor", anchor, NULL};
	if (o.rc != 0 || verify_command(4, argv) != 0)
		abort();
	simnet_data_init(&t->data, &scan.config);
	world_scan_each(&o, "smtp", take_session, t);
	world_scan_each(&o, "verdict/host", take_verdict, t);
	simnet_data_fini(&t->data);
	world_scan_remove(&o);
}

int
main(int argc, char *argv[])
{
	static struct tally t;
	unsigned seeds = argc > 1 ? (unsigned)atoi(argv[1]) : 2;
	for (uint64_t seed = 1; seed <= seeds; seed++)
		run(&t, seed);
	for (unsigned k = 0; k < SIMNET_SMTP_KINDS; k++) {
		const struct count *c = &t.of[k];
		if (titles[k] == NULL)
			continue;
		printf("# | %-19s | %8u | %8u | %7u | %5u |\n", titles[k],
		    c->sessions, c->verdicts, c->senders, c->wrong);
		ok(c->sessions >= seeds && c->senders >= seeds && c->wrong == 0,
		    titles[k]);
	}
	return tap_end();
}
