/* Counting verdicts: each row of a small Table 1. */
#include "analysis/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"

static const char *const verdicts[] = {
    "{\"kind\":\"host\",\"host\":\"good.net\",\"records\":[{}],"
    "\"study\":\"valid\"}",
    "{\"kind\":\"host\",\"host\":\"bad.net\",\"records\":[{}],"
    "\"study\":\"invalid\",\"reason\":\"mismatch\"}",
    "{\"kind\":\"host\",\"host\":\"old.net\",\"records\":[{}],"
    "\"study\":\"valid\",\"tlsa\":{\"state\":\"secure\",\"sha1\":true}}",
    "{\"kind\":\"host\",\"host\":\"deaf.net\",\"records\":[{}],"
    "\"addresses\":[{\"ip\":\"192.0.2.1\",\"status\":\"TIMEOUT\"},"
    "{\"ip\":\"192.0.2.2\",\"status\":\"TIMEOUT\",\"same_as\":\"a.net\"},"
    "{\"ip\":\"192.0.2.3\",\"status\":\"TIMEOUT\",\"same_as\":\"a.net\"},"
    "{\"ip\":\"192.0.2.4\",\"status\":\"CERTIFICATE_ONLY\"}],"
    "\"twins\":\"ecdsa\","
    "\"study\":\"unknown\",\"reason\":\"connect_timeout\"}",
    "{\"kind\":\"host\",\"host\":\"plain.net\",\"records\":[],"
    "\"study\":\"none\",\"reason\":\"no_tlsa\","
    "\"address\":{\"state\":\"secure\",\"sha1\":true}}",
    "{\"kind\":\"domain\",\"domain\":\"a.com\",\"zone\":\"com\",\"hosts\":"
    "[{\"host\":\"good.net\"}],\"study\":\"valid\"}",
    "{\"kind\":\"domain\",\"domain\":\"b.com\",\"zone\":\"com\",\"hosts\":"
    "[{\"host\":\"bad.net\"}],\"study\":\"invalid\",\"reason\":\"mismatch\"}",
    "{\"kind\":\"domain\",\"domain\":\"c.com\",\"zone\":\"com\",\"hosts\":"
    "[{\"host\":\"plain.net\"}],\"study\":\"none\",\"reason\":\"no_tlsa\"}",
    "{\"kind\":\"domain\",\"domain\":\"d.com\",\"zone\":\"com\",\"hosts\":[],"
    "\"study\":\"none\",\"reason\":\"nxdomain\"}",
    "{\"kind\":\"domain\",\"domain\":\"a.se\",\"zone\":\"se\",\"hosts\":"
    "[{\"host\":\"bad.net\"},{\"host\":\"good.net\"}],\"study\":\"invalid\","
    "\"reason\":\"mismatch\"}",
    "{\"kind\":\"domain\",\"domain\":\"b.se\",\"zone\":\"se\",\"hosts\":"
    "[{\"host\":\"bad.net\"}],\"study\":\"invalid\",\"reason\":\"mismatch\","
    "\"mx\":{\"state\":\"secure\",\"sha1\":true}}",
    "{\"kind\":\"domain\",\"domain\":\"c.se\",\"zone\":\"se\",\"hosts\":"
    "[{\"host\":\"old.net\"}],\"study\":\"valid\"}",
    "{\"kind\":\"domain\",\"domain\":\"d.se\",\"zone\":\"se\",\"hosts\":"
    "[{\"host\":\"deaf.net\"}],\"study\":\"unknown\","
    "\"reason\":\"connect_timeout\"}",
};

#define COUNTS                                                                 \
	"domains,domains_mx,domains_tlsa,domains_unknown,domains_incorrect,"   \
	"hosts_tlsa,hosts_unknown,hosts_incorrect\n"

static const char *const csv[REPORT_TABLE_COUNT] = {
    [REPORT_TLD] = "tld," COUNTS "\".com\",4,3,2,0,1,2,0,1\n"
		   "\".se\",4,4,4,1,2,4,1,1\n",
    [REPORT_TOTAL] = COUNTS "8,7,6,1,3,4,1,1\n",
    [REPORT_REASON] = "reason,hosts,domains\nmismatch,1,3\n",
    [REPORT_SHA1] = "sha1,hosts,domains\nresting,1,2\ncorrect,1,1\n",
    [REPORT_SESSION] = ("session,addresses\nown,2\nsame_as,2\n"
			"certificate_only,1\n"),
    [REPORT_TWINS] = "twins,hosts\nboth,0\nrsa,0\necdsa,1\nneither,0\n",
};

