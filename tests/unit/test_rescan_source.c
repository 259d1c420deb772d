/* Which hosts of earlier runs are looked at again, and which no more. */
#include "scanner/command/rescan_source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/time_text.h"
#include "made_run.h"
#include "tap.h"
#include "test_folder.h"

#define SWEEP "2026-11-29T00:00:00Z"
#define HOUR  "2026-11-30T00:00:00Z"
#define NOW   "2026-12-01T00:00:00Z" /* 30 days after November 1st */

#define RECORD(name, type, status, rx, answers)                                \
	"{\"name\":\"" name "\",\"type\":\"" type "\",\"status\":\"" status    \
	"\",\"rx_ts\":\"" rx "\",\"data\":{\"answers\":[" answers              \
	"],\"authorities\":[]}}\n"
#define RR(name, type, data)                                                   \
	"{\"name\":\"" name "\",\"type\":\"" type "\",\"ttl\":300,\"data\":"   \
	"\"" data "\"}"
#define MX(domain, host)                                                       \
	RECORD(domain, "MX", "NOERROR", SWEEP, RR(domain, "MX", "10 " host "."))
#define AT25(host) "_25._tcp." host
#define TLSA(host, rx)                                                         \
	RECORD(AT25(host), "TLSA", "NOERROR", rx,                              \
	    RR(AT25(host), "TLSA", "3 1 1 ABCD"))
#define NO_TLSA(host, status, rx) RECORD(AT25(host), "TLSA", status, rx, "")
#define LISTED(host, domains, more, seen)                                      \
	"{\"host\":\"" host "\",\"domains\":" domains more ",\"seen\":\"" seen \
	"\"}\n"

/* A run and what is in it. */
struct made {
	const char *name, *start, *dns, *listed, *from;
	uint64_t count; /* that it should list */
	uint64_t seed;
	bool dry_run, cut_off;
};

static const struct made made[] = {
    {.name = "0",
	.start = SWEEP,
	.seed = 7,
	.dns = MX("dane.se", "mx.dane.se") TLSA("mx.dane.se", SWEEP) MX(
	    "a.se", "mx.two.se") MX("b.se", "mx.two.se") TLSA("mx.two.se",
	    SWEEP) MX("fail.se", "mx.fail.se") NO_TLSA("mx.fail.se", "SERVFAIL",
	    SWEEP) MX("none.se", "mx.none.se")
	    NO_TLSA("mx.none.se", "NOERROR", SWEEP) MX("out.se", "mx.out.se")
		NO_TLSA("mx.out.se", "BLOCKED", SWEEP) MX("old.se", "mx.old.se")
		    TLSA("mx.old.se", "2026-10-20T00:00:00Z") MX(
			"ali.se", "mx.ali.se") RECORD("mx.ali.se", "A",
			"NOERROR", SWEEP, RR("mx.ali.se", "CNAME", "real.se."))
			TLSA("real.se", SWEEP) MX("cn.se", "mx.cn.se")
			    RECORD(AT25("mx.cn.se"), "TLSA", "NOERROR", SWEEP,
				RR(AT25("mx.cn.se"), "CNAME", "t.cn.se."))
				RECORD("t.cn.se", "TLSA", "NOERROR", SWEEP,
				    RR("t.cn.se", "TLSA", "3 1 1 ABCD"))},
    {.name = "1",
	.start = HOUR,
	.seed = 8,
	.from = "9",
	.count = 6,
	.dns = TLSA("mx.dane.se", HOUR) NO_TLSA("mx.gone.se", "NXDOMAIN", HOUR)
	    NO_TLSA("mx.edge.se", "NOERROR", HOUR) MX("one.se", "mx.two.se")
		TLSA("mx.two.se", HOUR),
	.listed = LISTED("mx.dane.se", "1", ",\"next_hop\":\"dane.se\"", SWEEP)
	    LISTED("mx.two.se", "9", "", SWEEP) LISTED("mx.gone.se", "5", "",
		"2026-10-31T23:59:59Z") LISTED("mx.edge.se", "1",
		",\"next_hop\":\"edge.se\"", "2026-11-01T00:00:00Z")
		LISTED("mx.lost.se", "2", "", "2026-10-25T00:00:00Z")
		    LISTED("mx.kept.se", "1", ",\"next_hop\":\"kept.se\"",
			"2026-11-20T00:00:00Z")},
    {.name = "2",
	.start = HOUR,
	.from = "0",
	.count = 1,
	.listed = LISTED("mx.dane.se", "4", "", SWEEP)},
    {.name = "3",
	.start = SWEEP,
	.from = "9",
	.count = 2,
	.listed = LISTED("mx.away.se", "1", "", "2026-10-20T00:00:00Z")
	    LISTED("mx.stays.se", "1", "", "2026-11-20T00:00:00Z")},
    {.name = "4",
	.start = SWEEP,
	.from = "9",
	.count = 2,
	.cut_off = true,
	.listed = LISTED("mx.away.se", "1", "", SWEEP)},
    {.name = "5", .start = SWEEP, .dry_run = true},
    {.name = "6", .start = SWEEP, .cut_off = true, .dns = TLSA("c.se", SWEEP)},
    {.name = "7", .start = SWEEP, .from = "6", .count = 0, .cut_off = true},
};

