/* Lines made by several threads come out in order, or not at all. */
#include "analysis/ordered_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/line_batch.h"
#include "analysis/line_sink.h"
#include "analysis/run_files.h"
#include "base/macros.h"
#include "tap.h"

enum { ITEMS = 10000, THREADS_MAX = 8 };

static void
add_numbers(void *worker, size_t from, size_t to, struct text *out)
{
	(void)worker;
	for (size_t i = from; i < to; i++)
		text_addf(out, "%zu\n", i);
}

static const char *
next_number(void *arg, const struct run_line *line)
{
	size_t *want = arg;
	return strtoul(line->text, NULL, 10) == (*want)++ ? NULL
							  : "out of order";
}

static void
in_order(unsigned threads)
{
	char dir[] = "/tmp/test_ordered.XXXXXX", path[256], name[64];
	void *workers[THREADS_MAX] = {NULL};
	struct line_sink sink;
	struct run_count count = {0};
	size_t want = 0;
	snprintf(name, sizeof(name), "in order, by %u", threads);
	if (mkdtemp(dir) == NULL || line_sink_open(&sink, dir, "n") < 0)
		abort();
	struct ordered_lines o = {ITEMS, add_numbers, workers, threads, &sink};
	int rc = ordered_lines_write(&o);
	if (rc == 0)
		rc = line_sink_finish(&sink);
	line_sink_close(&sink);
	ok(rc == 0 &&
		run_files_read(dir, "n", next_number, &want, &count) == 0 &&
		want == ITEMS && count.damaged == 0,
	    name);
	snprintf(path, sizeof(path), "%s/n/part-0-00000.ndjson.gz", dir);
	unlink(path);
	snprintf(path, sizeof(path), "%s/n", dir);
	rmdir(path);
	rmdir(dir);
}

/* A pipe that nobody reads any more. */
static void
full_disk(void)
{
	void *workers[THREADS_MAX] = {NULL};
	struct line_sink sink;
	int kept = dup(STDOUT_FILENO);
	fflush(stdout);
	if (freopen("/dev/full", "w", stdout) == NULL ||
	    line_sink_open(&sink, NULL, "n") < 0)
		abort();
	struct ordered_lines o = {ITEMS, add_numbers, workers, 3, &sink};
	int rc = ordered_lines_write(&o);
	if (rc == 0)
		rc = line_sink_finish(&sink);
	line_sink_close(&sink);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	ok(rc < 0, "a sink that fails is told");
}

static void
batches(void)
{
	struct line_batch *b = line_batch_new();
	struct batch_queue q;
	size_t len, count = 0;
	while (line_batch_add(b, "one line", 8, count + 1))
		count++;
	ok(count == LINE_BATCH_LINES, "a batch ends at so many lines");
	ok(memcmp(line_batch_at(b, count - 1, &len), "one line", 8) == 0 &&
		len == 8 && b->lines[count - 1].number == count,
	    "its last line is whole");
	batch_queue_init(&q, 2);
	batch_queue_push(&q, b);
	batch_queue_end(&q);
	ok(batch_queue_pop(&q) == b, "what is queued comes out after the end");
	ok(batch_queue_pop(&q) == NULL, "and then nothing");
	batch_queue_fini(&q);
	line_batch_free(b);
}

int
main(void)
{
	static const unsigned threads[] = {1, 3, THREADS_MAX};
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		in_order(threads[i]);
	full_disk();
	batches();
	return tap_end();
}
