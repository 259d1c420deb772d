/* What the monitor says, of a link that is nothing but its numbers. */
#include "scanner/engine/monitor.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "output/record/stage.h"
#include "scanner/engine/network.h"
#include "tap.h"

#define BEGAN_NS (5000 * NS_PER_S)

enum { LINES_MAX = 8, LINE_MAX_BYTES = 512 };

struct lines {
	unsigned count;
	char at[LINES_MAX][LINE_MAX_BYTES];
};

static struct link_stats numbers;
static char dir[] = "/tmp/test_monitor.XXXXXX";

void
link_stats(struct link *l, struct link_stats *out)
{
	(void)l;
	*out = numbers;
}

void
network_say_note(struct link *l, const char **said)
{
	(void)l;
	*said = NULL;
}

static char *
in_dir(const char *name)
{
	static char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
read_lines(const char *name, struct lines *out)
{
	FILE *f = fopen(in_dir(name), "r");
	*out = (struct lines){0};
	if (f == NULL)
		abort();
	while (out->count < LINES_MAX &&
	       fgets(out->at[out->count], LINE_MAX_BYTES, f) != NULL)
		out->count++;
	fclose(f);
	unlink(in_dir(name));
}

/* Behind the time of day, which is nobody's to foretell. */
static bool
is_row(const char *line, const char *want)
{
	const char *at = strchr(line, ',');
	return at != NULL && strcmp(at, want) == 0;
}

static void
run(bool quiet, struct lines *said, struct lines *rows)
{
	static struct counters c;
	struct monitor m;
	int error = dup(STDERR_FILENO);
	if (error < 0 || freopen(in_dir("said"), "w", stderr) == NULL ||
	    monitor_open(&m, dir, quiet, BEGAN_NS) < 0)
		abort();
	atomic_store(&c.stage, STAGE_SMTP);
	numbers = (struct link_stats){.sent = 100, .received = 30};
	monitor_tick(&m, &c, NULL, BEGAN_NS + NS_PER_S - 1);
	monitor_tick(&m, &c, NULL, BEGAN_NS + 65 * NS_PER_S);
	numbers = (struct link_stats){
	    .sent = 150, .received = 70, .receive_dropped = 2};
	atomic_store(&c.ring_full, 3);
	monitor_tick(&m, &c, NULL, BEGAN_NS + 65 * NS_PER_S + 1);
	monitor_tick(&m, &c, NULL, BEGAN_NS + 66 * NS_PER_S);
	bool closed =
	    monitor_close(&m, &c, NULL, BEGAN_NS + 70 * NS_PER_S) == 0;
	fflush(stderr);
	dup2(error, STDERR_FILENO);
	close(error);
	ok(closed && monitor_close(&m, &c, NULL, BEGAN_NS) == 0,
	    "closed, and once more");
	read_lines("said", said);
	read_lines("status.csv", rows);
}

static void
test_said(const struct lines *said)
{
	ok(said->count == 2, "a second apart, one line each");
	ok(strcmp(said->at[0],
	       "1:05 smtp; send: 100 (100 p/s); recv: 30 (30 p/s); "
	       "drops: 0; bad sums: 0; dns: 0; smtp: 0 (0 open); "
	       "certs: 0\n") == 0,
	    "minutes and seconds since the start");
	ok(strcmp(said->at[1],
	       "1:06 smtp; send: 150 (50 p/s); recv: 70 (40 p/s); "
	       "drops: 5; bad sums: 0; dns: 0; smtp: 0 (0 open); "
	       "certs: 0\n") == 0,
	    "what is new, and what was dropped by kernel and by ring");
}

static void
test_rows(const struct lines *rows)
{
	ok(rows->count == 4 && strncmp(rows->at[0], "real_time,", 10) == 0,
	    "a head, a row a second, and one at the end");
	ok(is_row(
	       rows->at[1], ",65,smtp,100,0,0,30,0,0,0,0,0,0,0,0,0,0,0,0,0\n"),
	    "the first row");
	ok(is_row(
	       rows->at[2], ",66,smtp,150,0,0,70,2,3,0,0,0,0,0,0,0,0,0,0,0\n"),
	    "the second, where kernel and ring have a column each");
	ok(is_row(
	       rows->at[3], ",70,smtp,150,0,0,70,2,3,0,0,0,0,0,0,0,0,0,0,0\n"),
	    "the last");
}

int
main(void)
{
	static struct lines said, rows;
	if (mkdtemp(dir) == NULL)
		abort();
	run(false, &said, &rows);
	test_said(&said);
	test_rows(&rows);
	run(true, &said, &rows);
	ok(said.count == 0 && rows.count == 4, "quiet: rows without lines");
	rmdir(dir);
	struct monitor m;
	ok(monitor_open(&m, dir, true, 0) == -ENOENT, "no such folder");
	return tap_end();
}