/* What comes of runs, each a digit: hosts with their domains, by name. */
static const struct {
	const char *runs;
	int rc;
	const char *listed, *dropped;
} rows[] = {
    {"0", 0,
	"mx.ali.se 1 ali.se, mx.cn.se 1 cn.se, mx.dane.se 1 dane.se, "
	"mx.fail.se 1 fail.se, mx.two.se 2",
	""},
    {"1", 0,
	"mx.dane.se 1 dane.se, mx.edge.se 1 edge.se, mx.kept.se 1 kept.se, "
	"mx.two.se 9",
	"mx.gone.se no_tlsa, mx.lost.se not_asked"},
    {"10", 0,
	"mx.ali.se 1 ali.se, mx.cn.se 1 cn.se, mx.dane.se 1 dane.se, "
	"mx.edge.se 1 edge.se, mx.fail.se 1 fail.se, mx.kept.se 1 kept.se, "
	"mx.two.se 3",
	"mx.gone.se no_tlsa, mx.lost.se not_asked"},
    {"20", 0, "mx.dane.se 4", ""},
    {"23", 0, "mx.dane.se 4, mx.stays.se 1", ""},
    {"3", 0, "mx.stays.se 1", "mx.away.se not_asked"},
    {"6", 0, "c.se 0", ""},
    {"76", 0, "c.se 0", ""},
    {"4", -EBADMSG, "", ""},
    {"5", -EINVAL, "", ""},
    {"8", -ENOENT, "", ""},
};

static int64_t
time_of(const char *text)
{
	int64_t ns;
	if (!time_text_parse(text, &ns))
		abort();
	return ns;
}

static void
write_part(const char *run, const char *kind, const char *lines)
{
	char path[64];
	snprintf(path, sizeof(path), "%s/%s", run, kind);
	mkdir(path_of(path), 0700);
	snprintf(path, sizeof(path), "%s/%s/part-0-00000.ndjson.gz", run, kind);
	if (lines != NULL)
		write_bytes(path, lines, strlen(lines));
}

static void
make_run(const struct made *r)
{
	char dir[256], id[] = MADE_RUN_ID, from_id[] = MADE_RUN_ID;
	struct manifest_command command = {.dry_run = r->dry_run};
	struct manifest_source from = {from_id, "somewhere", true};
	struct manifest_rescan rescan = {&from, 1, r->count, 0};
	mkdir(path_of(r->name), 0700);
	write_part(r->name, "dns", r->dns);
	write_part(r->name, "listed", r->listed);
	id[0] = r->name[0];
	from_id[0] = r->from != NULL ? r->from[0] : '0';
	from.complete = from_id[0] != '6';
	snprintf(dir, sizeof(dir), "%s", path_of(r->name));
	made_run_manifest_as(
	    dir, &(struct manifest){.run_id = id,
		     .command = &command,
		     .seed = r->seed,
		     .shards = 1,
		     .start_ns = time_of(r->start),
		     .end = r->cut_off ? MANIFEST_SIGNAL : MANIFEST_FINISHED,
		     .rescan = r->from != NULL ? &rescan : NULL});
}

static int
by_line(const void *a, const void *b)
{
	return strcmp(a, b);
}

enum { LINES_MAX = 16, LINE_MAX_BYTES = 100 };

static void
join(char lines[][LINE_MAX_BYTES], size_t count, char out[1000])
{
	out[0] = '\0';
	qsort(lines, count, LINE_MAX_BYTES, by_line);
	for (size_t i = 0; i < count; i++) {
		strcat(out, i > 0 ? ", " : "");
		strcat(out, lines[i]);
	}
}

static const char *
name_text(const struct dns_name *name)
{
	static char texts[2][DNS_NAME_TEXT_MAX];
	static unsigned next;
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, name);
	next ^= 1;
	snprintf(texts[next], sizeof(texts[next]), "%s", t.bytes);
	text_fini(&t);
	return texts[next];
}

