/* Counting verdicts: each row of a small Table 1. */
#include "analysis/report/report.h"

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

static const char csv[] =
    "table,tld,domains,domains_mx,domains_tlsa,domains_unknown,"
    "domains_incorrect,hosts_tlsa,hosts_unknown,hosts_incorrect\n"
    "tld,\".com\",4,3,2,0,1,2,0,1\n"
    "tld,\".se\",4,4,4,1,2,4,1,1\n"
    "tld,\"all\",8,7,6,1,3,4,1,1\n"
    "\n"
    "table,reason,hosts,domains\n"
    "reason,mismatch,1,3\n"
    "reason,unsigned+no_ds,0,0\n"
    "\n"
    "table,sha1,hosts,domains\n"
    "sha1,resting,1,2\n"
    "sha1,correct,1,1\n";

int
main(void)
{
	struct arena arena;
	struct report r;
	struct text t;
	arena_init(&arena);
	text_init(&t);
	report_init(&r, &arena);
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
		ok(report_add(&r, verdicts[i], strlen(verdicts[i])) == NULL,
		    verdicts[i]);
	ok(report_add(&r, "{}", 2) != NULL, "no verdict");
	ok(report_add(&r, "{", 1) != NULL, "no JSON");
	report_write_csv(&r, &t);
	ok(strcmp(t.bytes, csv) == 0, "the CSV");
	text_clear(&t);
	report_write_text(&r, &t);
	ok(strstr(t.bytes, "66.67%") != NULL,
	    "2 of the 3 that are known of 4, not 50 %");
	text_fini(&t);
	report_fini(&r);
	arena_fini(&arena);
	return tap_end();
}
