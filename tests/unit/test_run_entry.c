/* Which directories verify and report take for a run, and what they say. */
#include <string.h>
#include <sys/stat.h>

#include "analysis/command/report.h"
#include "analysis/command/verify.h"
#include "base/text.h"
#include "command_log.h"
#include "made_run.h"
#include "tap.h"
#include "test_folder.h"

#define PART "run/delegation/part-0-00000.ndjson.gz"

/* Fewer lines and other ones, of the same length, too. */
static const char good[] =
    "{\"domain\":\"a.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]}\n"
    "{\"domain\":\"b.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]}\n";
static const char other[] =
    "{\"domain\":\"a.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]}\n"
    "{\"domain\":\"c.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]}\n";
static const char fewer[] =
    "{\"domain\":\"a.com\",\"zone\":\"com\",\"ns\":[],\"ds\":[]}\n";

static void
write_text(const char *file, const char *text)
{
	write_bytes(file, text, strlen(text));
}

/* How many lines were said; -1: `want` is in none of them. */
static int
said(const char *want)
{
	static char log[4096];
	FILE *f = fopen(path_of("log"), "r");
	size_t len = f != NULL ? fread(log, 1, sizeof(log) - 1, f) : 0;
	int lines = 0;
	log[len] = '\0';
	if (f != NULL)
		fclose(f);
	for (const char *at = log; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	if (strstr(log, want) == NULL) {
		printf("# want %s, have %s\n", want, log);
		return -1;
	}
	return lines;
}

static int
verify(const char *run, const char *option)
{
	char dir[256], anchor[256], words[64];
	snprintf(dir, sizeof(dir), "%s", path_of(run));
	snprintf(anchor, sizeof(anchor), "%s", path_of("anchor"));
	snprintf(words, sizeof(words), "%s", option);
	char *argv[] = {"verify", dir, "-t", anchor, words, NULL};
	return run_logged(verify_command, words[0] != 0 ? 5 : 4, argv);
}

static int
report(const char *run, const char *option)
{
	char dir[256], words[64];
	snprintf(dir, sizeof(dir), "%s", path_of(run));
	snprintf(words, sizeof(words), "%s", option);
	char *argv[] = {"report", dir, words, NULL};
	return run_logged(report_command, words[0] != 0 ? 3 : 2, argv);
}

static void
manifest(enum manifest_end end, bool dry_run)
{
	char run[256];
	snprintf(run, sizeof(run), "%s", path_of("run"));
	made_run_manifest(run, end, dry_run);
}

static void
test_whole(void)
{
	ok(report("run", "") == 2 && said("danesweep verify") == 1,
	    "no verdict yet: report says what to do");
	ok(report("nothing", "") == 2 && said("danesweep verify") == 1,
	    "and of what is not there");
	ok(verify("run", "") == 0 && said("") == 0, "a whole run is judged");
	ok(report("run", "") == 0 && said("") == 0, "and counted");
}

/* Judged as it is, and never in silence. */
static void
test_incomplete(void)
{
	static const struct {
		enum manifest_end end;
		const char *why;
	} ends[] = {
	    {MANIFEST_RUNNING, "still runs, or was killed"},
	    {MANIFEST_SIGNAL, "was stopped"},
	    {MANIFEST_DISK_FULL, "disk was full"},
	    {MANIFEST_SELF_CHECK, "self-check failed"},
	    {MANIFEST_ERROR, "failed"},
	};
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		manifest(ends[i].end, false);
		ok(verify("run", "") == 1 && said(ends[i].why) == 1 &&
			verify("run", "--partial") == 0,
		    ends[i].why);
		ok(report("run", "") == 1 && said("incomplete") == 1 &&
			report("run", "-p") == 0,
		    "and counted as that");
	}
	manifest(MANIFEST_FINISHED, false);
}

