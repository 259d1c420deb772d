/* Lines made by several threads come out in order, or not at all. */
#include "output/ordered_lines.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/line_sink.h"
#include "analysis/evidence/run_files.h"
#include "base/clock.h"
#include "base/macros.h"
#include "tap.h"

enum { ITEMS = 10000, MANY_ITEMS = 1000000, THREADS_MAX = 8 };

enum { LAST_RESORT_S = 10, HELD_ONE_IN = 3 };

/* What one thread did. */
struct worker {
	size_t calls, items;
};

static struct worker workers[THREADS_MAX];

/* Of the writing under way: where its items end, and who made how many. */
static struct {
	size_t count;
	unsigned threads;
	atomic_size_t furthest; /* end of the furthest lines that are made */
	atomic_flag held;       /* a thread waits in hold() */
	atomic_bool in_vain;
} made;

/*
 * Until another thread has made later lines, where there is one that can.
 * One thread at a time: two would wait for each other.
 */
static void
hold(size_t to)
{
	int64_t end_ns = clock_monotonic_ns() + LAST_RESORT_S * NS_PER_S;
	if (made.threads == 1 || to == made.count ||
	    atomic_flag_test_and_set(&made.held))
		return;
	while (
	    atomic_load(&made.furthest) <= to && !atomic_load(&made.in_vain)) {
		if (clock_monotonic_ns() > end_ns)
			atomic_store(&made.in_vain, true);
		sched_yield();
	}
	atomic_flag_clear(&made.held);
}

static void
note_made(size_t to)
{
	size_t before = atomic_load(&made.furthest);
	while (before < to &&
	       !atomic_compare_exchange_weak(&made.furthest, &before, to))
		;
}

static void
add_numbers(void *arg, size_t from, size_t to, struct text *out)
{
	struct worker *w = arg;
	w->calls++;
	w->items += to - from;
	for (size_t i = from; i < to; i++)
		text_addf(out, "%zu\n", i);
}

/* The same, and some are ready later than what follows them. */
static void
add_numbers_late(void *arg, size_t from, size_t to, struct text *out)
{
	add_numbers(arg, from, to, out);
	if (((struct worker *)arg)->calls % HELD_ONE_IN == 1)
		hold(to);
	note_made(to);
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
	made.count = count;
	made.threads = threads;
	atomic_store(&made.furthest, 0);
	atomic_store(&made.in_vain, false);
	struct ordered_lines o = {count, fn, each, threads, sink, 0, NULL};
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
next_number(void *arg, const struct part_line *line)
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
	int rc = write_lines(add_numbers_late, items, threads, &sink);
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
	ok(!atomic_load(&made.in_vain), "... others go on while one is late");
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
