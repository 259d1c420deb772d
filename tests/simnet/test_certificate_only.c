/*
 * A scan that reads chains and finishes no handshake: the same chains, under a
 * status of their own; and whole sessions where a server speaks TLS 1.3 alone.
 */
#include <stdio.h>
#include <string.h>

#include <openssl/ssl.h>

#include "session_line.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum { DOMAINS = 200, SHOWN = 5 };

struct tally {
	struct simnet_data data;
	const char *good; /* what is said in the place of OK */
	unsigned sessions, read, wrong;
};

static bool
has_chain(const char *line, const struct simnet_session_truth *truth)
{
	const char *at = line;
	char hex[65];
	for (unsigned i = 0; i < truth->chain; i++) {
		for (unsigned b = 0; b < 32; b++)
			snprintf(hex + 2 * b, 3, "%02x", truth->digest[i][b]);
		at = strstr(at, hex);
		if (at == NULL)
			return false;
	}
	return true;
}

static bool
is_right(const struct tally *t, const char *line, const char *status,
    const struct simnet_session_truth *truth)
{
	if (strcmp(truth->status, "OK") != 0)
		return strcmp(status, truth->status) == 0;
	return strcmp(status, t->good) == 0 && has_chain(line, truth);
}

static void
take(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	struct session_line s;
	(void)len;
	if (!session_line_read(&t->data, line, &s))
		return;
	t->sessions++;
	t->read += strcmp(s.status, t->good) == 0;
	if (!is_right(t, line, s.status, &s.truth) && t->wrong++ < SHOWN)
		printf("# not %s: %.200s\n", s.truth.status, line);
}

static void
run(int tls_version, struct tally *t)
{
	struct world_scan scan = {
	    .config = simnet_config_default(5, DOMAINS),
	    .all_hosts = true,
	    .certificate_only = true,
	};
	struct world_outcome o;
	scan.config.tls_version = tls_version;
	world_scan_run(&scan, &o);
	simnet_data_init(&t->data, &scan.config);
	world_scan_each(&o, "smtp", take, t);
	printf("# %u sessions, %u %s\n", t->sessions, t->read, t->good);
	world_scan_remove(&o);
	simnet_data_fini(&t->data);
}

int
main(void)
{
	static struct tally any = {.good = "CERTIFICATE_ONLY"};
	static struct tally refusing = {.good = "OK"};
	run(0, &any);
	ok(any.wrong == 0 && any.read > 100,
	    "the chains of whole sessions, and other ends are theirs");
	run(TLS1_3_VERSION, &refusing);
	ok(refusing.wrong == 0 && refusing.read > 100,
	    "TLS 1.3 alone: each has a whole session");
	return tap_end();
}