/* Each table is what it should be. */
static void
check_csv(const struct report *r)
{
	struct text t;
	text_init(&t);
	for (int i = 0; i < REPORT_TABLE_COUNT; i++) {
		text_clear(&t);
		report_write_csv(r, (enum report_table)i, &t);
		ok(strcmp(t.bytes, csv[i]) == 0, report_table_names[i]);
	}
	text_fini(&t);
}

/* Verdicts of several runs that overlap: nothing counts twice. */
static void
test_several(void)
{
	struct arena arena;
	struct report r;
	bool good = true;
	arena_init(&arena);
	report_init(&r, &arena);
	r.several = true;
	for (size_t n = 0; n < 2; n++)
		for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
			good = good && report_add(&r, verdicts[i],
					   strlen(verdicts[i])) == NULL;
	ok(good, "twice the same run");
	check_csv(&r);
	report_fini(&r);
	arena_fini(&arena);
}

/* The study's "missing DS" is what we tell apart. */
static void
without_ds(struct arena *arena)
{
	static const char *const lines[] = {
	    "{\"kind\":\"host\",\"host\":\"a.net\",\"records\":[{}],"
	    "\"study\":\"invalid\",\"reason\":\"unsigned\"}",
	    "{\"kind\":\"host\",\"host\":\"b.net\",\"records\":[{}],"
	    "\"study\":\"invalid\",\"reason\":\"no_ds\"}",
	    "{\"kind\":\"host\",\"host\":\"c.net\",\"records\":[{}],"
	    "\"study\":\"invalid\",\"reason\":\"no_ds\"}",
	    "{\"kind\":\"domain\",\"domain\":\"a.se\",\"zone\":\"se\","
	    "\"hosts\":[{\"host\":\"a.net\"}],\"study\":\"invalid\","
	    "\"reason\":\"unsigned\"}",
	    "{\"kind\":\"domain\",\"domain\":\"b.se\",\"zone\":\"se\","
	    "\"hosts\":[{\"host\":\"b.net\"}],\"study\":\"invalid\","
	    "\"reason\":\"no_ds\"}",
	};
	struct report r;
	struct text t;
	text_init(&t);
	report_init(&r, arena);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		ok(report_add(&r, lines[i], strlen(lines[i])) == NULL,
		    lines[i]);
	report_write_csv(&r, REPORT_REASON, &t);
	ok(strstr(t.bytes, "\nunsigned,1,1\nno_ds,2,1\n") != NULL,
	    "unsigned and no_ds");
	text_clear(&t);
	report_write_text(&r, &t);
	ok(strstr(t.bytes, "\nunsigned and no_ds                 3           2"
			   "\n") != NULL,
	    "and their sum");
	text_fini(&t);
	report_fini(&r);
}

/* Domains without lines count as those with one do. */
static void
test_left_out(struct report *r)
{
	struct dns_name se;
	struct report_zone before = r->total;
	if (!dns_name_from_text("se", 2, &se))
		abort();
	report_add_left_out(r, &se, true, 7);
	report_add_left_out(r, &se, false, 5);
	const struct report_zone *z = name_map_get(&r->zones, &se, 0);
	ok(r->total.domains == before.domains + 12 &&
		r->total.with_mx == before.with_mx + 7 &&
		r->total.with_tlsa == before.with_tlsa,
	    "what no line is of, in the sum");
	ok(z != NULL && z->domains >= 12 && z->with_mx >= 7, "and its zone");
}

int
main(void)
{
	struct arena arena;
	struct report r;
	struct text t;
	test_several();
	arena_init(&arena);
	text_init(&t);
	report_init(&r, &arena);
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
		ok(report_add(&r, verdicts[i], strlen(verdicts[i])) == NULL,
		    verdicts[i]);
	ok(report_add(&r, "{}", 2) != NULL, "no verdict");
	ok(report_add(&r, "{", 1) != NULL, "no JSON");
	check_csv(&r);
	report_write_text(&r, &t);
	ok(strstr(t.bytes, "66.67%") != NULL,
	    "2 of the 3 that are known of 4, not 50 %");
	test_left_out(&r);
	text_fini(&t);
	report_fini(&r);
	without_ds(&arena);
	arena_fini(&arena);
	return tap_end();
}
