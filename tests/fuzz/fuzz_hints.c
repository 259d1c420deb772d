#include "resolver/iterator/hints.h"

#include "base/clock.h"
#include "file_of_input.h"
#include "resolver/iterator/iterator.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static enum iterator_sent
on_send(void *ctx, const struct iterator_query *q)
{
	(void)ctx, (void)q;
	return ITERATOR_BLOCKED;
}

static void
on_done(void *ctx, const struct iterator_result *r, bool internal)
{
	(void)ctx, (void)r, (void)internal;
}

/* A file of root hints: whatever it holds, a failure has its one line. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct iterator_config config = {.port_first = 1024,
	    .port_last = 1024,
	    .timeout_ns = NS_PER_S,
	    .tries = 1,
	    .max_in_flight = 1,
	    .max_queries = 1,
	    .ipv4 = true,
	    .ipv6 = true};
	struct iterator_io io = {.send = on_send, .done = on_done};
	struct input_file file = input_file_open(bytes, len);
	struct iterator *it;
	struct text why;

	text_init(&why);
	if (iterator_new(&config, &io, &it) < 0)
		abort();
	if ((hints_read(file.path, it, &why) < 0) != (why.len > 0))
		abort();
	iterator_free(it);
	text_fini(&why);
	input_file_close(&file);
	return 0;
}
