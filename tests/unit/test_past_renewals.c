/* What became of records at earlier renewals: as a record, and in words. */
#include <string.h>

#include "analysis/verdict/explanation_renewal.h"
#include "analysis/verdict/host_renewals.h"
#include "output/record/past_renewals.h"

#include "tap.h"

enum { HOUR = 3600, RENEWALS = 5 };

static const struct {
	const char *name;
	struct past_renewal past[RENEWALS]; /* the oldest first */
	size_t count;
	const char *words;
} cases[] = {
    {"three of five, all alike",
	{{1, RENEWAL_AHEAD, true, 2 * HOUR, 0},
	    {2, RENEWAL_NEVER, true, 0, HOUR},
	    {3, RENEWAL_LATE, true, 0, 5 * HOUR},
	    {4, RENEWAL_LATE, true, 0, 5 * HOUR},
	    {5, RENEWAL_LATE, true, 0, 5 * HOUR}},
	5,
	"  its last 3 renewals broke DANE for 5 h each, by what caches may "
	"have held\n"
	"    of 5 in all 1 were published ahead (2 h or more), 3 had their "
	"record late, 1 never had one\n"},
    {"each another time, the oldest first",
	{{1, RENEWAL_LATE, true, 0, 1800}, {2, RENEWAL_LATE, true, 0, 7200},
	    {3, RENEWAL_OPEN, true, 0, 200 * HOUR}},
	3,
	"  its last 3 renewals broke DANE for 30 min, 2 h and 8 days, by "
	"what caches may have held\n"
	"    of 3 in all 2 had their record late, 1 have none yet\n"},
    {"some broke",
	{{1, RENEWAL_LATE, true, 0, HOUR}, {2, RENEWAL_KEPT, false, 0, 0}}, 2,
	"  of its last 2 renewals 1 broke DANE, for 1 h, by what caches may "
	"have held\n"
	"    of 2 in all 1 needed no other record, 1 had their record late\n"},
    {"two of three, alike",
	{{1, RENEWAL_LATE, true, 0, HOUR}, {2, RENEWAL_KEPT, false, 0, 0},
	    {3, RENEWAL_LATE, true, 0, HOUR}},
	3,
	"  of its last 3 renewals 2 broke DANE, for 1 h each, by what caches "
	"may have held\n"
	"    of 3 in all 1 needed no other record, 2 had their record late\n"},
    {"one, and it broke", {{1, RENEWAL_AT_ONCE, true, 0, 7200}}, 1,
	"  its last renewal broke DANE for 2 h, by what caches may have held\n"
	"    of 1 in all 1 came with their record at once\n"},
    {"who publishes ahead breaks nothing; the least is told",
	{{1, RENEWAL_AHEAD, true, 26 * HOUR, 0},
	    {2, RENEWAL_AHEAD, true, 25 * HOUR, 0},
	    {3, RENEWAL_AHEAD, true, 90 * HOUR, 0}},
	3,
	"  its last 3 renewals broke nothing\n"
	"    of 3 in all 3 were published ahead (25 h or more)\n"},
    {"one that broke nothing", {{1, RENEWAL_UNSEEN, true, 0, 0}}, 1,
	"  its last renewal broke nothing\n"
	"    of 1 in all 1 nobody saw well enough\n"},
};

static void
check_words(size_t i)
{
	struct past_renewals p = {0};
	struct text t;
	for (size_t k = 0; k < cases[i].count; k++)
		past_renewals_note(&p, &cases[i].past[k]);
	text_init(&t);
	explanation_add_past_renewals(&t, &p);
	bool same = text_ok(&t) && strcmp(t.bytes, cases[i].words) == 0;
	ok(same, cases[i].name);
	if (!same)
		printf("# %s", t.bytes);
	text_fini(&t);
}

static void
check_record(void)
{
	static const char want[] =
	    "{\"past_renewals\":{\"kept\":0,\"ahead\":1,\"at_once\":0,"
	    "\"late\":2,\"never\":1,\"open\":0,\"unknown\":0,\"ahead_s\":0,"
	    "\"last\":["
	    "{\"at\":\"1970-01-01T00:00:04.000000Z\",\"way\":\"ahead\","
	    "\"new_key\":false,\"exposed_s\":0},"
	    "{\"at\":\"1970-01-01T00:00:03.000000Z\",\"way\":\"late\","
	    "\"new_key\":true,\"exposed_s\":30},"
	    "{\"at\":\"1970-01-01T00:00:02.000000Z\",\"way\":\"never\","
	    "\"new_key\":true,\"exposed_s\":20}]}}";
	static const struct past_renewal past[] = {
	    {1, RENEWAL_LATE, true, 0, 10},
	    {2, RENEWAL_NEVER, true, 0, 20},
	    {3, RENEWAL_LATE, true, 0, 30},
	    {4, RENEWAL_AHEAD, false, 0, 0},
	};
	struct past_renewals p = {0};
	struct text t;
	for (size_t i = 0; i < 4; i++)
		past_renewals_note(&p, &past[i]);
	text_init(&t);
	struct json j = json_over(&t);
	json_open_object(&j);
	past_renewals_add(&j, &p);
	json_close_object(&j);
	ok(text_ok(&t) && strcmp(t.bytes, want) == 0,
	    "a record has the last three, the latest first");
	text_fini(&t);
	text_init(&t);
	j = json_over(&t);
	json_open_object(&j);
	past_renewals_add(&j, NULL);
	json_close_object(&j);
	explanation_add_past_renewals(&t, NULL);
	ok(text_ok(&t) && strcmp(t.bytes, "{}") == 0, "nothing of none");
	text_fini(&t);
}

static void
check_hosts(void)
{
	struct host_renewals h;
	struct dns_name a, b;
	const struct past_renewal r = {1, RENEWAL_LATE, true, 0, 10};
	host_renewals_init(&h);
	bool named = dns_name_from_text("MX.a.example", 12, &a) &&
		     dns_name_from_text("mx.b.example", 12, &b);
	host_renewals_note(&h, &a, &r);
	host_renewals_note(&h, &a, &r);
	const struct past_renewals *p = host_renewals_of(&h, &a);
	ok(named && p != NULL && p->ways[RENEWAL_LATE] == 2,
	    "two renewals of a host");
	ok(host_renewals_of(&h, &b) == NULL, "none of another");
	host_renewals_fini(&h);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_words(i);
	check_record();
	check_hosts();
	return tap_end();
}
