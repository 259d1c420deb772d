#include "output/manifest.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "base/macros.h"
#include "base/option_table.h"
#include "base/program.h"
#include "output/run_dir.h"
#include "output/run_id.h"
#include "tap.h"

static char run[] = "/tmp/test_manifest.XXXXXX";

static json_t *
load(const char *path)
{
	char whole[300];
	snprintf(whole, sizeof(whole), "%s/%s", path, "manifest.json");
	return json_load_file(whole, 0, NULL);
}

static const char *
string_at(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s != NULL ? s : "";
}

static long long
number_at(json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

/* What the manifest says of a zone file. */
static void
test_zone(json_t *o)
{
	json_t *z = json_array_get(json_object_get(o, "zones"), 0);
	json_t *passed = json_object_get(z, "passed_over");
	ok(!strcmp(string_at(z, "file"), "se.zone") &&
		!strcmp(string_at(z, "zone"), "se") &&
		number_at(z, "serial") == UINT32_MAX &&
		!strcmp(string_at(z, "records"), "9") &&
		!strcmp(string_at(z, "delegations"), "3") &&
		!strncmp(string_at(z, "sha256"), "cd00", 4) &&
		json_is_true(json_object_get(z, "closing_soa")),
	    "a zone file");
	ok(!strcmp(string_at(passed, "lines"), "1") &&
		!strcmp(string_at(passed, "other_class"), "2") &&
		!strcmp(string_at(passed, "other_type"), "4") &&
		!strcmp(string_at(passed, "signatures"), "5"),
	    "and what of it was passed over");
}

/* And of the seed, the stages and the parts. */
static void
test_run(json_t *o)
{
	ok(!strcmp(string_at(o, "seed"), "18446744073709551615"),
	    "all of a seed, which no integer of a JSON reader holds");
	json_t *stage = json_array_get(json_object_get(o, "stages"), 0);
	ok(!strcmp(
	       string_at(json_object_get(stage, "counters"), "received"), "5"),
	    "counters of a stage");
	json_t *p = json_array_get(json_object_get(o, "parts"), 0);
	ok(!strcmp(string_at(p, "path"), "dns/part-0-00000.ndjson.gz") &&
		!strcmp(string_at(p, "kind"), "dns") &&
		!strcmp(string_at(p, "records"), "5") &&
		!strcmp(string_at(p, "bytes"), "99") &&
		!strcmp(string_at(p, "text_bytes"), "1000") &&
		!strncmp(string_at(p, "sha256"), "ab00", 4),
	    "parts");
}

/* How runs end, and what is said then. */
static const struct {
	int error;
	bool stopped;
	const char *reason;
} ends[] = {
    {0, false, "finished"},
    {0, true, "signal"},
    {-EIO, false, "error"},
    {-EIO, true, "error"},
    {-ENOSPC, false, "disk_full"},
    {-EDQUOT, true, "disk_full"},
    {-ECANCELED, false, "self_check"},
};

/* It is written anew, as a whole, when the run ends. */
static void
test_ends(const char *path, struct manifest *m)
{
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		m->end = manifest_end_of(ends[i].error, ends[i].stopped);
		m->end_ns = 2;
		int rc = manifest_write(path, m);
		json_t *o = load(path);
		bool whole = strcmp(ends[i].reason, "finished") == 0;
		json_t *complete = json_object_get(o, "complete");
		ok(rc == 0 &&
			!strcmp(string_at(o, "exit_reason"), ends[i].reason) &&
			json_is_boolean(complete) &&
			json_is_true(complete) == whole,
		    ends[i].reason);
		json_decref(o);
	}
	ok(manifest_write("/nonexistent", m) == -ENOENT, "no run directory");
}

/* What was asked, of whom, where. */
static void
test_command(json_t *o)
{
	json_t *options = json_object_get(o, "options");
	json_t *file = json_array_get(json_object_get(o, "files"), 0);
	ok(!strcmp(string_at(o, "run_id"), "some-id") &&
		number_at(o, "schema_version") == MANIFEST_SCHEMA_VERSION,
	    "which run, and which schema");
	ok(!strcmp(string_at(json_object_get(o, "program"), "commit"),
	       program_commit) &&
		strlen(program_commit) > 0,
	    "by which program");
	ok(*string_at(o, "host") != 0 &&
		strstr(string_at(o, "kernel"), "Linux") != NULL,
	    "on which machine");
	ok(json_array_size(json_object_get(o, "argv")) == 3 &&
		!strcmp(string_at(o, "directory"), "/home") &&
		json_is_true(json_object_get(o, "dry_run")),
	    "by which command line, and where it was typed");
	ok(!strcmp(string_at(options, "rate"), "18446744073709551615") &&
		!strcmp(string_at(options, "hints"), "root.hints") &&
		json_is_true(json_object_get(options, "all")) &&
		!strcmp(json_string_value(json_array_get(
			    json_object_get(options, "zone"), 1)),
		    "b") &&
		json_object_get(options, "none") == NULL &&
		json_object_get(options, "shard") == NULL,
	    "options, but for those that are not there");
	ok(!strcmp(string_at(file, "option"), "hints") &&
		!strcmp(string_at(file, "path"), "/dev/null") &&
		json_object_get(file, "sha256") == NULL,
	    "a file that is none has no digest");
}

