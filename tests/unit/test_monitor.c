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
run(bool quiet, int64_t each_ns, struct lines *said, struct lines *rows)
{
	static struct counters c;
	struct monitor m;
	int error = dup(STDERR_FILENO);
	if (error < 0 || freopen(in_dir("said"), "w", stderr) == NULL ||
	    monitor_open(&m, dir, quiet, BEGAN_NS) < 0)
		abort();
	monitor_say_each(&m, each_ns);
	atomic_store(&c.stage, STAGE_SMTP);
	numbers = (struct link_stats){.sent = 100, .received = 30};
	monitor_tick(&m, &c, NULL, BEGAN_NS + NS_PER_S - 1);
	monitor_tick(&m, &c, NULL, BEGAN_NS + 65 * NS_PER_S);
	numbers = (struct link_stats){
	    .sent = 150, .received = 70, .receive_dropped = 2};
	atomic_store(&c.ring_full, 3);
	atomic_store(&c.targets, 8);
	atomic_store(&c.targets_done, 2);
	monitor_tick(&m, &c, NULL, BEGAN_NS + 65 * NS_PER_S + 1);
	monitor_tick(&m, &c, NULL, BEGAN_NS + 66 * NS_PER_S);
	bool closed =
	    monitor_close(&m, &c, NULL, BEGAN_NS + 70 * NS_PER_S) == 0;
	fflush(stderr);
	dup2(error, STDERR_FILENO);
	close(error);
	ok(closed && monitor_close(&m, &c, NULL, BEGAN_NS) == 0,
	    "closed, and once more");
	ok(access(in_dir("metrics.prom"), R_OK) == 0 &&
		unlink(in_dir("metrics.prom")) == 0 &&
		access(in_dir("metrics.prom.tmp"), F_OK) < 0,
	    "metrics.prom is there, whole");
	read_lines("said", said);
	read_lines("status.csv", rows);
}

static void
test_said(const struct lines *said)
{
	ok(said->count == 2, "a second apart, one line each");
	ok(strcmp(said->at[0], "1:05 smtp; send 1/s; recv 0/s\n") == 0,
	    "minutes and seconds since the start");
	ok(strcmp(said->at[1],
	       "1:06 smtp 25% left 3:15; send 50/s; recv 40/s; drops 5\n") == 0,
	    "what is new, and what was dropped by kernel and by ring");
}

static void
test_rows(const struct lines *rows)
{
	ok(rows->count == 4 && strncmp(rows->at[0], "real_time,", 10) == 0,
	    "a head, a row a second, and one at the end");
	ok(is_row(rows->at[1],
	       ",65,smtp,100,0,0,30,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1.0000\n"),
	    "the first row");
	ok(is_row(rows->at[2],
	       ",66,smtp,150,0,0,70,2,3,0,0,0,0,0,0,0,0,0,0,0,8,2,1.0000\n"),
	    "the second, where kernel and ring have a column each");
	ok(is_row(rows->at[3],
	       ",70,smtp,150,0,0,70,2,3,0,0,0,0,0,0,0,0,0,0,0,8,2,1.0000\n"),
	    "the last");
}

/* The first column of the chapter's table, as the head has it. */
static void
test_documented(const char *head)
{
	char line[LINE_MAX_BYTES], names[LINE_MAX_BYTES] = "", name[64];
	bool here = false;
	FILE *f = fopen("doc/records.md", "r");
	if (f == NULL)
		abort();
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, "## ", 3) == 0)
			here = strncmp(line, "## status.csv", 13) == 0;
		if (!here || sscanf(line, "| `%63[a-z_]` |", name) != 1)
			continue;
		if (names[0] != '\0')
			strcat(names, ",");
		strcat(names, name);
	}
	fclose(f);
	strcat(names, "\n");
	ok(strcmp(names, head) == 0, "doc/records.md has each column");
}

int
main(void)
{
	static struct lines said, rows;
	if (mkdtemp(dir) == NULL)
		abort();
	run(false, NS_PER_S, &said, &rows);
	test_said(&said);
	test_rows(&rows);
	test_documented(rows.at[0]);
	run(false, 60 * NS_PER_S, &said, &rows);
	ok(said.count == 1 && rows.count == 4,
	    "a line a minute, a row a second");
	run(true, NS_PER_S, &said, &rows);
	ok(said.count == 0 && rows.count == 4, "quiet: rows without lines");
	rmdir(dir);
	struct monitor m;
	ok(monitor_open(&m, dir, true, 0) == -ENOENT, "no such folder");
	return tap_end();
}
