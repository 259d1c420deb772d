/* Lines made by several threads come out in order, or not at all. */
#include "output/ordered_lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/line_sink.h"
#include "analysis/evidence/run_files.h"
#include "base/macros.h"
#include "tap.h"

enum { ITEMS = 10000, MANY_ITEMS = 1000000, THREADS_MAX = 8 };

/* What one thread did. */
struct worker {
	size_t calls, items;
};

static struct worker workers[THREADS_MAX];

static void
add_numbers(void *arg, size_t from, size_t to, struct text *out)
{
	struct worker *w = arg;
	w->calls++;
	w->items += to - from;
	for (size_t i = from; i < to; i++)
		text_addf(out, "%zu\n", i);
	if (w->calls % 3 == 1)
		usleep(500); /* so that others finish before it */
}

static void
add_nothing(void *arg, size_t from, size_t to, struct text *out)
{
	struct worker *w = arg;
	w->items += to - from;
	(void)out;
}

static int
write_lines(ordered_lines_fn *fn, size_t count, unsigned threads,
    struct line_sink *sink)
{
	void *each[THREADS_MAX];
	for (size_t i = 0; i < THREADS_MAX; i++) {
		workers[i] = (struct worker){0};
		each[i] = &workers[i];
	}
	struct ordered_lines o = {count, fn, each, threads, sink};
	return ordered_lines_write(&o);
}

static size_t
items_done(void)
{
	size_t items = 0;
	for (size_t i = 0; i < THREADS_MAX; i++)
		items += workers[i].items;
	return items;
}

/* How many threads had something to do. */
static size_t
workers_used(void)
{
	size_t used = 0;
	for (size_t i = 0; i < THREADS_MAX; i++)
		used += workers[i].items > 0;
	return used;
}

static const char *
next_number(void *arg, const struct run_line *line)
{
	size_t *want = arg;
	char *end;
	bool next = strtoul(line->text, &end, 10) == *want && *end == 0;
	(*want)++;
	return next ? NULL : "out of order";
}

/* Takes away what was written to the folder of kind "n". */
static void
remove_run(const char *dir)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/n/part-0-00000.ndjson.gz", dir);
	unlink(path);
	snprintf(path, sizeof(path), "%s/n", dir);
	rmdir(path);
	rmdir(dir);
}

static void
in_order(size_t items, unsigned threads)
{
	char dir[] = "/tmp/test_ordered.XXXXXX", name[64];
	struct line_sink sink;
	struct run_count count = {0};
	size_t want = 0;
	if (mkdtemp(dir) == NULL || line_sink_open(&sink, dir, "n") < 0)
		abort();
	int rc = write_lines(add_numbers, items, threads, &sink);
	if (rc == 0)
		rc = line_sink_finish(&sink);
	line_sink_close(&sink);
	snprintf(
	    name, sizeof(name), "%zu items in order, by %u", items, threads);
	ok(rc == 0 &&
		run_files_read(dir, "n", next_number, &want, &count) == 0 &&
		want == items && count.damaged == 0,
	    name);
	ok(items_done() == items, "... each item once");
	remove_run(dir);
}

static void
shared(void)
{
	struct line_sink sink;
	if (line_sink_open(&sink, NULL, "n") < 0)
		abort();
	int rc = write_lines(add_nothing, ITEMS, THREADS_MAX, &sink);
	ok(rc == 0 && items_done() == ITEMS, "items without a line");
	rc = write_lines(add_nothing, ITEMS, 1, &sink);
	ok(rc == 0 && workers_used() == 1 && workers[0].items == ITEMS,
	    "one thread: the first worker does all");
	line_sink_close(&sink);
}

/* Standard output on a disk that is full: what writing gave. */
static int
write_to_full_disk(unsigned threads)
{
	struct line_sink sink;
	fflush(stdout);
	int kept = dup(STDOUT_FILENO);
	if (freopen("/dev/full", "w", stdout) == NULL ||
	    line_sink_open(&sink, NULL, "n") < 0)
		abort();
	int rc = write_lines(add_numbers, MANY_ITEMS, threads, &sink);
	line_sink_close(&sink);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	return rc;
}

static void
full_disk(unsigned threads)
{
	char name[64];
	int rc = write_to_full_disk(threads);
	snprintf(name, sizeof(name), "the disk is full, %u threads", threads);
	ok(rc == -ENOSPC, name);
	ok(items_done() < MANY_ITEMS, "... the rest is left out");
}

int
main(void)
{
	static const unsigned threads[] = {1, 3, THREADS_MAX};
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		in_order(ITEMS, threads[i]);
	in_order(0, 3);
	in_order(1, 3);
	shared();
	full_disk(1);
	full_disk(THREADS_MAX);
	return tap_end();
}
