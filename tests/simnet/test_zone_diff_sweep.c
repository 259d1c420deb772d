/*
 * A sweep of what changed between two files of a zone: the domains that are
 * new, or have another NS or DS set, are asked; no packet is about one that is
 * as it was, or is gone.  Their verdicts are those of a whole sweep.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/command/verify.h"
#include "line_field.h"
#include "scanner/command/zone_choice.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum {
	DOMAINS = 400,
	SE = 3, /* of the top-level domains, and so of four domains in turn */
	KINDS = 8,
	GONE = 10,
	VERDICTS_MAX = 1000,
	LINE_MAX = 4096,
	TEXT_MAX = 256,
	SHOWN = 6,
};

/* What a domain of .se is today, beside yesterday. */
enum change { NEW, DS_OTHER, NS_MOVED, NONE };

static const struct sim_path clean = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

static enum change
change_of(unsigned index)
{
	unsigned kind = index / SIMNET_TLDS % KINDS;
	return kind < NONE ? (enum change)kind : NONE;
}

/* The number of d5.se, of which `name` is or is below; -1: it is of none. */
static long
domain_of(const char *name)
{
	size_t len = strlen(name);
	if (len > 0 && name[len - 1] == '.')
		len--;
	size_t begin = len;
	for (unsigned dots = 0; begin > 0; begin--)
		if (name[begin - 1] == '.' && ++dots == 2)
			break;
	char *end;
	if (name[begin] != 'd')
		return -1;
	long index = strtol(name + begin + 1, &end, 10);
	bool se = end > name + begin + 1 && strncmp(end, ".se", 3) == 0 &&
		  (size_t)(end + 3 - name) == len;
	return se ? index : -1;
}

/* A line of today as it was yesterday; and whether it was there. */
static void
put_earlier(FILE *f, const char *line, long index)
{
	char owner[TEXT_MAX];
	enum change change = change_of((unsigned)index);
	sscanf(line, "%255s", owner);
	bool delegation = strchr(owner, '.') == strstr(owner, ".se.");
	bool ns = strstr(line, " IN NS ") != NULL;
	bool ds = strstr(line, " IN DS ") != NULL;
	if (change == NEW || (change == DS_OTHER && ds))
		return;
	if (change == NS_MOVED && ns && delegation)
		fprintf(f, "%s 3600 IN NS ns1.elsewhere.net.\n", owner);
	else
		fputs(line, f);
}

static bool
has_ds(const char *path, unsigned index)
{
	char line[LINE_MAX], begin[64];
	bool found = false;
	FILE *f = fopen(path, "re");
	if (f == NULL)
		abort();
	snprintf(begin, sizeof(begin), "d%u.se. ", index);
	while (!found && fgets(line, sizeof(line), f) != NULL)
		found = strncmp(line, begin, strlen(begin)) == 0 &&
			strstr(line, " IN DS ") != NULL;
	fclose(f);
	return found;
}

/* What yesterday had, and today has no more. */
static void
put_lost(FILE *f, const char *today)
{
	for (unsigned i = SE; i < DOMAINS; i += SIMNET_TLDS)
		if (change_of(i) == DS_OTHER && !has_ds(today, i))
			fprintf(f, "d%u.se. 3600 IN DS 1 15 2 %064u\n", i, i);
	for (unsigned i = 0; i < GONE; i++)
		fprintf(f, "d%u.se. 3600 IN NS ns1.op3.se.\n",
		    DOMAINS + SE + i * SIMNET_TLDS);
}

static void
write_earlier(const char *today, const char *path)
{
	char line[LINE_MAX], owner[TEXT_MAX];
	FILE *from = fopen(today, "re"), *to = fopen(path, "we");
	if (from == NULL || to == NULL)
		abort();
	while (fgets(line, sizeof(line), from) != NULL) {
		sscanf(line, "%255s", owner);
		long index = domain_of(owner);
		if (index < 0)
			fputs(line, to);
		else
			put_earlier(to, line, index);
	}
	put_lost(to, today);
	if (fclose(from) != 0 || fclose(to) != 0)
		abort();
}

/* Verdicts of a run, and the questions of its packets. */
struct swept {
	struct world_outcome run;
	char *name[VERDICTS_MAX], *line[VERDICTS_MAX];
	size_t count;
	unsigned packets, wrong, delegations;
	bool asked[DOMAINS]; /* for MX */
};

