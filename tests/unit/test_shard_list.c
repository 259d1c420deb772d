/* Several runs as one: verify and report say which shard is missing. */
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/command/report.h"
#include "analysis/command/verify.h"
#include "command_log.h"
#include "output/manifest.h"
#include "tap.h"
#include "test_folder.h"

enum { RUNS_MAX = 3 };

/* A run without records: the shard, of how many, and what it swept. */
static void
make_run(char name, uint32_t shard, uint32_t shards, uint8_t input)
{
	char dir[] = "x", id[] = "00000000-0000-4000-8000-000000000000";
	struct manifest_command command = {.argc = 0};
	struct manifest_zone zone = {.file = "se.zone",
	    .name = (char *)(uintptr_t) "se",
	    .digest = {true, {input}}};
	dir[0] = id[0] = name;
	mkdir(path_of(dir), 0700);
	if (manifest_write(path_of(dir), &(struct manifest){
					     .run_id = id,
					     .command = &command,
					     .seed = 7,
					     .shard = shard,
					     .shards = shards,
					     .end = MANIFEST_FINISHED,
					     .zones = &zone,
					     .zone_count = 1,
					 }) < 0)
		abort();
}

/* What the command said on standard error comes to `said`. */
static int
run(int (*command)(int argc, char *argv[]), const char *runs,
    const char *const *more, char said[512])
{
	char paths[RUNS_MAX][256];
	char *argv[RUNS_MAX + 8] = {"command"};
	int argc = 1;
	for (const char *at = runs; *at != '\0'; at++) {
		char dir[] = {*at, '\0'};
		snprintf(
		    paths[at - runs], sizeof(paths[0]), "%s", path_of(dir));
		argv[argc++] = paths[at - runs];
	}
	while (*more != NULL)
		argv[argc++] = (char *)(uintptr_t)*more++;
	int code = run_logged(command, argc, argv);
	int log = open(path_of("log"), O_RDONLY);
	ssize_t len = read(log, said, 511);
	said[len > 0 ? len : 0] = '\0';
	close(log);
	return code;
}

/* By run, each a letter: 0 to 2 of 3; a: 2 of another input; w: no shard. */
static const struct {
	const char *runs;
	int code;
	const char *said;
} rows[] = {
    {"012", 0, ""},
    {"201", 0, ""},
    {"1", 0, ""},
    {"w", 0, ""},
    {"01", 1, "shard 2 of 3 of the sweep with seed 7 is not there"},
    {"20", 1, "shard 1 of 3 of the sweep with seed 7 is not there"},
    {"w1", 1, "shard 0 of 3 of the sweep with seed 7 is not there"},
    {"01a", 1, "shard 2 of 3 of the sweep with seed 7 is not there"},
    {"0d", 1, "shard 0 of 3 of the sweep with seed 7 is there twice"},
};

static void
check(const char *what, size_t i, int code, int partial, const char *said)
{
	bool told = rows[i].said[0] == '\0'
			? said[0] == '\0'
			: strstr(said, rows[i].said) != NULL;
	char name[64];
	snprintf(name, sizeof(name), "%s %s", what, rows[i].runs);
	ok(code == rows[i].code && partial == 0 && told, name);
	if (code != rows[i].code || !told)
		printf("# %d, %s\n", code, said);
}

/* All judged as one, and each alone, then counted together. */
static void
check_row(size_t i)
{
	char anchor[256], out[256], said[512];
	snprintf(anchor, sizeof(anchor), "%s", path_of("anchor"));
	snprintf(out, sizeof(out), "%s", path_of("out"));
	const char *const verify[] = {"-t", anchor, "-o", out, NULL};
	const char *const partial[] = {"-t", anchor, "-o", out, "-p", NULL};
	const char *const alone[] = {"-t", anchor, NULL};
	const char *const none[] = {NULL}, *const p[] = {"-p", NULL};
	int lenient = run(verify_command, rows[i].runs, partial, said);
	int code = run(verify_command, rows[i].runs, verify, said);
	check("verify", i, code, lenient, said);
	for (const char *at = rows[i].runs; *at != '\0'; at++) {
		char one[] = {*at, '\0'};
		if (run(verify_command, one, alone, said) != 0)
			abort();
	}
	lenient = run(report_command, rows[i].runs, p, said);
	code = run(report_command, rows[i].runs, none, said);
	check("report", i, code, lenient, said);
}

int
main(void)
{
	char remove[300];
	if (mkdtemp(test_folder) == NULL)
		abort();
	const char anchor[] = ". IN DS 1 8 2 0123456789abcdef0123456789abcdef"
			      "0123456789abcdef0123456789abcdef\n";
	write_bytes("anchor", anchor, strlen(anchor));
	make_run('0', 0, 3, 1);
	make_run('1', 1, 3, 1);
	make_run('2', 2, 3, 1);
	make_run('a', 2, 3, 2);
	make_run('d', 0, 3, 1);
	make_run('w', 0, 1, 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_row(i);
	snprintf(remove, sizeof(remove), "rm -r %s", test_folder);
	ok(system(remove) == 0, "the runs are removed");
	return tap_end();
}
