#include "output/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "output/run_dir.h"
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
		number_at(z, "records") == 9 &&
		number_at(z, "delegations") == 3 &&
		json_is_true(json_object_get(z, "closing_soa")),
	    "a zone file");
	ok(number_at(passed, "lines") == 1 &&
		number_at(passed, "other_class") == 2 &&
		number_at(passed, "other_type") == 4 &&
		number_at(passed, "signatures") == 5,
	    "and what of it was passed over");
}

/* And of the seed, the stages and the parts. */
static void
test_run(json_t *o)
{
	ok(!strcmp(string_at(o, "seed"), "18446744073709551615"),
	    "all of a seed, which no integer of a JSON reader holds");
	json_t *stage = json_array_get(json_object_get(o, "stages"), 0);
	ok(json_integer_value(json_object_get(
	       json_object_get(stage, "counters"), "received")) == 5,
	    "counters of a stage");
	json_t *p = json_array_get(json_object_get(o, "parts"), 0);
	ok(!strcmp(string_at(p, "path"), "dns/part-0-00000.ndjson.gz") &&
		!strcmp(string_at(p, "kind"), "dns") &&
		number_at(p, "records") == 5 && number_at(p, "bytes") == 99 &&
		number_at(p, "text_bytes") == 1000 &&
		!strncmp(string_at(p, "sha256"), "ab00", 4),
	    "parts");
}

/* It is written anew, as a whole, when the run ends. */
static void
test_ends(const char *path, struct manifest *m)
{
	m->end = MANIFEST_INTERRUPTED;
	m->end_ns = 2;
	ok(manifest_write(path, m) == 0, "again");
	json_t *o = load(path);
	ok(!strcmp(string_at(o, "complete"), "interrupted"), "interrupted");
	json_decref(o);
	m->end = MANIFEST_COMPLETE;
	ok(manifest_write(path, m) == 0, "and again");
	o = load(path);
	ok(json_is_true(json_object_get(o, "complete")), "complete");
	json_decref(o);
	ok(manifest_write("/nonexistent", m) == -ENOENT, "no run directory");
}

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
	struct manifest m = {.version = "0.1",
	    .argv = argv,
	    .argc = 3,
	    .seed = UINT64_MAX,
	    .shards = 1,
	    .start_ns = 1,
	    .zones = zones,
	    .zone_count = 1,
	    .stages = stages,
	    .stage_count = 2,
	    .parts = parts,
	    .parts_count = 2};

	ok(manifest_write(path, &m) == 0, "write");
	json_t *o = load(path);
	ok(json_is_false(json_object_get(o, "complete")), "not complete");
	ok(json_array_size(json_object_get(o, "argv")) == 3, "argv");
	ok(json_object_get(o, "end") == NULL, "no end yet");
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
	text_fini(&why);
	snprintf(command, sizeof(command), "rm -r %s", run);
	return system(command) != 0 || tap_end();
}