static void
tell(const struct rescan_list *l, char listed[1000], char dropped[1000])
{
	char lines[LINES_MAX][LINE_MAX_BYTES];
	const struct listed_record *r = l->listed.at;
	const struct dropped_record *d = l->dropped.at;
	for (size_t i = 0; i < l->listed.count; i++)
		snprintf(lines[i], sizeof(lines[i]), "%s %u%s%s",
		    name_text(r[i].host), (unsigned)r[i].domains,
		    r[i].next_hop != NULL ? " " : "",
		    r[i].next_hop != NULL ? name_text(r[i].next_hop) : "");
	join(lines, l->listed.count, listed);
	for (size_t i = 0; i < l->dropped.count; i++)
		snprintf(lines[i], sizeof(lines[i]), "%s %s",
		    name_text(d[i].host),
		    d[i].reason == DROPPED_NO_TLSA ? "no_tlsa" : "not_asked");
	join(lines, l->dropped.count, dropped);
}

/* The directories of these runs, each a digit. */
static void
name_runs(const char *runs, struct option_list *out)
{
	static char dirs[4][256];
	*out = (struct option_list){.count = 0};
	for (const char *at = runs; *at != '\0'; at++) {
		char name[] = {*at, '\0'};
		char *dir = dirs[out->count];
		snprintf(dir, sizeof(dirs[0]), "%s", path_of(name));
		out->at[out->count++] = dir;
	}
}

static void
test_row(size_t i)
{
	static struct option_list dirs;
	struct rescan_source source = {
	    .runs = &dirs, .start_ns = time_of(NOW), .threads = 1};
	struct rescan_list l;
	struct text why;
	char listed[1000] = "", dropped[1000] = "";
	uint64_t seed = 0;
	text_init(&why);
	name_runs(rows[i].runs, &dirs);
	int rc = rescan_source_read(&source, &l, &seed, &why);
	if (rc == 0)
		tell(&l, listed, dropped);
	bool good = rc == rows[i].rc && strcmp(listed, rows[i].listed) == 0 &&
		    strcmp(dropped, rows[i].dropped) == 0 &&
		    (why.len > 0) == (rc < 0);
	ok(good, rows[i].runs);
	if (!good)
		printf("# %d: %s; %s\n", rc, listed, dropped);
	rescan_list_fini(&l);
	text_fini(&why);
}

/* The list is in the run itself, and goes on without those that it is from. */
static void
test_reread(void)
{
	static struct option_list dirs;
	struct rescan_source source = {.runs = &dirs,
	    .start_ns = time_of(HOUR),
	    .has_seed = true,
	    .threads = 1};
	struct rescan_list l;
	struct text why;
	char listed[1000], dropped[1000], own[256];
	text_init(&why);
	snprintf(own, sizeof(own), "%s", path_of("1"));
	name_runs("9", &dirs);
	int rc = rescan_source_reread(&source, own, &l, &why);
	const struct listed_record *r = l.listed.at;
	ok(rc == 0 && l.listed.count == 6 && l.manifest.listed == 6 &&
		l.manifest.from_count == 1 &&
		strcmp(name_text(r[1].host), "mx.two.se") == 0,
	    "a run that goes on has its list, in the order that it had");
	rescan_list_fini(&l);
	snprintf(own, sizeof(own), "%s", path_of("4"));
	name_runs("3", &dirs);
	rc = rescan_source_reread(&source, own, &l, &why);
	ok(rc == -EINVAL && strstr(why.bytes, "not as they were") != NULL,
	    "one that was cut off in it reads the runs again: not the same");
	rescan_list_fini(&l);
	text_clear(&why);
	name_runs("23", &dirs);
	rc = rescan_source_reread(&source, own, &l, &why);
	if (rc == 0)
		tell(&l, listed, dropped);
	ok(rc == 0 && strcmp(listed, "mx.dane.se 4, mx.stays.se 1") == 0,
	    "or the same: it goes on");
	rescan_list_fini(&l);
	text_fini(&why);
}

static void
test_seed(void)
{
	static struct option_list dirs;
	struct rescan_source source = {
	    .runs = &dirs, .start_ns = time_of(NOW), .threads = 1};
	struct rescan_list l;
	struct text why;
	uint64_t seed = 0;
	text_init(&why);
	name_runs("10", &dirs);
	int rc = rescan_source_read(&source, &l, &seed, &why);
	ok(rc == 0 && seed == 8, "the seed of the first run");
	rescan_list_fini(&l);
	source.has_seed = true;
	source.seed = 9;
	rc = rescan_source_read(&source, &l, &seed, &why);
	ok(rc == 0 && seed == 9, "or the one that is said");
	rescan_list_fini(&l);
	text_fini(&why);
}

int
main(void)
{
	char remove[300];
	if (mkdtemp(test_folder) == NULL)
		abort();
	for (size_t i = 0; i < ARRAY_LEN(made); i++)
		make_run(&made[i]);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		test_row(i);
	test_reread();
	test_seed();
	snprintf(remove, sizeof(remove), "rm -r %s", test_folder);
	ok(system(remove) == 0, "the runs are removed");
	return tap_end();
}
