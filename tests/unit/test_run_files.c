/* The lines of a run's parts: in order, whole, and what is wrong with them. */
#include "analysis/evidence/run_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gzip.h"
#include "base/macros.h"
#include "base/text.h"
#include "tap.h"
#include "test_folder.h"

static void
write_file(const char *file, const char *text)
{
	write_bytes(file, text, strlen(text));
}

static void
make_folder(const char *folder)
{
	if (mkdir(path_of(folder), 0700) < 0)
		abort();
}

/* "FILE:NUMBER TEXT;" of each line; what begins with '!' is refused. */
static const char *
take(void *arg, const struct part_line *line)
{
	const char *file = strrchr(line->path, '/');
	text_addf(arg, "%s:%llu %.*s;", file != NULL ? file + 1 : line->path,
	    (unsigned long long)line->number, (int)line->len, line->text);
	return line->text[0] == '!' ? "not so" : NULL;
}

/* What the lines of a run are, and what is said on standard error. */
static int
read_run(const char *run, struct run_count *count, struct text *lines)
{
	int kept = dup(STDERR_FILENO), log;
	fflush(stderr);
	log = open(path_of("log"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(log, STDERR_FILENO);
	text_init(lines);
	int rc = run_files_read(path_of(run), "dns", take, lines, count);
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(log);
	return rc;
}

static off_t
log_size(void)
{
	struct stat st;
	return stat(path_of("log"), &st) == 0 ? st.st_size : -1;
}

static bool
is_text(const struct text *t, const char *want)
{
	const char *have = t->len > 0 ? t->bytes : "";
	bool same = text_ok(t) && strcmp(have, want) == 0;
	if (!same)
		printf("# have %s, want %s\n", have, want);
	return same;
}

/* Parts by name, of this kind alone, and one open without a whole member. */
static void
in_order(void)
{
	struct run_count count = {.open_parts = true};
	struct text lines;
	make_folder("run");
	make_folder("run/dns");
	make_folder("run/smtp");
	write_file("run/dns/part-0-00001.ndjson.gz", "c\n");
	write_file("run/dns/part-0-00000.ndjson.gz", "a\nb\n");
	write_file("run/dns/part-0-00002.ndjson.gz.tmp", "no part\n");
	write_file("run/smtp/part-0-00000.ndjson.gz", "another kind\n");
	int rc = read_run("run", &count, &lines);
	ok(rc == 0 && count.lines == 3 && count.damaged == 0 &&
		count.tails == 1 &&
		is_text(&lines, "part-0-00000.ndjson.gz:1 a;"
				"part-0-00000.ndjson.gz:2 b;"
				"part-0-00001.ndjson.gz:1 c;"),
	    "parts in order of name, lines numbered in each");
	text_fini(&lines);
}

/* A run's name is no pattern, whatever stands in it. */
static void
plain_names(void)
{
	static const char *const names[] = {"a*", "a?", "a[bc]", "a\\b", "ab"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char file[64];
		make_folder(names[i]);
		snprintf(file, sizeof(file), "%s/dns", names[i]);
		make_folder(file);
		snprintf(file, sizeof(file), "%s/dns/part-0-00000.ndjson.gz",
		    names[i]);
		write_file(file, names[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct run_count count = {.open_parts = true};
		struct text lines;
		char want[64];
		snprintf(want, sizeof(want), "part-0-00000.ndjson.gz:1 %s;",
		    names[i]);
		int rc = read_run(names[i], &count, &lines);
		ok(rc == 0 && is_text(&lines, want), names[i]);
		text_fini(&lines);
	}
}

static void
nothing(void)
{
	struct run_count count = {.open_parts = true};
	struct text lines;
	make_folder("empty");
	ok(read_run("empty", &count, &lines) == 0 && count.lines == 0 &&
		log_size() == 0,
	    "no folder of the kind: no lines, and no word of it");
}

/* One file with lines that are refused, one torn, and one that is whole. */
static void
make_damaged(void)
{
	static char text[1000];
	struct gzip_deflater *d = gzip_default->deflater_new();
	uint8_t *member = malloc(gzip_default->member_bound(sizeof(text)));
	memset(text, 'x', sizeof(text));
	text[1] = text[sizeof(text) - 1] = '\n';
	size_t len = gzip_default->member_deflate(
	    d, (const uint8_t *)text, sizeof(text), member);
	make_folder("damaged");
	make_folder("damaged/dns");
	write_file("damaged/dns/part-0-00000.ndjson.gz", "!a\nb\n!c\n");
	write_bytes("damaged/dns/part-0-00001.ndjson.gz", member, len - 9);
	write_bytes(
	    "damaged/dns/part-0-00002.ndjson.gz", "\x1f\x8b????????", 10);
	write_file("damaged/dns/part-0-00003.ndjson.gz", "d\n");
	gzip_default->deflater_free(d);
	free(member);
}

static void
damage(void)
{
	struct run_count count = {.open_parts = true};
	struct text lines, said;
	char line[1000];
	make_damaged();
	int rc = read_run("damaged", &count, &lines);
	ok(rc == 0 && count.damaged == 4 && count.first[0] == 0 &&
		strstr(lines.bytes, "part-0-00003.ndjson.gz:1 d;") != NULL,
	    "damage is passed over, and counted");
	text_fini(&lines);

	FILE *log = fopen(path_of("log"), "re");
	text_init(&said);
	while (fgets(line, sizeof(line), log) != NULL)
		text_add(&said, strstr(line, "part-"));
	fclose(log);
	ok(strstr(said.bytes, "part-0-00000.ndjson.gz:1: not so\n"
			      "part-0-00000.ndjson.gz:3: not so\n"
			      "part-0-00001.ndjson.gz:") == said.bytes &&
		strstr(said.bytes, ": the file is cut short here\n"
				   "part-0-00002.ndjson.gz:1: from here on "
				   "this is no gzip\n") != NULL,
	    "... and named, with file and line");
	text_fini(&said);
}

static void
strict(void)
{
	struct run_count count = {.strict = true};
	struct text lines;
	char want[600];
	snprintf(want, sizeof(want), "%s:1: not so",
	    path_of("damaged/dns/part-0-00000.ndjson.gz"));
	int rc = read_run("damaged", &count, &lines);
	ok(rc == -EBADMSG && count.damaged == 1 && count.lines == 1 &&
		strcmp(count.first, want) == 0 && log_size() == 0,
	    "strict: the first damage ends it, and is kept, not said");
	text_fini(&lines);

	write_file("damaged/dns/part-0-00000.ndjson.gz", "a\n");
	count = (struct run_count){.strict = true};
	rc = read_run("damaged", &count, &lines);
	ok(rc == -EBADMSG && count.damaged == 1 && count.lines > 0 &&
		strstr(lines.bytes, ":1 d;") == NULL &&
		strstr(count.first, ": the file is cut short here") != NULL,
	    "strict: and so does a file that is cut short");
	text_fini(&lines);
}

/* A line of more than there may be, between two others. */
static void
long_line(void)
{
	struct run_count count = {.open_parts = true};
	struct text lines, file;
	text_init(&file);
	text_add(&file, "a\n");
	size_t len = (size_t)17 << 20;
	memset(text_reserve(&file, len), 'x', len);
	text_commit(&file, len);
	text_add(&file, "\nb\n");
	make_folder("long");
	make_folder("long/dns");
	write_bytes("long/dns/part-0-00000.ndjson.gz", file.bytes, file.len);
	text_fini(&file);
	int rc = read_run("long", &count, &lines);
	ok(rc == 0 && count.lines == 2 && count.damaged == 1 &&
		is_text(&lines, "part-0-00000.ndjson.gz:1 a;"
				"part-0-00000.ndjson.gz:3 b;"),
	    "a line that is too long is damage, and its number counts");
	text_fini(&lines);
}

/* A part that cannot be opened: the machine's fault, not the run's. */
static void
machine_fails(void)
{
	struct run_count count = {.open_parts = true};
	struct text lines;
	make_folder("broken");
	make_folder("broken/dns");
	if (symlink("nowhere", path_of("broken/dns/part-0-00000.ndjson.gz")) <
	    0)
		abort();
	write_file("broken/dns/part-0-00001.ndjson.gz", "a\n");
	ok(read_run("broken", &count, &lines) == -ENOENT && count.lines == 0 &&
		count.damaged == 0 && log_size() > 0,
	    "a part that cannot be opened ends it, and is named");
	text_fini(&lines);
	make_folder("folder");
	make_folder("folder/dns");
	make_folder("folder/dns/part-0-00000.ndjson.gz");
	ok(read_run("folder", &count, &lines) == -EISDIR && log_size() > 0,
	    "so does one that cannot be read");
	text_fini(&lines);
}

static void
remove_all(void)
{
	char command[64];
	snprintf(command, sizeof(command), "rm -r %s", test_folder);
	ok(system(command) == 0, "all is removed");
}

int
main(void)
{
	if (mkdtemp(test_folder) == NULL)
		return 1;
	in_order();
	plain_names();
	nothing();
	damage();
	strict();
	long_line();
	machine_fails();
	remove_all();
	return tap_end();
}
