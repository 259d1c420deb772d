/*
 * What command lines mean once the files that they name are read: the plan,
 * or an exit code with a line that names the fault.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "option_test.h"
#include "output/record/stage.h"
#include "scanner/command/chain_fit.h"
#include "scanner/command/probe_input.h"
#include "scanner/command/scan_input.h"
#include "scanner/dns/domains.h"
#include "output/manifest.h"
#include "tap.h"

#define SCAN  "--root-hints hints --dry-run -o out --ehlo scan.example "
#define PROBE "--dry-run "

/* A file in the working directory, which is the test's own. */
static const struct {
	const char *name, *text;
} files[] = {
    {"hints", ". 3600000 NS a.root.\na.root. 3600000 A 198.41.0.4\n"
	      "a.root. 3600000 AAAA 2001:503:ba3e::2:30\n"},
    {"nohints", "; nothing here\n"},
    {"se.zone", "se. 900 in soa a.se. b.se. 1 2 3 4 5\n"
		"se. 900 in ns a.se.\nx.se. 900 in ns ns.x.se.\n"
		"y.se. 900 in ns ns.x.se.\n"},
    {"torn.zone", "se. 900 in soa a.se. b.se. 1 2 3 4 5\nx.se. 900 in ns\n"},
    {"names", "a.example\nb.example\n"},
    {"badnames", "a.example\nnot a name!\n"},
    {"blocked", "203.0.113.0/24\n"},
    {"badblocked", "203.0.113.0/99\n"},
    {"targets", "9.1.2.0/24\n9.9.9.9\n"},
};

struct row {
	const char *line;
	int code;
	const char *why; /* what the message has in it */
};

static const struct row scans[] = {
    {SCAN "--zone se.zone --seed 7", 0, ""},
    {SCAN "--zone se=se.zone -T 3", 0, ""},
    {SCAN "--domains names", 0, ""},
    {SCAN "--hosts names -b blocked", 0, ""},
    {SCAN "--hosts names -S 192.0.2.7 -S 2001:db8::7 -G 02:00:00:00:00:09", 0,
	""},
    {SCAN "--hosts names -o -", 2, "-o -"},
    {SCAN "--hosts names -o - --link pcap:capture", 0, ""},
    {SCAN "--hosts names -G 02:00", 2, "-G 02:00"},
    {SCAN "--hosts names -S here", 2, "-S here"},
    {SCAN "--hosts names --link carrier-pigeon", 2, "carrier-pigeon"},
    {SCAN "--zone torn.zone", 1, "torn.zone:2"},
    {SCAN "--domains badnames", 2, "badnames:2"},
    {SCAN "--hosts absent", 2, "absent"},
    {SCAN "--hosts names -b badblocked", 2, "badblocked"},
    {SCAN "--hosts names -b absent", 2, "absent"},
    {SCAN "--hosts names --stages lunch", 2, "--stages lunch"},
    {SCAN "--domains names --types MX,A,TXT --policies", 0, ""},
    {SCAN "--domains names --types MX,FOO", 2, "--types: FOO"},
    {SCAN "--domains names --types A --stages domains,smtp", 2,
	"--stages domains,smtp"},
    {SCAN "--hosts names --source-port 7", 2, "--source-port 7"},
    {"--dry-run --ehlo x -o out --hosts names --root-hints nohints", 2,
	"no address of a root server"},
    {"--dry-run --ehlo x -o out --hosts names --root-hints absent", 2,
	"dns-root-data"},
    {"--dry-run -o out --hosts names --root-hints hints", 2, "--ehlo"},
    {SCAN "--hosts names --vantage fra-1", 0, ""},
    {SCAN "--hosts names --vantage a,b", 2, "--vantage a,b"},
    {"-o out --hosts names --root-hints hints --ehlo x", 2, "who scans"},
};

static const struct row probes[] = {
    {PROBE "-p 25 9.0.0.0/30", 0, ""},
    {PROBE "-p 25,587 -I targets --seed 3", 0, ""},
    {PROBE "-p 25 -w targets", 0, ""},
    {PROBE "-p 25 -n 50% 9.0.0.0/24", 0, ""},
    {PROBE "-p 25 -n lots 9.0.0.0/24", 2, "-n lots"},
    {PROBE "-p 0 9.0.0.0/24", 2, "-p 0"},
    {PROBE "-p 25 9.0.0.0/99", 2, "9.0.0.0/99"},
    {PROBE "-p 25 -s 7 9.0.0.0/24", 2, "-s 7"},
    {PROBE "-p 25 -f saddr,wheel 9.0.0.0/24", 2, "wheel"},
    {PROBE "-p 25 -I absent", 2, "absent"},
    {PROBE "-p 25 -b badblocked 9.0.0.0/24", 2, "badblocked"},
    {PROBE "-p 25 10.0.0.0/24", 2, "no address is left"},
    {"-p 25 9.0.0.0/24", 2, "who scans"},
};

