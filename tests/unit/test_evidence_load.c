/* A run's records, read by several threads: the same as by one. */
#include "analysis/evidence_load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/evidence.h"
#include "tap.h"

enum { QUESTIONS = 20000, BAD_AT = 9000 };

static char dir[] = "/tmp/test_load.XXXXXX", dns[128];

/* Two records of each question: the later says NXDOMAIN. */
static void
write_run(bool damaged)
{
	FILE *f = fopen(dns, "w");
	if (f == NULL)
		abort();
	for (int i = 0; i < QUESTIONS; i++) {
		if (damaged && (i == BAD_AT || i == BAD_AT + 1))
			fprintf(f, "{\"name\":%d}\n", i);
		fprintf(f,
		    "{\"name\":\"n%d.se\",\"type\":\"MX\",\"status\":\"%s\","
		    "\"rx_ts\":\"2026-11-23T09:00:00Z\",\"data\":{\"answers\":["
		    "]"
		    ",\"authorities\":[]}}\n",
		    i / 2, i % 2 == 0 ? "NOERROR" : "NXDOMAIN");
	}
	fclose(f);
}

/* Of one time, the record that came later in the file is kept. */
static bool
all_later(const struct evidence *e)
{
	size_t later = 0;
	for (size_t i = 0; i < e->replies.cap; i++) {
		const struct name_map_slot *s = &e->replies.slots[i];
		const struct reply *r = s->value;
		later += s->name != NULL && r->nxdomain;
	}
	return e->replies.count == QUESTIONS / 2 && later == QUESTIONS / 2;
}

static void
whole(unsigned threads, const char *name)
{
	struct evidence e;
	struct run_count count = {0};
	evidence_init(&e);
	int rc = evidence_load_run(&e, dir, threads, &count);
	ok(rc == 0 && count.lines == QUESTIONS && count.damaged == 0 &&
		all_later(&e),
	    name);
	evidence_fini(&e);
}

static void
with_damage(void)
{
	struct evidence e;
	struct run_count count = {0};
	evidence_init(&e);
	int rc = evidence_load_run(&e, dir, 4, &count);
	ok(rc == 0 && count.damaged == 2 && all_later(&e),
	    "damaged lines are left out, and counted");
	evidence_fini(&e);

	struct run_count strict = {.strict = true};
	evidence_init(&e);
	rc = evidence_load_records(&e, dns, 4, &strict);
	ok(rc == -EBADMSG && strict.damaged == 1,
	    "loose records: the first damage is the end");
	evidence_fini(&e);
}

static void
absent(void)
{
	struct evidence e;
	struct run_count count = {.strict = true};
	evidence_init(&e);
	ok(evidence_load_records(&e, "/nonexistent", 1, &count) == -ENOENT &&
		count.lines == 0,
	    "no such file");
	evidence_fini(&e);
}

int
main(void)
{
	char folder[64];
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(folder, sizeof(folder), "%s/dns", dir);
	mkdir(folder, 0700);
	snprintf(dns, sizeof(dns), "%s/part-0-00000.ndjson.gz", folder);
	write_run(false);
	whole(1, "by one thread");
	whole(4, "by four");
	write_run(true);
	with_damage();
	absent();
	unlink(dns);
	rmdir(folder);
	rmdir(dir);
	return tap_end();
}
