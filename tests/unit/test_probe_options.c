#include "scanner/probe_options.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

enum { ARGS_MAX = 24, USAGE = 2 };

/* Splits at blanks and parses. */
static void
parse(const char *line, struct probe_options *out)
{
	static char words[256];
	char *argv[ARGS_MAX + 1] = {0}, *place = NULL;
	int argc = 0;
	snprintf(words, sizeof(words), "probe %s", line);
	for (char *w = strtok_r(words, " ", &place);
	     w != NULL && argc < ARGS_MAX; w = strtok_r(NULL, " ", &place))
		argv[argc++] = w;
	probe_options_parse(argc, argv, out);
}

/* The exit code of a process that does nothing else. */
static int
outcome(const char *line)
{
	struct probe_options o;
	int status;
	fflush(stdout);
	pid_t pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		parse(line, &o);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
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
    {"-p 25 198.18.0.0/15 --shards 3 --shard 2", 0},
    {"-p 25 198.18.0.0/15 --shards 3 --shard 3", USAGE},
    {"-p 25 198.18.0.0/15 --no-such-option", USAGE},
};

/* Is it in the page as a word of its own? */
static bool
names(const char *page, const char *prefix, const char *option)
{
	char wanted[64];
	size_t len =
	    (size_t)snprintf(wanted, sizeof(wanted), "%s%s", prefix, option);
	for (const char *at = page; (at = strstr(at, wanted)) != NULL; at++)
		if (strchr(" \n", at[len]) != NULL)
			return true;
	return false;
}

static void
test_manual(void)
{
	static char page[1 << 16], help[1 << 16];
	FILE *f = fopen("doc/man/danesweep-probe.8", "r");
	if (f == NULL || fread(page, 1, sizeof(page) - 1, f) == 0)
		abort();
	fclose(f);
	f = fmemopen(help, sizeof(help), "w");
	if (f == NULL)
		abort();
	probe_options_help(f);
	fclose(f);
	for (size_t i = 0; probe_option_name(i) != NULL; i++)
		ok(names(page, "Fl -", probe_option_name(i)) &&
			names(help, "--", probe_option_name(i)),
		    probe_option_name(i));
}

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
	ok(o.bandwidth_bps.given && o.bandwidth_bps.value == 10000000 &&
		!o.rate_pps.given && o.quiet,
	    "what was said, and what was not");
	test_manual();
	return tap_end();
}