static void
parse_scan(int argc, char *argv[], void *out)
{
	scan_options_parse(argc, argv, out);
}

static void
parse_probe(int argc, char *argv[], void *out)
{
	probe_options_parse(argc, argv, out);
}

static void
check(const struct row *row, int code, const struct text *why)
{
	bool named = row->why[0] == '\0' ||
		     (why->len > 0 && strstr(why->bytes, row->why) != NULL);
	ok(code == row->code && named, row->line);
	if (code != row->code || !named)
		printf("# %d, %s\n", code, why->len > 0 ? why->bytes : "-");
}

static void
test_rows(void)
{
	for (size_t i = 0; i < ARRAY_LEN(scans); i++) {
		struct scan_options o;
		struct scan_input in;
		struct text why;
		text_init(&why);
		option_test_run(parse_scan, scans[i].line, &o);
		int code = scan_input_read(&in, &o, NULL, &why);
		check(&scans[i], code, &why);
		if (code == 0)
			scan_input_fini(&in);
		text_fini(&why);
	}
	for (size_t i = 0; i < ARRAY_LEN(probes); i++) {
		struct probe_options o;
		struct probe_input in;
		struct text why;
		text_init(&why);
		option_test_run(parse_probe, probes[i].line, &o);
		int code = probe_input_read(&in, &o, &why) < 0 ? 2 : 0;
		check(&probes[i], code, &why);
		if (code == 0)
			probe_input_fini(&in);
		text_fini(&why);
	}
}

static void
test_plans(void)
{
	struct scan_options o;
	struct scan_input in;
	struct text why;
	text_init(&why);
	option_test_run(parse_scan,
	    SCAN "--zone se.zone --seed 7 -T 3 -S 192.0.2.7 -S 192.0.2.8", &o);
	if (scan_input_read(&in, &o, NULL, &why) != 0)
		abort();
	ok(domains_count(&in.plan.domains) == 2 && in.plan.seed == 7 &&
		in.plan.workers == 3 &&
		in.plan.stages ==
		    ((1u << STAGE_AGAIN) - 1 - (1u << STAGE_TYPES)) &&
		in.plan.again == NULL,
	    "a zone file: its domains, and all stages that need no anchor, and "
	    "no type but MX");
	ok(in.plan.network.kind == LINK_PCAP &&
		strcmp(in.plan.network.capture, "-") == 0 &&
		in.destination.has[NETWORK_V4] &&
		in.destination.has[NETWORK_V6],
	    "a dry run writes a capture");
	ok(in.plan.chain_fit == chain_fit,
	    "chains are held against TLSA records by the judge's rules");
	ok(in.plan.network.source_count == 1 &&
		in.plan.network.source[0].bytes[15] == 8,
	    "of two addresses of a family the last one holds");
	const struct manifest_zone *zone = in.plan.zones;
	ok(in.plan.zone_count == 1 && strcmp(zone->file, "se.zone") == 0 &&
		strcmp(zone->name, "se") == 0 && zone->delegations == 2 &&
		!zone->closing_soa,
	    "what the manifest says of a zone file");
	scan_input_fini(&in);

	option_test_run(parse_scan, SCAN "--hosts names", &o);
	if (scan_input_read(&in, &o, NULL, &why) != 0)
		abort();
	ok(in.plan.host_list != NULL && name_table_count(in.host_list) == 2 &&
		(in.plan.stages &
		    (1u << STAGE_SERVERS | 1u << STAGE_DOMAINS)) == 0,
	    "a list of hosts begins with stage hosts");
	scan_input_fini(&in);

	struct probe_options p;
	struct probe_input probe;
	option_test_run(
	    parse_probe, PROBE "-p 25,26 -n 50% 9.0.0.0/24 2001:db9::/126", &p);
	if (probe_input_read(&probe, &p, &why) < 0)
		abort();
	ok(probe.plan.max_targets == 260 && probe.destination.has[NETWORK_V4] &&
		probe.destination.has[NETWORK_V6] &&
		probe.plan.cooldown_ns == 0,
	    "half of 520 targets of both families");
	probe_input_fini(&probe);
	text_fini(&why);
}

int
main(void)
{
	char dir[] = "/tmp/test_input.XXXXXX";
	if (mkdtemp(dir) == NULL || chdir(dir) < 0)
		abort();
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		FILE *f = fopen(files[i].name, "w");
		if (f == NULL)
			abort();
		fputs(files[i].text, f);
		fclose(f);
	}
	test_rows();
	test_plans();
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		unlink(files[i].name);
	if (chdir("/") < 0 || rmdir(dir) < 0)
		abort();
	return tap_end();
}
