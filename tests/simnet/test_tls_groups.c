/*
 * A scan that offers other groups: each whole session is agreed on by one of
 * them, also where the hello takes two segments, and ends as it did.
 */
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>

#include "session_line.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum { DOMAINS = 100, SHOWN = 5 };

struct tally {
	struct simnet_data data;
	const char *agreed; /* of each whole session of TLS 1.3 */
	unsigned sessions, agreeing, wrong;
};

static void
take(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	struct session_line s;
	char group[64];
	(void)len;
	if (!session_line_read(&t->data, line, &s))
		return;
	snprintf(group, sizeof(group), "\"group\":\"%s\"", t->agreed);
	bool ends = strcmp(s.status, s.truth.status) == 0;
	bool whole = strcmp(s.status, "OK") == 0;
	t->sessions++;
	t->agreeing += whole && strstr(line, group) != NULL;
	if (ends && (!whole || strstr(line, group) != NULL))
		return;
	if (t->wrong++ < SHOWN)
		printf("# not %s, %s: %.300s\n", s.truth.status, group, line);
}

static void
test_offer(const char *groups, const char *agreed)
{
	struct tally t = {.agreed = agreed};
	struct world_scan scan = {
	    .config = simnet_config_default(5, DOMAINS),
	    .all_hosts = true,
	    .tls_groups = groups,
	};
	struct world_outcome o;
	world_scan_run(&scan, &o);
	simnet_data_init(&t.data, &scan.config);
	world_scan_each(&o, "smtp", take, &t);
	printf("# %u sessions, %u by %s\n", t.sessions, t.agreeing, agreed);
	ok(t.wrong == 0 && t.agreeing > 50, agreed);
	world_scan_remove(&o);
	simnet_data_fini(&t.data);
}

int
main(void)
{
	test_offer(NULL, "x25519");
	test_offer("P-384", "secp384r1");
	if (OpenSSL_version_num() >= 0x30500000)
		test_offer("X25519MLKEM768,X25519", "X25519MLKEM768");
	return tap_end();
}
