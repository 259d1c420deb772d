/* What a run that goes on counts of the lines that an earlier start left. */
#include "scanner/run/resume.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "scanner/run/parts.h"
#include "tap.h"
#include "test_folder.h"

#define PART       "delegation/part-0-00000.ndjson.gz"
#define LINE(name) "{\"domain\":\"" name "\",\"zone\":\"se\",\"ns\":[]}\n"

static int
resume(const char *lines, uint64_t *count)
{
	struct resume r = {0};
	struct run_parts parts = {.worker_count = 0};
	write_bytes(PART, lines, strlen(lines));
	int rc = resume_open(&r, test_folder, &parts, NULL, NULL);
	*count = r.delegation_lines;
	resume_close(&r);
	return rc;
}

int
main(void)
{
	uint64_t count;
	if (mkdtemp(test_folder) == NULL ||
	    mkdir(path_of("delegation"), 0700) < 0)
		abort();
	ok(resume("", &count) == 0 && count == 0, "no delegation yet");
	ok(resume(LINE("a.se") LINE("b.se"), &count) == 0 && count == 2,
	    "each line is one");
	ok(resume(LINE("a.se") "{\"domain\":7}\n" LINE("b.se"), &count) ==
		-EBADMSG,
	    "a line that is none would stand for a domain that has none");
	ok(resume(LINE("a.se") "junk\n", &count) == -EBADMSG,
	    "nor is the last one");
	unlink(path_of(PART));
	rmdir(path_of("delegation"));
	rmdir(test_folder);
	return tap_end();
}
