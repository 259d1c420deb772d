/*
 * What verify writes takes the place of the old when it is whole: whatever
 * call fails, one of the two is there, and its manifest says which.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "analysis/command/report.h"
#include "analysis/command/verify.h"
#include "base/file.h"
#include "made_run.h"
#include "output/file_digest.h"
#include "output/part_reader.h"
#include "output/replacement.h"
#include "full_disk.h"
#include "tap.h"
#include "test_folder.h"

#define PART "run/delegation/part-0-00000.ndjson.gz"
#define LINE(name)                                                             \
	"{\"domain\":\"" name "\",\"zone\":\"com\",\"ns\":[],\"ds\":[]}\n"

static void
write_run(const char *lines)
{
	char run[256];
	write_bytes(PART, lines, strlen(lines));
	snprintf(run, sizeof(run), "%s", path_of("run"));
	made_run_manifest(run, MANIFEST_FINISHED, false);
}

static int
verify(const char *run, const char *out)
{
	char dir[256], anchor[256], to[256];
	snprintf(dir, sizeof(dir), "%s", path_of(run));
	snprintf(anchor, sizeof(anchor), "%s", path_of("anchor"));
	snprintf(to, sizeof(to), "%s", path_of(out));
	char *argv[] = {
	    "verify", dir, "-t", anchor, "--rrsets", "-o", to, NULL};
	return verify_command(7, argv);
}

static json_t *
manifest_of(const char *dir, const char *folder)
{
	char path[300];
	snprintf(
	    path, sizeof(path), "%s/%s/manifest.json", path_of(dir), folder);
	return json_load_file(path, 0, NULL);
}

/* How many lines the manifest names; -1: some part is not what it says. */
static long
lines_of(const char *dir)
{
	json_t *m = manifest_of(dir, "verdict"), *part;
	long lines = 0;
	size_t i;
	json_array_foreach(json_object_get(m, "parts"), i, part)
	{
		uint8_t sha256[FILE_DIGEST_BYTES];
		char path[400], hex[2 * FILE_DIGEST_BYTES + 1];
		snprintf(path, sizeof(path), "%s/%s", path_of(dir),
		    json_string_value(json_object_get(part, "path")));
		if (file_digest(path, sha256) < 0)
			lines = -1;
		for (size_t k = 0; k < sizeof(sha256); k++)
			snprintf(hex + 2 * k, 3, "%02x", sha256[k]);
		if (lines < 0 || strcmp(hex, json_string_value(json_object_get(
						 part, "sha256"))) != 0)
			lines = -1;
		else
			lines += atol(json_string_value(
			    json_object_get(part, "records")));
	}
	long found = m != NULL ? lines : -1;
	json_decref(m);
	return found;
}

static bool
is_there(const char *file)
{
	return access(path_of(file), F_OK) == 0;
}

static const char *
word(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text != NULL ? text : "";
}

/* For tests/schema/manifests: see tests/simnet/world_scan.c. */
static void
keep_manifest(json_t *m)
{
	const char *gathered = getenv("MANIFESTS");
	char *text = json_dumps(m, JSON_COMPACT);
	FILE *f = gathered != NULL ? fopen(gathered, "ae") : NULL;
	if (gathered != NULL && (f == NULL || text == NULL))
		abort();
	if (f != NULL) {
		fprintf(f, "%s\n", text);
		fclose(f);
	}
	free(text);
}

/* Who judged what, by what, and when. */
static void
test_manifest(void)
{
	write_run(LINE("a.com"));
	ok(verify("run", "out/of/run") == 0 && lines_of("out/of/run") == 1 &&
		!is_there("run/verdict") && !is_there("out/of/run/verify.tmp"),
	    "-o makes its directory, and the run stays as it is");
	json_t *m = manifest_of("out/of/run", "verdict");
	json_t *options = json_object_get(m, "options");
	json_t *run = json_array_get(json_object_get(m, "runs"), 0);
	json_t *anchor = json_array_get(json_object_get(m, "files"), 0);
	ok(json_integer_value(json_object_get(m, "schema_version")) == 3 &&
		json_is_true(json_object_get(m, "complete")) &&
		strlen(word(m, "start")) == 27 &&
		strcmp(word(m, "start"), word(m, "end")) <= 0,
	    "a verdict's manifest: when it was judged");
	ok(!strcmp(word(options, "definitions"), "rfc") &&
		!strcmp(word(options, "nsec3-iterations"), "150") &&
		!strcmp(word(anchor, "option"), "trust-anchor") &&
		strlen(word(anchor, "sha256")) == 64,
	    "by which rules and which anchor");
	ok(!strcmp(word(run, "run_id"), MADE_RUN_ID) &&
		!strcmp(word(run, "exit_reason"), "finished") &&
		json_is_true(json_object_get(run, "complete")),
	    "and of which run");
	keep_manifest(m);
	json_t *rrset = manifest_of("out/of/run", "rrset");
	keep_manifest(rrset);
	ok(json_array_size(json_object_get(rrset, "parts")) == 0 &&
		json_array_size(json_object_get(rrset, "runs")) == 1,
	    "rrset has one of its own");
	json_decref(rrset);
	json_decref(m);
}

