/* A stream of lines of several kinds, and what comes of a pipe that closes. */
#include "output/line_stream.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "output/part.h"
#include "tap.h"
#include "test_folder.h"

static struct line_stream *stream;

/* Standard output is this pipe while the stream is opened. */
static int
open_over_pipe(void)
{
	int ends[2], kept = dup(STDOUT_FILENO);
	fflush(stdout);
	if (pipe(ends) < 0 || kept < 0 || dup2(ends[1], STDOUT_FILENO) < 0 ||
	    line_stream_open("-", &stream) < 0)
		abort();
	dup2(kept, STDOUT_FILENO);
	close(kept);
	close(ends[1]);
	return ends[0];
}

static bool
holds(int fd, const char *want)
{
	char have[512];
	ssize_t n = read(fd, have, sizeof(have) - 1);
	have[n > 0 ? n : 0] = '\0';
	if (strcmp(have, want) == 0)
		return true;
	printf("# have %s", have);
	return false;
}

static int
add(const char *kind, const char *lines)
{
	return line_stream_add(stream, kind, lines, strlen(lines));
}

static void
test_pipe(void)
{
	int reader = open_over_pipe();
	ok(add("dns", "{\"a\":1}\n{\"a\":2}\n") == 0 &&
		add("cert", "{\"b\":3}\n") == 0 &&
		holds(reader, "{\"kind\":\"dns\",\"a\":1}\n"
			      "{\"kind\":\"dns\",\"a\":2}\n"
			      "{\"kind\":\"cert\",\"b\":3}\n"),
	    "each line says its kind");
	ok(line_stream_check(stream) == 0, "somebody reads");
	close(reader);
	ok(line_stream_check(stream) == -EPIPE, "nobody does any more");
	ok(add("dns", "{\"a\":4}\n") == -EPIPE, "nor is anything written");
	line_stream_close(stream);
}

static int synced;

static int
note(void *ctx)
{
	(void)ctx;
	synced++;
	return 0;
}

/* What a part would hold. */
static void
test_writer(void)
{
	struct part_writer *w;
	struct stat st;
	size_t count;
	int reader = open_over_pipe();
	if (part_writer_open(
		&(struct part_config){
		    .dir = test_folder, .kind = "smtp", .stream = stream},
		&w) < 0)
		abort();
	part_before_write(w, note, NULL);
	ok(part_add_line(w, "{\"a\":1}\n", 8) == 0 && synced == 0 &&
		part_tick(w, 1) == 0 && part_tick(w, 1 + PART_AGE_NS) == 0 &&
		synced == 1 && holds(reader, "{\"kind\":\"smtp\",\"a\":1}\n"),
	    "a line comes when it is old, and behind what it names");
	ok(part_add_line(w, "{\"a\":2}\n", 8) == 0 && part_finish(w) == 0 &&
		holds(reader, "{\"kind\":\"smtp\",\"a\":2}\n"),
	    "and at the end");
	part_list(w, &count);
	ok(count == 0 && stat(path_of("smtp"), &st) < 0, "no file is made");
	ok(part_sync(w) == 0, "there is nothing to sync");
	close(reader);
	ok(part_sync(w) == -EPIPE, "but it is seen that nobody reads");
	ok(part_add_line(w, "{\"a\":3}\n", 8) == 0 &&
		part_finish(w) == -EPIPE &&
		part_add_line(w, "{\"a\":4}\n", 8) == -EPIPE,
	    "and that ends the writer");
	part_writer_close(w);
	line_stream_close(stream);
}

static void
test_file(void)
{
	char path[256];
	snprintf(path, sizeof(path), "%s", path_of("stream"));
	write_bytes("stream", "what was there before, and is longer", 36);
	ok(line_stream_open(path, &stream) == 0 &&
		add("dns", "{\"a\":1}\n") == 0,
	    "a file");
	line_stream_close(stream);
	int fd = open(path, O_RDONLY);
	ok(holds(fd, "{\"kind\":\"dns\",\"a\":1}\n"), "is written anew");
	close(fd);
	unlink(path);
	ok(line_stream_open("/nonexistent/file", &stream) == -ENOENT,
	    "or cannot be made");
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	if (mkdtemp(test_folder) == NULL)
		abort();
	test_pipe();
	test_writer();
	test_file();
	rmdir(test_folder);
	return tap_end();
}
