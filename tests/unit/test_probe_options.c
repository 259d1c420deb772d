#include "scanner/command/probe_options.h"

#include "option_test.h"
#include "tap.h"

enum { USAGE = OPTION_TEST_USAGE };

static void
parse_any(int argc, char *argv[], void *out)
{
	probe_options_parse(argc, argv, out);
}

static void
parse(const char *line, struct probe_options *out)
{
	option_test_run(parse_any, line, out);
}

static int
outcome(const char *line)
{
	struct probe_options scratch;
	return option_test_outcome(parse_any, line, &scratch);
}

static const struct {
	const char *line;
	int code;
} rows[] = {
    {"-p 25 198.18.0.0/15", 0},
    {"-p 25 198.18.0.0/15 198.51.100.7 -r 1000000 -o out.ndjson.gz", 0},
    {"198.18.0.0/15 --target-port 25", 0},
    {"-p 25 -I list", 0},
    {"-p 25 -w list", 0},
    {"-h", 0},
    {"", USAGE},
    {"-p 25", USAGE},
    {"198.18.0.0/15", USAGE},
    {"-p 25 198.18.0.0/15 -r -1", USAGE},
    {"-p 25 198.18.0.0/15 -r 0", 0},
    {"-p 25 198.18.0.0/15 -P 0", USAGE},
    {"-p 25 198.18.0.0/15 -c 0 -t 1 -N 1", 0},
    {"-p 25 198.18.0.0/15 -t 0", USAGE},
    {"-p 25 198.18.0.0/15 --shards 3 --shard 2 -e 1", 0},
    {"-p 25 198.18.0.0/15 --shards 3 --shard 3 -e 1", USAGE},
    {"-p 25 198.18.0.0/15 --no-such-option", USAGE},
};

int
main(void)
{
	struct probe_options o;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok(outcome(rows[i].line) == rows[i].code,
		    rows[i].line[0] != '\0' ? rows[i].line : "nothing");
	parse("-p 25 198.18.0.0/15 198.51.100.7 -B 10M -q", &o);
	ok(o.targets.count == 2 && strcmp(o.targets.at[1], "198.51.100.7") == 0,
	    "words are targets");
	ok(o.common.bandwidth_bps.given &&
		o.common.bandwidth_bps.value == 10000000 && !o.rate_pps.given &&
		o.common.quiet,
	    "what was said, and what was not");
	return tap_end();
}