/* The next disk that is full, until nothing fails any more. */
static void
test_full_disk(void)
{
	struct full_disk f = {0};
	bool whole = true, some_old = false, some_new = false;
	write_run(LINE("a.com"));
	for (; whole; f.at++) {
		write_run(LINE("a.com"));
		whole = verify("run", "out") == 0 && lines_of("out") == 1;
		write_run(LINE("a.com") LINE("b.com"));
		f.calls = 0;
		file_set_hook(full_disk_hook, &f);
		int code = verify("run", "out");
		file_set_hook(NULL, NULL);
		long lines = lines_of("out");
		whole = whole && (lines == 1 || lines == 2) &&
			(code == 1 || (code == 0 && lines == 2));
		some_old = some_old || lines == 1;
		some_new = some_new || lines == 2;
		if (f.calls <= f.at)
			break;
	}
	printf("# %u calls\n", f.calls);
	ok(whole && some_old && some_new && f.calls > 10,
	    "whichever call fails, a whole verdict is there");
	ok(!is_there("out/verify.tmp"), "and nothing else");
}

/* A kill leaves its work, another verify is still at it. */
static void
test_others(void)
{
	struct replacement r;
	char out[256];
	snprintf(out, sizeof(out), "%s", path_of("out"));
	mkdir(path_of("out/verify.tmp"), 0700);
	mkdir(path_of("out/verify.tmp/verdict"), 0700);
	write_bytes("out/verify.tmp/verdict/part-0-00000.ndjson.gz", "x\n", 2);
	ok(verify("run", "out") == 0 && lines_of("out") == 2 &&
		!is_there("out/verify.tmp"),
	    "what a kill left is gone, and in no verdict");
	int rc = replacement_open(&r, out);
	ok(rc == 0 && verify("run", "out") == 1 && lines_of("out") == 2,
	    "two at a time: the second one says so");
	replacement_close(&r);
	ok(verify("run", "out") == 0, "and later it may");
}

/* report goes by the verdict's manifest. */
static void
test_report(void)
{
	char dir[256];
	snprintf(dir, sizeof(dir), "%s", path_of("out"));
	char *argv[] = {"report", dir, "-p", NULL};
	ok(report_command(3, argv) == 0, "a report of -o");
	write_bytes("out/verdict/domain/part-0-00000.ndjson.gz", "", 0);
	char *again[] = {"report", dir, "-p", NULL};
	ok(report_command(3, again) == 1, "of a part that somebody emptied");
	write_bytes(
	    "out/verdict/manifest.json", "{\"schema_version\":1}\n", 21);
	char *other[] = {"report", dir, NULL};
	ok(report_command(2, other) == 2, "of another version");
}

static void
add_run_id(void *ids, const char *line)
{
	const char *at = strstr(line, "\"run_id\":\"");
	text_addf(ids, "%.1s", at != NULL ? at + 10 : "?");
}

/* Whose records each line of a verdict is of: the first digit of its run. */
static void
run_ids_of(const char *dir, struct text *ids)
{
	struct part_reader *r;
	struct part_line line;
	text_init(ids);
	if (part_reader_open(path_of(dir), "verdict/domain", false, &r) < 0)
		abort();
	while (part_reader_next(r, &line) == PART_READ_LINE) {
		char *copy = strndup(line.text, line.len);
		add_run_id(ids, copy);
		free(copy);
	}
	part_reader_close(r);
}

static void
write_shard(const char *run, const char *id, const char *lines)
{
	char file[64], dir[256];
	mkdir(path_of(run), 0700);
	snprintf(file, sizeof(file), "%s/delegation", run);
	mkdir(path_of(file), 0700);
	snprintf(
	    file, sizeof(file), "%s/delegation/part-0-00000.ndjson.gz", run);
	write_bytes(file, lines, strlen(lines));
	snprintf(dir, sizeof(dir), "%s", path_of(run));
	made_run_manifest_of(dir, id, MANIFEST_FINISHED, false);
}

/* Shards, whose parts have the same names, are judged as one. */
static void
test_several(void)
{
	char a[256], b[256], anchor[256], to[256];
	struct text ids;
	write_shard("a", "a" MADE_RUN_ID_TAIL, LINE("a.com") LINE("d.com"));
	write_shard("b", "b" MADE_RUN_ID_TAIL, LINE("b.com") LINE("c.com"));
	snprintf(a, sizeof(a), "%s", path_of("a"));
	snprintf(b, sizeof(b), "%s", path_of("b"));
	snprintf(anchor, sizeof(anchor), "%s", path_of("anchor"));
	snprintf(to, sizeof(to), "%s", path_of("both"));
	char *argv[] = {"verify", a, b, "-t", anchor, "-o", to, NULL};
	ok(verify_command(7, argv) == 0 && lines_of("both") == 4,
	    "two runs are judged as one");
	run_ids_of("both", &ids);
	ok(text_ok(&ids) && strcmp(ids.bytes, "abba") == 0,
	    "each line names the run that has its records");
	text_fini(&ids);
	json_t *m = manifest_of("both", "verdict");
	ok(json_array_size(json_object_get(m, "runs")) == 2,
	    "the manifest names both");
	json_decref(m);
	char *twice[] = {"verify", a, b, a, "-t", anchor, "-o", to, NULL};
	ok(verify_command(8, twice) == 2 && lines_of("both") == 4,
	    "a run is not judged twice");
	char *report[] = {"report", to, to, NULL};
	ok(report_command(3, report) == 0, "a report of several");
}

int
main(void)
{
	char remove[300];
	if (mkdtemp(test_folder) == NULL)
		abort();
	mkdir(path_of("run"), 0700);
	mkdir(path_of("run/delegation"), 0700);
	static const char anchor[] =
	    ". IN DS 1 8 2 0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef\n";
	write_bytes("anchor", anchor, sizeof(anchor) - 1);
	test_manifest();
	test_full_disk();
	test_others();
	test_report();
	test_several();
	snprintf(remove, sizeof(remove), "rm -r %s", test_folder);
	ok(system(remove) == 0, "all is removed");
	return tap_end();
}