static void
take_question(void *ctx, const struct addr *server,
    const struct simnet_query *q, bool rolled)
{
	struct swept *s = ctx;
	long index = domain_of(q->name);
	(void)server;
	(void)rolled;
	s->packets++;
	if (index < 0)
		return;
	if (index >= DOMAINS || change_of((unsigned)index) == NONE) {
		if (s->wrong++ < SHOWN)
			printf("# %s type %u\n", q->name, q->type);
	} else {
		s->asked[index] |= q->type == DNS_MX;
	}
}

/* When an answer came is another thing than what it says. */
static void
forget_times(char *line)
{
	static const char key[] = "\"rx_ts\":\"";
	for (char *at = line; (at = strstr(at, key)) != NULL;) {
		at += strlen(key);
		memset(at, '0', strcspn(at, "\""));
	}
}

static void
take_verdict(void *ctx, const char *line, size_t len)
{
	struct swept *s = ctx;
	char name[TEXT_MAX];
	(void)len;
	if (s->count == VERDICTS_MAX)
		abort();
	s->name[s->count] =
	    strdup(line_field(line, "domain", name, sizeof(name)));
	s->line[s->count] = strdup(line);
	forget_times(s->line[s->count++]);
}

static void
take_delegation(void *ctx, const char *line, size_t len)
{
	struct swept *s = ctx;
	(void)line;
	(void)len;
	s->delegations++;
}

static void
sweep(struct swept *s, const struct zone_choice *choice)
{
	char anchor[96];
	world_scan_run(
	    &(struct world_scan){.config = simnet_config_default(7, DOMAINS),
		.path = clean,
		.all_hosts = true,
		.choice = choice,
		.asked = take_question,
		.ctx = s},
	    &s->run);
	snprintf(anchor, sizeof(anchor), "%s/../trust-anchor", s->run.dir);
	char *argv[] = {"verify", s->run.dir, "--trust-anchor", anchor, NULL};
	ok(s->run.rc == 0 && verify_command(4, argv) == 0,
	    "a sweep, and its verdicts");
	world_scan_each(&s->run, "verdict/domain", take_verdict, s);
	world_scan_each(&s->run, "delegation", take_delegation, s);
}

static void
fini(struct swept *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->name[i]);
		free(s->line[i]);
	}
	world_scan_remove(&s->run);
}

static const char *
find(const struct swept *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->name[i], name) == 0)
			return s->line[i];
	return NULL;
}

static unsigned
count_changed(void)
{
	unsigned count = 0;
	for (unsigned i = SE; i < DOMAINS; i += SIMNET_TLDS)
		count += change_of(i) != NONE;
	return count;
}

static void
test_questions(const struct swept *some, const struct swept *all)
{
	unsigned asked = 0, changed = count_changed();
	for (unsigned i = 0; i < DOMAINS; i++)
		asked += some->asked[i];
	printf("# %u of %u domains changed; %u packets, of %u\n", changed,
	    DOMAINS, some->packets, all->packets);
	ok(some->wrong == 0,
	    "no packet is about a domain that is as it was, or is gone");
	ok(asked == changed, "each that changed is asked for its MX");
	ok(some->delegations == changed, "and has a record, alone");
	ok(all->wrong > DOMAINS / 2 && some->packets < all->packets / 4,
	    "a whole sweep asks all, and sends four times as much");
}

static void
test_verdicts(const struct swept *some, const struct swept *all)
{
	unsigned same = 0;
	for (size_t i = 0; i < some->count; i++) {
		const char *line = find(all, some->name[i]);
		bool is_same = line != NULL && strcmp(line, some->line[i]) == 0;
		same += is_same;
		if (!is_same)
			printf("# %s# %s", some->line[i],
			    line != NULL ? line : "nothing\n");
	}
	ok(some->count == count_changed() && same == some->count,
	    "each verdict is that of the whole sweep");
}

int
main(void)
{
	static struct swept all, some;
	char today[96], earlier[96];
	struct zone_choice choice;
	struct text why;
	text_init(&why);
	sweep(&all, NULL);
	snprintf(today, sizeof(today), "%s/../se.zone", all.run.dir);
	snprintf(earlier, sizeof(earlier), "%s/../earlier.zone", all.run.dir);
	write_earlier(today, earlier);
	ok(zone_choice_read(&choice, earlier, today, false, &why) == 0,
	    "what changed");
	sweep(&some, &choice);
	test_questions(&some, &all);
	test_verdicts(&some, &all);
	zone_choice_fini(&choice);
	text_fini(&why);
	fini(&some);
	fini(&all);
	return tap_end();
}
