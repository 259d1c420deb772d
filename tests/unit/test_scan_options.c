#include "scanner/command/scan_options.h"

#include "option_test.h"
#include "tap.h"

enum { USAGE = OPTION_TEST_USAGE };

static void
parse_any(int argc, char *argv[], void *out)
{
	scan_options_parse(argc, argv, out);
}

static void
parse(const char *line, struct scan_options *out)
{
	option_test_run(parse_any, line, out);
}

static int
outcome(const char *line)
{
	struct scan_options scratch;
	return option_test_outcome(parse_any, line, &scratch);
}

static const struct {
	const char *line;
	int code;
} rows[] = {
    {"--domains list -o out --all-policies", 0},
    {"--hosts list -o out --all-policies", USAGE},
    {"--domains list -o out --policies --all-policies", USAGE},
    {"--zone se.zone -o out", 0},
    {"--domains list -o out", 0},
    {"--hosts list --output-dir out", 0},
    {"--help", 0},
    {"", USAGE},
    {"-o out", USAGE},
    {"--zone se.zone", USAGE},
    {"--zone se.zone --dry-run", 0},
    {"--zone se.zone -o -", 0},
    {"--zone se.zone -o - --trust-anchor root.ds", USAGE},
    {"--zone se.zone --dry-run --trust-anchor root.ds", USAGE},
    {"--zone se.zone -o out --trust-anchor root.ds", 0},
    {"--resume out -o -", USAGE},
    {"--zone se.zone --hosts list -o out", USAGE},
    {"--zone se.zone -o out more", USAGE},
    {"--zone se.zone -o out --no-such-option", USAGE},
    {"--zone se.zone -o", USAGE},
    {"--zone se.zone -o out -r 0", USAGE},
    {"--zone se.zone -o out -r 100000000", 0},
    {"--zone se.zone -o out -r 100000001", USAGE},
    {"--zone se.zone -o out -r 5x", USAGE},
    {"--zone se.zone -o out -r -5", USAGE},
    {"--zone se.zone -o out -r +5", USAGE},
    {"--zone se.zone -o out -r 10K", USAGE},
    {"--zone se.zone -o out -B 999", USAGE},
    {"--zone se.zone -o out -B 10Mbit", USAGE},
    {"--zone se.zone -o out -B 10T", USAGE},
    {"--zone se.zone -o out -B 18446744073709551G", USAGE},
    {"--zone se.zone -o out -B 1000G", 0},
    {"--zone se.zone -o out -B 1001G", USAGE},
    {"--zone se.zone -o out --probes 21", USAGE},
    {"--zone se.zone -o out --smtp tlsa", 0},
    {"--zone se.zone -o out --smtp syn --port 587", 0},
    {"--zone se.zone -o out --smtp some", USAGE},
    {"--zone se.zone -o out --tls-groups X25519", 0},
    {"--zone se.zone -o out --tls-groups X25519 --tls cert", USAGE},
    {"--zone se.zone -o out --smtp all --smtp-all", 0},
    {"--zone se.zone -o out --smtp syn --smtp-all", USAGE},
    {"--hosts list -o out --service 465", 0},
    {"--hosts list -o out --service 465 --port 587", USAGE},
    {"--zone se.zone -o out --service 465", USAGE},
    {"--zone se.zone -o out --port 0", USAGE},
    {"--zone se.zone -o out --port 65536", USAGE},
    {"--zone se.zone -o out --seed 18446744073709551615", 0},
    {"--zone se.zone -o out --seed 18446744073709551616", USAGE},
    {"--zone se.zone -o out --shards 4 --shard 3 -e 7", 0},
    {"--zone se.zone -o out --shards 4 --shard 3", USAGE},
    {"--zone se.zone -o out --shards 1", 0},
    {"--zone se.zone -o out --shards 4 --shard 4 -e 7", USAGE},
    {"--zone se.zone -o out --shard 1", USAGE},
};

static void
test_values(void)
{
	struct scan_options o;
	parse("-z se.zone -z nu.zone -o out -B 20m -r 500 -e 0 -S 192.0.2.1 "
	      "--smtp-all",
	    &o);
	ok(o.zones.count == 2 && strcmp(o.zones.at[1], "nu.zone") == 0,
	    "--zone may be said again");
	ok(o.common.bandwidth_bps.value == 20000000, "20m is 20 Mbit/s");
	ok(o.rate_pps.value == 500 && o.smtp_all && !o.implicit_mx,
	    "numbers and flags");
	ok(o.common.seed.value == 0 && o.common.seed.given,
	    "a seed of 0 is one");
	ok(o.common.source_ips.count == 1 && !o.common.allowed,
	    "no one said it is allowed");

	parse("--hosts list -o out", &o);
	ok(o.rate_pps.value == 10000 && o.probes.value == 3 &&
		o.cooldown_s.value == 8 && o.common.bandwidth_bps.value == 0 &&
		o.common.shards.value == 1 && !o.common.seed.given &&
		strcmp(o.source_ports, "61000-65535") == 0,
	    "what --help names as default");
	ok(o.smtp_port.value == 25 && !scan_options_is_all(&o) &&
		!scan_options_is_syn(&o),
	    "sessions with port 25, and hosts with TLSA records");
	parse("--hosts list -o out --smtp-all", &o);
	ok(scan_options_is_all(&o) && !scan_options_is_syn(&o),
	    "--smtp-all is another name of --smtp all");
	parse("--hosts list -o out --smtp syn", &o);
	ok(scan_options_is_all(&o) && scan_options_is_syn(&o),
	    "--smtp syn is of all hosts");
}

static void
test_too_many(void)
{
	static char *argv[2 * OPTION_LIST_MAX + 5];
	char zone[] = "-zx", scan[] = "scan", o[] = "-oout";
	struct scan_options out;
	int argc = 0;
	argv[argc++] = scan;
	argv[argc++] = o;
	for (unsigned i = 0; i < OPTION_LIST_MAX; i++)
		argv[argc++] = zone;
	scan_options_parse(argc, argv, &out);
	ok(out.zones.count == OPTION_LIST_MAX,
	    "as many zones as there is room");
}

/* Twice, and the second time there would be none: no opt-outs, any rate. */
static void
test_pipe(void)
{
	static const char conf[] = "rate = 7\nopt-out = list\n";
	static struct scan_options o;
	int ends[2];
	if (pipe(ends) < 0 ||
	    write(ends[1], conf, strlen(conf)) != (ssize_t)strlen(conf) ||
	    close(ends[1]) < 0 || dup2(ends[0], STDIN_FILENO) < 0)
		abort();
	parse("--zone se.zone -o out --config -", &o);
	ok(o.rate_pps.value == 7 && o.common.opt_out != NULL &&
		strcmp(o.common.opt_out, "list") == 0,
	    "options from standard input are read once");
	close(ends[0]);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok(outcome(rows[i].line) == rows[i].code, rows[i].line);
	test_values();
	test_too_many();
	test_pipe();
	return tap_end();
}
