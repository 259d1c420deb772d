/*
 * A sweep of the computed Internet, and then its hosts looked at again: those
 * with TLSA records, with the domains that decide their verdict, which is the
 * one that the sweep gave.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/command/verify.h"
#include "line_field.h"
#include "output/record/manifest_summary.h"
#include "scanner/command/rescan_source.h"
#include "tests/unit/tap.h"
#include "tests/unit/verify_ways.h"
#include "world_scan.h"

enum { DOMAINS = 400, HOSTS_MAX = 1000, TEXT_MAX = 256 };

static const struct sim_path clean = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

/* A host, and what was said of it. */
struct said {
	char host[TEXT_MAX], verdict[TEXT_MAX], domains[24];
	bool tlsa;
};

struct judged {
	struct world_outcome run;
	struct said hosts[HOSTS_MAX];
	size_t count, single; /* all, and those that one domain uses */
};

/* What stands between two texts in a line; without them: nothing. */
static void
between(
    const char *line, const char *from, const char *to, char *out, size_t cap)
{
	const char *at = strstr(line, from);
	const char *end = at != NULL ? strstr(at, to) : NULL;
	size_t len = at == NULL    ? 0
		     : end != NULL ? (size_t)(end - at)
				   : strcspn(at, "}");
	snprintf(out, cap, "%.*s", (int)len, at != NULL ? at : "");
}

static void
take_verdict(void *ctx, const char *line, size_t len)
{
	struct judged *j = ctx;
	(void)len;
	if (j->count == HOSTS_MAX)
		abort();
	struct said *s = &j->hosts[j->count++];
	line_field(line, "host", s->host, sizeof(s->host));
	between(line, "\"domains\":", ",", s->domains, sizeof(s->domains));
	const char *study = strstr(line, "\"study\":");
	between(study, "\"study\":", ",\"f", s->verdict, sizeof(s->verdict));
	s->tlsa = strstr(line, "\"usage\":") != NULL;
	j->single += strcmp(s->domains, "\"domains\":1") == 0;
}

static void
judge(struct judged *j)
{
	char anchor[96];
	snprintf(anchor, sizeof(anchor), "%s/../trust-anchor", j->run.dir);
	char *argv[] = {"verify", j->run.dir, "--trust-anchor", anchor, NULL};
	ok(j->run.rc == 0 && verify_command(4, argv) == 0,
	    "the run comes to its end, and is judged");
	ok(verify_is_same_by_all_ways(j->run.dir, anchor),
	    "by all ways the same, in memory and on disk");
	j->count = j->single = 0;
	world_scan_each(&j->run, "verdict/host", take_verdict, j);
}

static const struct said *
find(const struct judged *j, const char *host)
{
	for (size_t i = 0; i < j->count; i++)
		if (strcmp(j->hosts[i].host, host) == 0)
			return &j->hosts[i];
	return NULL;
}

/* The list of these runs, an hour later. */
static void
list(const struct judged *const *runs, size_t count, struct rescan_list *out,
    uint64_t *seed)
{
	static struct option_list dirs;
	struct manifest_summary last;
	struct text why;
	text_init(&why);
	dirs.count = count;
	for (size_t i = 0; i < count; i++)
		dirs.at[i] = runs[i]->run.dir;
	if (manifest_summary_read(&last, dirs.at[0], &why) < 0)
		abort();
	struct rescan_source source = {.runs = &dirs,
	    .start_ns = last.start_ns + 3600 * NS_PER_S,
	    .threads = 1};
	ok(rescan_source_read(&source, out, seed, &why) == 0, "a list");
	if (why.len > 0)
		printf("# %s\n", why.bytes);
	manifest_summary_fini(&last);
	text_fini(&why);
}

static bool
lists(const struct rescan_list *l, const char *host)
{
	const struct listed_record *r = l->listed.at;
	struct dns_name name;
	if (!dns_name_from_text(host, strlen(host), &name))
		abort();
	for (size_t i = 0; i < l->listed.count; i++)
		if (dns_name_equal(r[i].host, &name))
			return true;
	return false;
}

/* Whoever has TLSA records is looked at again, and few others are. */
static void
test_list(const struct judged *sweep, const struct rescan_list *l)
{
	size_t tlsa = 0, missing = 0;
	for (size_t i = 0; i < sweep->count; i++) {
		const struct said *s = &sweep->hosts[i];
		tlsa += s->tlsa;
		missing += s->tlsa && !lists(l, s->host);
	}
	printf("# %zu hosts, %zu with TLSA, %zu listed\n", sweep->count, tlsa,
	    l->listed.count);
	ok(tlsa > DOMAINS / 8 && missing == 0, "each host with TLSA is listed");
	ok(l->listed.count < sweep->count && l->dropped.count == 0,
	    "and not each without");
}

/* The verdicts of both, host by host. */
static void
test_same(const struct judged *sweep, const struct judged *hour)
{
	size_t both = 0, other = 0, single = 0;
	for (size_t i = 0; i < sweep->count; i++) {
		const struct said *a = &sweep->hosts[i];
		const struct said *b = find(hour, a->host);
		if (b == NULL || !a->tlsa)
			continue;
		both++;
		single += strcmp(a->domains, "\"domains\":1") == 0;
		if (strcmp(a->verdict, b->verdict) == 0 &&
		    strcmp(a->domains, b->domains) == 0)
			continue;
		if (other++ < 10)
			printf("# %s: %s %s, then %s %s\n", a->host, a->domains,
			    a->verdict, b->domains, b->verdict);
	}
	printf("# %zu in both, %zu of one domain\n", both, single);
	ok(both > DOMAINS / 8 && single > 5 && single < both,
	    "hosts of one domain and of several");
	ok(other == 0, "the verdict of each is that of the sweep");
}

/* The list goes on, and the sweep is not read again. */
static void
test_carried(const struct judged *sweep, const struct judged *hour,
    const struct rescan_list *before)
{
	const struct judged *const runs[] = {hour, sweep};
	const struct listed_record *a = before->listed.at, *b;
	struct rescan_list l;
	uint64_t seed;
	list(runs, 2, &l, &seed);
	b = l.listed.at;
	bool same = l.listed.count >= before->listed.count;
	for (size_t i = 0, k = 0; same && i < before->listed.count; i++) {
		while (
		    k < l.listed.count && !dns_name_equal(a[i].host, b[k].host))
			k++;
		same = k < l.listed.count && b[k].domains == a[i].domains &&
		       b[k].seen_ns >= a[i].seen_ns;
	}
	ok(same && l.dropped.count == 0,
	    "an hour later: the same hosts in the same order, seen later");
	ok(l.manifest.from_count == 2 && seed == 7,
	    "and of the same seed, which the hourly run has from the sweep");
	rescan_list_fini(&l);
}

int
main(void)
{
	static struct judged sweep, hour;
	struct rescan_list l;
	struct world_scan scan = {
	    .config = simnet_config_default(7, DOMAINS), .path = clean};
	uint64_t seed = 0;
	scan.config.rolling_percent = 0;
	world_scan_run(&scan, &sweep.run);
	judge(&sweep);
	const struct judged *const runs[] = {&sweep};
	list(runs, 1, &l, &seed);
	ok(seed == 7, "the order is that of the sweep");
	test_list(&sweep, &l);
	scan.rescan = &l;
	scan.order = seed;
	world_scan_run(&scan, &hour.run);
	judge(&hour);
	test_same(&sweep, &hour);
	test_carried(&sweep, &hour, &l);
	rescan_list_fini(&l);
	world_scan_remove(&sweep.run);
	world_scan_remove(&hour.run);
	return tap_end();
}
