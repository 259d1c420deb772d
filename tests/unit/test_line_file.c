#include "output/line_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/gzip.h"
#include "tap.h"

enum { LINES = 50000 };

/* Counts the lines of a file, plain or gzip, as long as they are ours. */
static int
count_lines(const char *path)
{
	struct gzip_reader *r;
	const char *line;
	char wanted[32];
	size_t len;
	int n = 0;
	if (gzip_reader_open(path, gzip_default, &r) < 0)
		return -1;
	while (gzip_reader_line(r, &line, &len) == GZIP_READ_OK) {
		snprintf(wanted, sizeof(wanted), "{\"line\":%d}", n);
		if (strcmp(line, wanted) != 0)
			break;
		n++;
	}
	gzip_reader_close(r);
	return n;
}

static void
test_file(const char *name)
{
	char dir[] = "/tmp/line-file-XXXXXX", path[64], line[32];
	struct line_file *f;
	if (mkdtemp(dir) == NULL)
		abort();
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	ok(line_file_open(path, &f) == 0, name);
	bool good = true;
	for (int i = 0; i < LINES; i++) {
		int len = snprintf(line, sizeof(line), "{\"line\":%d}\n", i);
		good &= line_file_add(f, line, (size_t)len) == 0;
		if (i == 10)
			good &=
			    line_file_flush(f) == 0 && count_lines(path) == 11;
	}
	ok(good, "lines, and what is flushed can be read");
	ok(line_file_close(f) == 0 && count_lines(path) == LINES,
	    "all of them");
	unlink(path);
	rmdir(dir);
}

int
main(void)
{
	struct line_file *f;
	test_file("out.ndjson");
	test_file("out.ndjson.gz");
	ok(line_file_open("/nowhere/out", &f) < 0, "no such folder");
	ok(line_file_open("/dev/full", &f) == 0 &&
		line_file_add(f, "{}\n", 3) == 0 && line_file_close(f) < 0,
	    "a full disk is told");
	return tap_end();
}