static void
test_parts(void)
{
	static const char spare[] = "run/delegation/part-1-00000.ndjson.gz";
	write_text(PART, other);
	ok(verify("run", "-p") == 1 && said("another SHA-256") == 2,
	    "a part with other lines");
	write_text(PART, fewer);
	ok(verify("run", "-p") == 1 && said("another number of lines") == 2,
	    "with fewer lines");
	unlink(path_of(PART));
	ok(verify("run", "-p") == 1 && said("is not there") == 2, "no part");
	write_text(PART, good);
	ok(verify("run", "") == 0 && said("") == 0, "the one that was there");
	write_text(spare, good);
	ok(verify("run", "-p") == 1 && said("does not name it") == 2,
	    "a part of something else");
	manifest(MANIFEST_FINISHED, false);
	ok(verify("run", "") == 0, "which the manifest now names");
	unlink(path_of(spare));
	manifest(MANIFEST_FINISHED, false);
}

static void
refused(const char *text, const char *why)
{
	if (text != NULL)
		write_text("run/manifest.json", text);
	ok(verify("run", "-p") == 2 && said(why) == 1, why);
}

static void
test_no_run(void)
{
	static const struct {
		const char *text, *why;
	} manifests[] = {
	    {"", "no manifest"},
	    {"{\"schema_version\":1", "not JSON"},
	    {"[]", "not a JSON object"},
	    {"{}", "has no schema_version, and this danesweep reads 1"},
	    {"{\"schema_version\":2}", "version 2, and this danesweep reads 1"},
	    {"{\"schema_version\":\"1\"}", "this danesweep reads 1"},
	    {"{\"schema_version\":1}", "\"run_id\" is not"},
	};
	for (size_t i = 0; i < ARRAY_LEN(manifests); i++)
		refused(manifests[i].text, manifests[i].why);
	unlink(path_of("run/manifest.json"));
	refused(NULL, "has no manifest.json");
	ok(verify("anchor", "") == 2 && said("is no run") == 1,
	    "a file is no run");
	ok(verify("nothing", "") == 2 && said("is no run") == 1,
	    "and what is not there");
	manifest(MANIFEST_FINISHED, true);
	refused(NULL, "dry run");
	manifest(MANIFEST_FINISHED, false);
}

/* Nobody writes to it: who waits for that waits for ever. */
static void
pipe_at(const char *file)
{
	unlink(path_of(file));
	if (mkfifo(path_of(file), 0600) < 0)
		abort();
}

static void
test_pipes(void)
{
	ok(verify("run", "") == 0, "a run, and its verdict");
	pipe_at("run/manifest.json");
	refused(NULL, "is no regular file");
	manifest(MANIFEST_FINISHED, false);
	pipe_at("run/verdict/manifest.json");
	ok(report("run", "") == 2 && said("is no regular file") == 1,
	    "a verdict's manifest");
	ok(verify("run", "") == 0, "which is made anew");
	pipe_at(PART);
	ok(verify("run", "-p") == 1, "a part");
	unlink(path_of(PART));
	write_text(PART, good);
}

/* What is named by --history is a run as well. */
static void
test_history(void)
{
	char dir[256], anchor[256], before[256];
	snprintf(dir, sizeof(dir), "%s", path_of("run"));
	snprintf(anchor, sizeof(anchor), "%s", path_of("anchor"));
	snprintf(before, sizeof(before), "%s", path_of("run/delegation"));
	char *argv[] = {"verify", dir, "-t", anchor, "--history", before, NULL};
	ok(run_logged(verify_command, 6, argv) == 2 && said("--history") == 1 &&
		said("is no run") == 1,
	    "--history of no run");
	char *again[] = {"verify", dir, "-t", anchor, "--history", dir, NULL};
	ok(run_logged(verify_command, 6, again) == 0, "of a run");
}

int
main(void)
{
	char remove[300];
	if (mkdtemp(test_folder) == NULL)
		abort();
	mkdir(path_of("run"), 0700);
	mkdir(path_of("run/delegation"), 0700);
	write_text(PART, good);
	write_text("anchor", ". IN DS 1 8 2 0123456789abcdef0123456789abcdef"
			     "0123456789abcdef0123456789abcdef\n");
	manifest(MANIFEST_FINISHED, false);
	test_whole();
	test_incomplete();
	test_parts();
	test_no_run();
	test_pipes();
	test_history();
	snprintf(remove, sizeof(remove), "rm -r %s", test_folder);
	ok(system(remove) == 0, "the run is removed");
	return tap_end();
}
