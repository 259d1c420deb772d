/* The command line of check, and that the manual names each option. */
#include "scanner/command/check.h"

#include "option_test.h"
#include "tap.h"

static const struct {
	const char *line;
	int code;
} rows[] = {
    {"", OPTION_TEST_USAGE},
    {"--json", OPTION_TEST_USAGE},
    {"example..se", OPTION_TEST_USAGE},
    {"--no-such-option example.se", OPTION_TEST_USAGE},
    {"--trust-anchor", OPTION_TEST_USAGE},
    {"--help", 0},
};

static void
run(int argc, char *argv[], void *out)
{
	(void)out;
	if (freopen("/dev/null", "w", stdout) == NULL)
		abort();
	exit(check_command(argc, argv));
}

static void
test_manual(void)
{
	static char page[1 << 16];
	FILE *f = fopen("doc/man/danesweep-check.8", "r");
	if (f == NULL || fread(page, 1, sizeof(page) - 1, f) == 0)
		abort();
	fclose(f);
	for (size_t i = 0; check_option_name(i) != NULL; i++)
		ok(option_test_names(page, "Fl -", check_option_name(i)),
		    check_option_name(i));
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok(option_test_outcome(run, rows[i].line, NULL) == rows[i].code,
		    rows[i].line[0] != 0 ? rows[i].line : "nothing");
	test_manual();
	return tap_end();
}
