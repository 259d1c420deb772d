#include "report.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "analysis/report/report.h"
#include "analysis/evidence/run_files.h"
#include "report_options.h"

static const char *
add_line(void *arg, const struct part_line *line)
{
	return report_add(arg, line->text, line->len);
}

static int
print(const struct report *r, bool csv)
{
	struct text out;
	text_init(&out);
	if (csv)
		report_write_csv(r, &out);
	else
		report_write_text(r, &out);
	bool good = text_ok(&out) &&
		    fwrite(out.bytes, 1, out.len, stdout) == out.len &&
		    fflush(stdout) == 0;
	text_fini(&out);
	if (!good)
		log_line("report: standard output cannot be written");
	return good ? EXIT_CODE_GOOD : EXIT_CODE_EARLY;
}

int
report_command(int argc, char *argv[])
{
	struct report_options o;
	struct arena arena;
	struct report r;
	struct run_count count = {0};
	int code;
	report_options_parse(argc, argv, &o);
	arena_init(&arena);
	report_init(&r, &arena);
	int rc = run_files_read(o.run, "verdict", add_line, &r, &count);
	if (rc < 0)
		code = rc == -ENOTDIR ? EXIT_CODE_NOT_BEGUN : EXIT_CODE_EARLY;
	else if (count.lines == 0) {
		log_line("report: %s has no verdicts; run danesweep verify "
			 "first",
		    o.run);
		code = EXIT_CODE_NOT_BEGUN;
	} else {
		code = print(&r, o.csv);
		if (code == EXIT_CODE_GOOD && count.damaged > 0)
			code = EXIT_CODE_DAMAGED;
	}
	report_fini(&r);
	arena_fini(&arena);
	return code;
}
