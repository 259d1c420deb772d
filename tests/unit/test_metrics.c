/* metrics.prom, as a collector reads it. */
#include "scanner/engine/metrics.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "output/record/stage.h"
#include "tap.h"
#include "test_folder.h"

enum { NAMES_MAX = 64, LINE_BYTES = 256 };

/* What one file says. */
struct metrics_read {
	char names[NAMES_MAX][64];
	unsigned count;
	bool bad;
	double sent, hosts, questions;
};

/* HELP, then TYPE of the same name, then its samples; each name once. */
static void
take_head(struct metrics_read *r, const char *line)
{
	char name[64], rest[LINE_BYTES];
	if (sscanf(line, "# HELP danesweep_%63[a-z_] %255[^\n]", name, rest) ==
	    2) {
		for (unsigned i = 0; i < r->count; i++)
			r->bad |= strcmp(r->names[i], name) == 0;
		if (r->count == NAMES_MAX)
			abort();
		strcpy(r->names[r->count++], name);
		return;
	}
	r->bad |=
	    sscanf(line, "# TYPE danesweep_%63[a-z_] %255s", name, rest) != 2 ||
	    r->count == 0 || strcmp(r->names[r->count - 1], name) != 0 ||
	    (strcmp(rest, "gauge") != 0 && strcmp(rest, "counter") != 0) ||
	    (strcmp(rest, "counter") == 0) != (strstr(name, "_total") != NULL);
}

static void
take_sample(struct metrics_read *r, const char *line)
{
	char name[64], end, *rest;
	double value;
	if (sscanf(line, "danesweep_%63[a-z_]", name) != 1 || r->count == 0 ||
	    strcmp(r->names[r->count - 1], name) != 0 ||
	    (rest = strrchr(line, ' ')) == NULL ||
	    sscanf(rest, " %lf%c", &value, &end) != 2 || end != '\n') {
		r->bad = true;
		return;
	}
	if (strcmp(name, "sent_packets_total") == 0)
		r->sent = value;
	if (strcmp(name, "questions_total") == 0)
		r->questions = value;
	if (strstr(line, "{stage=\"hosts\"}") != NULL)
		r->hosts = value;
}

static struct metrics_read
read_metrics(void)
{
	struct metrics_read r = {0};
	char line[LINE_BYTES];
	FILE *f = fopen(path_of("metrics.prom"), "r");
	if (f == NULL)
		abort();
	while (fgets(line, sizeof(line), f) != NULL)
		if (line[0] == '#')
			take_head(&r, line);
		else
			take_sample(&r, line);
	fclose(f);
	return r;
}

int
main(void)
{
	static struct counters c;
	struct link_stats link = {.sent = 1ull << 53};
	struct metrics_state state = {.rate_factor = 1};
	if (mkdtemp(test_folder) == NULL)
		abort();
	atomic_store(&c.stage, STAGE_HOSTS);
	count(&c.questions_sent);
	write_bytes("metrics.prom.tmp", "left by a kill", 14);
	ok(metrics_write(test_folder, &c, &link, &state) == 0, "written");
	struct metrics_read r = read_metrics();
	ok(!r.bad && r.count > 15, "each name has HELP and TYPE, and is once");
	ok(r.sent == (double)link.sent && r.questions == 1 && r.hosts == 1,
	    "large numbers whole, and the stage at work");
	ok(access(path_of("metrics.prom.tmp"), F_OK) < 0, "nothing beside it");
	count(&c.questions_sent);
	ok(metrics_write(test_folder, &c, &link, &state) == 0 &&
		read_metrics().questions == 2,
	    "the new one in the place of the old one");
	unlink(path_of("metrics.prom"));
	rmdir(test_folder);
	ok(metrics_write(test_folder, &c, &link, &state) == -ENOENT,
	    "no such folder");
	return tap_end();
}