static void
test_digest(const char *path)
{
	char name[300];
	snprintf(name, sizeof(name), "%s/abc", path);
	FILE *f = fopen(name, "w");
	if (f == NULL || fputs("abc", f) < 0 || fclose(f) != 0)
		abort();
	struct manifest_digest d = manifest_digest_of(name);
	ok(d.known && d.sha256[0] == 0xba && d.sha256[1] == 0x78 &&
		d.sha256[31] == 0xad,
	    "the SHA-256 of \"abc\" (FIPS 180)");
	ok(!manifest_digest_of("-").known &&
		!manifest_digest_of("/nonexistent").known,
	    "standard input, or no file, has none");
}

static void
test_run_id(void)
{
	char one[RUN_ID_LEN + 1], other[RUN_ID_LEN + 1];
	ok(run_id_new(one) == 0 && run_id_new(other) == 0 &&
		strlen(one) == RUN_ID_LEN && strcmp(one, other) != 0,
	    "each run has a name of its own");
	ok(one[8] == '-' && one[14] == '4' && strchr("89ab", one[19]) != NULL,
	    "a random UUID");
}

struct values {
	struct option_list zone;
	const char *hints, *none;
	struct option_number rate, shard;
	bool all;
};

#define AT(member) offsetof(struct values, member)

static const struct option_row rows[] = {
    {"zone", 'z', OPTION_LIST, AT(zone), 0, 0, "FILE", ""},
    {"hints", 0, OPTION_STRING, AT(hints), 0, 0, "FILE", ""},
    {"none", 0, OPTION_STRING, AT(none), 0, 0, "FILE", ""},
    {"rate", 0, OPTION_NUMBER, AT(rate), 0, UINT64_MAX, "PPS", ""},
    {"shard", 0, OPTION_NUMBER, AT(shard), 0, 9, "N", ""},
    {"all", 0, OPTION_FLAG, AT(all), 0, 0, NULL, ""},
    OPTION_HELP_ROW,
};

static const struct option_table table = {
    .rows = rows, .count = ARRAY_LEN(rows), .words = OPTION_NO_WORDS};

static void
test_manifest(const char *path)
{
	static const char *const argv[] = {"danesweep", "scan", "--x=\"\xff"};
	struct manifest_counter counters[] = {{"sent", 7}, {"received", 5}};
	struct manifest_stage stages[] = {{"servers", 1000, 2000, counters, 2},
	    {"domains", 3000, 0, NULL, 0}};
	struct part_info part = {
	    "dns/part-0-00000.ndjson.gz", "dns", 5, 99, 1000, {0xab}};
	struct manifest_parts parts[] = {{NULL, 0}, {&part, 1}};
	struct manifest_zone zones[] = {{.file = "se.zone",
	    .digest = {true, {0xcd}},
	    .name = "se",
	    .has_serial = true,
	    .serial = UINT32_MAX,
	    .records = 9,
	    .delegations = 3,
	    .faults = 1,
	    .other_class = 2,
	    .other_type = 4,
	    .bad_signatures = 5,
	    .closing_soa = true}};
	struct values values = {.zone = {{"a", "b"}, 2},
	    .hints = "root.hints",
	    .rate = {.value = UINT64_MAX},
	    .all = true};
	struct manifest_command command = {.argv = argv,
	    .argc = 3,
	    .directory = "/home",
	    .table = &table,
	    .options = &values,
	    .dry_run = true};
	struct manifest m = {.run_id = "some-id",
	    .command = &command,
	    .vantage = "fra-1",
	    .seed = UINT64_MAX,
	    .shards = 1,
	    .start_ns = 1,
	    .zones = zones,
	    .zone_count = 1,
	    .stages = stages,
	    .stage_count = 2,
	    .parts = parts,
	    .parts_count = 2};

	manifest_command_add_file(&command, "hints", "/dev/null");
	manifest_command_add_file(&command, "none", NULL);
	ok(manifest_write(path, &m) == 0, "write");
	json_t *o = load(path);
	ok(json_is_false(json_object_get(o, "complete")) &&
		json_string_length(json_object_get(o, "exit_reason")) == 0,
	    "not complete, and no reason yet");
	test_command(o);
	ok(json_object_get(o, "end") == NULL, "no end yet");
	ok(!strcmp(string_at(o, "vantage"), "fra-1"), "from where");
	test_zone(o);
	test_run(o);
	json_decref(o);
	test_ends(path, &m);
}

int
main(void)
{
	struct text why;
	char path[64], command[64];
	text_init(&why);
	if (mkdtemp(run) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/a", run);
	if (run_dir_create(path, &why) < 0)
		return 1;
	test_manifest(path);
	test_digest(path);
	test_run_id();
	text_fini(&why);
	snprintf(command, sizeof(command), "rm -r %s", run);
	return system(command) != 0 || tap_end();
}
