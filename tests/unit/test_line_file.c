#include "output/line_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gzip.h"
#include "tap.h"

enum { LINES = 50000, MEMBER_BYTES = 1 << 20 };

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

/* The first bytes of a file that one line was written to, and its size. */
static off_t
write_one(const char *name, const char *line, uint8_t head[2])
{
	char dir[] = "/tmp/line-file-XXXXXX", path[64];
	struct line_file *f;
	struct stat st;
	if (mkdtemp(dir) == NULL)
		abort();
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	bool good = line_file_open(path, &f) == 0;
	good = good && line_file_add(f, line, strlen(line)) == 0 &&
	       line_file_flush(f) == 0 && line_file_flush(f) == 0;
	good = good && line_file_close(f) == 0;
	FILE *in = fopen(path, "re");
	if (in == NULL || !good || fread(head, 1, 2, in) > 2 ||
	    fstat(fileno(in), &st) < 0)
		abort();
	fclose(in);
	unlink(path);
	rmdir(dir);
	return st.st_size;
}

/* What ends in .gz is gzip; a name of nothing else has no ending. */
static void
test_names(void)
{
	static const struct {
		const char *name;
		bool gzip;
	} rows[] = {{"a.gz", true}, {".gz", true}, {"a.gzip", false},
	    {"gz", false}, {"a.gz.old", false}, {"agz", false}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t head[2] = {0};
		write_one(rows[i].name, "{}\n", head);
		ok((head[0] == 0x1f && head[1] == 0x8b) == rows[i].gzip,
		    rows[i].name);
	}
}

/* To flush nothing writes nothing; a whole file of nothing is gzip still. */
static void
test_nothing(void)
{
	uint8_t head[2] = {0};
	ok(write_one("out", "", head) == 0, "nothing, plain");
	ok(write_one("out.gz", "", head) > 0 && head[0] == 0x1f &&
		head[1] == 0x8b,
	    "nothing, gzip: one empty member, as gzip(1) takes no empty file");
	ok(write_one("out", "\n", head) == 1 && head[0] == '\n',
	    "one byte is something");
	ok(line_file_close(NULL) == 0, "no file at all");
}

/* Whole members are written as soon as they are there. */
static void
test_full_member(void)
{
	static char text[MEMBER_BYTES];
	char dir[] = "/tmp/line-file-XXXXXX", path[64];
	struct line_file *f;
	struct stat before, after;
	if (mkdtemp(dir) == NULL)
		abort();
	snprintf(path, sizeof(path), "%s/out", dir);
	memset(text, '\n', sizeof(text));
	ok(line_file_open(path, &f) == 0 &&
		line_file_add(f, text, sizeof(text) - 1) == 0 &&
		stat(path, &before) == 0 && line_file_add(f, text, 1) == 0 &&
		stat(path, &after) == 0 && before.st_size == 0 &&
		after.st_size == sizeof(text),
	    "a MiB is kept until it is full, and no longer");
	ok(line_file_close(f) == 0, "... and closed");
	unlink(path);
	rmdir(dir);
}

int
main(void)
{
	struct line_file *f;
	test_file("out.ndjson");
	test_file("out.ndjson.gz");
	test_names();
	test_nothing();
	test_full_member();
	ok(line_file_open("/nowhere/out", &f) < 0, "no such folder");
	ok(line_file_open("/dev/full", &f) == 0 &&
		line_file_add(f, "{}\n", 3) == 0 && line_file_close(f) < 0,
	    "a full disk is told");
	return tap_end();
}
