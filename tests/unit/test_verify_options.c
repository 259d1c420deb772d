/* The command line of verify, and that the manual names each option. */
#include "analysis/verify_options.h"

#include "base/macros.h"
#include "option_test.h"
#include "tap.h"

enum { GOOD = 0, HELP = 1, WRONG = 2 };

static const struct {
	const char *line;
	int code;
} rows[] = {
    {"", WRONG},
    {"runs/1", WRONG},
    {"runs/1 --trust-anchor root.ds", GOOD},
    {"--trust-anchor root.ds runs/1 runs/2", WRONG},
    {"runs/1 -t root.ds --rrsets", GOOD},
    {"runs/1 -t root.ds --rrsets -", GOOD},
    {"runs/1 -t root.ds --rrsets=-", GOOD},
    {"runs/1 -t root.ds --rrsets=file", WRONG},
    {"--records - -t root.ds --rrsets -", GOOD},
    {"--records - -t root.ds", WRONG},
    {"--records - -t root.ds --rrsets", WRONG},
    {"--records - -t root.ds --rrsets - runs/1", WRONG},
    {"runs/1 -t root.ds --at 2026-11-23", GOOD},
    {"runs/1 -t root.ds --at noon", WRONG},
    {"runs/1 -t root.ds --definitions paper --ca-file roots.pem", GOOD},
    {"runs/1 -t root.ds --definitions mine", WRONG},
    {"runs/1 -t root.ds --history a --history b", GOOD},
    {"runs/1 -t root.ds --threads 0", WRONG},
    {"runs/1 -t root.ds --threads 65", WRONG},
    {"runs/1 -t root.ds --threads 4x", WRONG},
    {"runs/1 -t root.ds --nsec3-iterations 0", GOOD},
    {"runs/1 -t root.ds --nsec3-iterations 65536", WRONG},
    {"runs/1 -t root.ds --legacy-algorithms", GOOD},
    {"runs/1 -t", WRONG},
    {"--no-such-option", WRONG},
    {"--help", HELP},
};

static const char *const names[] = {"trust-anchor", "at", "rrsets", "records",
    "definitions", "ca-file", "history", "legacy-algorithms",
    "nsec3-iterations", "threads", "help"};

static void
parse(int argc, char *argv[], void *out)
{
	if (freopen("/dev/null", "w", stdout) == NULL)
		abort();
	_exit(verify_options_parse(argc, argv, out));
}

static void
test_manual(void)
{
	static char page[1 << 16];
	FILE *f = fopen("doc/man/danesweep-verify.8", "r");
	if (f == NULL || fread(page, 1, sizeof(page) - 1, f) == 0)
		abort();
	fclose(f);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		ok(option_test_names(page, "Fl -", names[i]), names[i]);
}

int
main(void)
{
	static struct verify_options o;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(option_test_outcome(parse, rows[i].line, &o) == rows[i].code,
		    rows[i].line[0] != 0 ? rows[i].line : "nothing");
	test_manual();
	return tap_end();
}
