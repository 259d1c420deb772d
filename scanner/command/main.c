/* danesweep: which command, and nothing more. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "analysis/command/match.h"
#include "analysis/command/report.h"
#include "analysis/command/verify.h"
#include "base/exit_code.h"
#include "base/macros.h"
#include "check.h"
#include "probe.h"
#include "scan.h"

static const struct {
	const char *name;
	int (*run)(int argc, char *argv[]);
	const char *help;
} commands[] = {
    {"scan", scan_command,
	"sweep zones, domains or hosts into a run directory"},
    {"probe", probe_command, "find open ports: a SYN sweep of prefixes"},
    {"check", check_command, "the whole story of a few domains, asked live"},
    {"verify", verify_command, "judge a run offline: DNSSEC and DANE verdicts"},
    {"match", match_command, "TLSA records against one chain, offline"},
    {"report", report_command, "tables from the verdicts of a run"},
};

static void
help(FILE *to)
{
	fputs("danesweep measures DANE in SMTP.\n\n"
	      "usage: danesweep COMMAND [options]\n\n",
	    to);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(to, "  %-8s %s\n", commands[i].name, commands[i].help);
	fputs("\n`danesweep COMMAND --help` tells more; so does "
	      "danesweep(8).\n",
	    to);
}

int
main(int argc, char *argv[])
{
	const char *name = argc > 1 ? argv[1] : "";
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(name, commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
		puts("danesweep " VERSION);
		return 0;
	}
	bool asked = strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 ||
		     strcmp(name, "help") == 0;
	if (!asked && name[0] != '\0')
		fprintf(
		    stderr, "danesweep: there is no command \"%s\"\n", name);
	help(asked ? stdout : stderr);
	return asked ? EXIT_CODE_GOOD : EXIT_CODE_NOT_BEGUN;
}
