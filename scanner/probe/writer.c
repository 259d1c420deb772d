#include "writer.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/thread.h"
#include "receiver.h"

enum { WAIT_NS = 10000000, FLUSH_NS = 1000000000 };

struct probe_writer {
	struct probe_writer_config config;
	struct text lines;
	int64_t flush_ns; /* when the reader of a pipe should see the next */
	struct thread thread;
};

static bool
is_full(const struct probe_writer *w)
{
	return w->config.max_records > 0 &&
	       counted(&w->config.counters->records) >= w->config.max_records;
}

static void
write_batch(struct probe_writer *w, const struct probe_batch *batch)
{
	text_clear(&w->lines);
	for (unsigned i = 0; i < batch->count && !is_full(w); i++) {
		probe_record_add(&w->lines, w->config.fields, &batch->at[i]);
		count(&w->config.counters->records);
	}
	halt_fail(w->config.halt,
	    text_ok(&w->lines)
		? line_file_add(w->config.output, w->lines.bytes, w->lines.len)
		: -ENOMEM);
}

static bool
write_next(struct probe_writer *w)
{
	struct probe_batch *batch = ring_pop(w->config.batches);
	if (batch == NULL)
		return false;
	write_batch(w, batch);
	free(batch);
	return true;
}

static void
rest(struct probe_writer *w)
{
	int64_t now_ns = clock_monotonic_ns();
	if (now_ns >= w->flush_ns) {
		halt_fail(w->config.halt, line_file_flush(w->config.output));
		w->flush_ns = now_ns + FLUSH_NS;
	}
	clock_sleep(WAIT_NS);
}

static void
run(void *arg)
{
	struct probe_writer *w = arg;
	while (!thread_is_stopping(&w->thread))
		if (!write_next(w))
			rest(w);
	while (write_next(w))
		;
}

int
probe_writer_start(
    const struct probe_writer_config *config, struct probe_writer **out)
{
	struct probe_writer *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return -ENOMEM;
	w->config = *config;
	text_init(&w->lines);
	int rc = thread_start(&w->thread, "writer", run, w);
	if (rc < 0) {
		free(w);
		return rc;
	}
	*out = w;
	return 0;
}

void
probe_writer_stop(struct probe_writer *w)
{
	if (w == NULL)
		return;
	thread_stop(&w->thread);
	text_fini(&w->lines);
	free(w);
}
