/*
 * Nothing that is written depends on the order of a table: runs whose tables
 * hash under different keys are the same, byte for byte.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/command/verify.h"
#include "base/hash.h"
#include "base/macros.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum { DOMAINS = 200, PERCENT_PPM = 10000 };

static const struct siphash_key keys[] = {
    {1, 2}, {0x0123456789abcdef, 0xfedcba9876543210}, {77, 0}};

static const struct sim_path bad = {
    .loss_ppm = 5 * PERCENT_PPM,
    .duplicate_ppm = 5 * PERCENT_PPM,
    .delay_ns = 20 * NS_PER_MS,
    .jitter_ns = 30 * NS_PER_MS,
};

/* One worker: which of several has a session is the hash's to say. */
static struct world_scan
scan_of(struct siphash_key key)
{
	return (struct world_scan){
	    .config = simnet_config_default(9, DOMAINS),
	    .path = bad,
	    .spoof_ppm = 2 * PERCENT_PPM,
	    .all_hosts = true,
	    .workers = 1,
	    .hash_key = key,
	};
}

/* Of all parts of the run, which now have the verdicts too. */
static uint64_t
bytes_judged(const struct world_outcome *o, const struct siphash_key *key)
{
	char dir[sizeof(o->dir)], anchor[sizeof(o->dir) + 16];
	char *args[] = {"verify", dir, "--trust-anchor", anchor, "--at",
	    "2026-11-01T00:00:00Z", "--threads", "2", NULL};
	memcpy(dir, o->dir, sizeof(dir));
	snprintf(anchor, sizeof(anchor), "%s/../trust-anchor", o->dir);
	hash_set_key(key);
	ok(verify_command((int)ARRAY_LEN(args) - 1, args) == 0,
	    "a run is judged");
	return world_scan_digest(o);
}

int
main(void)
{
	struct world_outcome o[ARRAY_LEN(keys)];
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct world_scan s = scan_of(keys[i]);
		world_scan_run(&s, &o[i]);
		ok(o[i].rc == 0 && o[i].dns_records > DOMAINS &&
			o[i].smtp_records > 0,
		    "a scan ends");
		ok(world_scan_digest(&o[i]) == world_scan_digest(&o[0]) &&
			o[i].took_ns == o[0].took_ns,
		    "its records are those of the first, times included");
	}
	uint64_t scanned = world_scan_digest(&o[0]);
	uint64_t judged = bytes_judged(&o[0], &keys[0]);
	ok(judged != scanned, "there are verdicts");
	for (size_t i = 1; i < ARRAY_LEN(keys); i++)
		ok(bytes_judged(&o[0], &keys[i]) == judged,
		    "the same verdicts in the same order under another key");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		world_scan_remove(&o[i]);
	return tap_end();
}
