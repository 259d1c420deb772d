/* What is changed while a scan is at work, in its manifest and the next one. */
#include "scanner/run/run_changes.h"

#include <string.h>

#include "output/manifest.h"
#include "output/record/manifest_start.h"
#include "tap.h"
#include "test_folder.h"

/* "abc" and "" (FIPS 180-4). */
enum { OF_ABC = 0xba, OF_NOTHING = 0xe3 };

static struct manifest_command command;

static void
write_run(const struct run_changes *c)
{
	static const char *const argv[] = {"scan"};
	command.argv = argv;
	command.argc = 1;
	if (manifest_write(test_folder, &(struct manifest){
					    .run_id = "id",
					    .command = &command,
					    .shards = 1,
					    .start_ns = 1700000000000000000,
					    .changes = run_changes_list(c),
					}) < 0)
		abort();
}

static void
test_first(const struct scan_plan *plan)
{
	struct run_changes c;
	if (run_changes_init(&c, plan) < 0)
		abort();
	ok(run_changes_list(&c).rate_count == 0 &&
		run_changes_list(&c).reading_count == 0,
	    "nothing has changed yet");
	ok(run_changes_note_rate(&c, 1.05) == 0 &&
		run_changes_note_lists(&c) == 0,
	    "a signal makes it faster, and the lists are read anew");
	struct manifest_changes now = run_changes_list(&c);
	ok(now.rate_count == 1 && now.rates[0].rate_pps == 1050 &&
		now.rates[0].bandwidth_bps == 0 && now.rates[0].time_ns > 0,
	    "the rate from now on");
	const struct manifest_reading *r = now.readings;
	ok(now.reading_count == 1 && r->file_count == 2 &&
		strcmp(r->files[0].option, "blocklist-file") == 0 &&
		r->files[0].digest.known &&
		r->files[0].digest.sha256[0] == OF_ABC &&
		strcmp(r->files[1].option, "opt-out") == 0 &&
		r->files[1].digest.sha256[0] == OF_NOTHING,
	    "lists alone, as they are, from where the scan began");
	write_run(&c);
	run_changes_fini(&c);
}

/* The manifest of the first start is all that is left of it. */
static void
test_next(struct scan_plan *plan)
{
	struct manifest_start start;
	struct scan_earlier earlier;
	struct run_changes c;
	struct text why;
	text_init(&why);
	ok(manifest_start_read(&start, test_folder, &why) == 0,
	    "a start that goes on with the run");
	text_fini(&why);
	earlier = (struct scan_earlier){.changes = start.changes};
	plan->earlier = &earlier;
	plan->rate_pps = 0;
	plan->bandwidth_bps = 1000000;
	if (run_changes_init(&c, plan) < 0 ||
	    run_changes_note_rate(&c, 0.5) < 0)
		abort();
	struct manifest_changes now = run_changes_list(&c);
	ok(now.rate_count == 2 && now.rates[0].rate_pps == 1050 &&
		now.rates[1].rate_pps == 0 &&
		now.rates[1].bandwidth_bps == 500000 &&
		now.reading_count == 1 && now.readings[0].file_count == 2 &&
		now.readings[0].files[0].digest.sha256[0] == OF_ABC,
	    "what was changed before stands before what is changed now");
	run_changes_fini(&c);
	manifest_start_fini(&start);
}

static void
test_bound(const struct scan_plan *plan)
{
	struct run_changes c;
	if (run_changes_init(&c, plan) < 0)
		abort();
	bool good = true;
	for (int i = 1; i <= 2000; i++)
		good &= run_changes_note_rate(&c, i) == 0;
	struct manifest_changes now = run_changes_list(&c);
	ok(good && now.rate_count == 1000 && now.rates[0].rate_pps == 1000 &&
		now.rates[999].rate_pps == 2000000,
	    "signals without end fill no manifest: the last one is there");
	run_changes_fini(&c);
}

int
main(void)
{
	struct scan_plan plan = {.rate_pps = 1000, .command = &command};
	if (mkdtemp(test_folder) == NULL)
		abort();
	write_bytes("block", "", 0);
	write_bytes("out", "", 0);
	command.directory = test_folder;
	manifest_command_add_file(&command, "root-hints", "hints");
	manifest_command_add_file(&command, "blocklist-file", "block");
	manifest_command_add_file(&command, "opt-out", path_of("out"));
	char out[256];
	snprintf(out, sizeof(out), "%s", path_of("out"));
	command.files[2].path = out;
	write_bytes("block", "abc", 3);
	test_first(&plan);
	test_next(&plan);
	plan = (struct scan_plan){.rate_pps = 1000, .command = &command};
	test_bound(&plan);
	unlink(path_of("block"));
	unlink(path_of("out"));
	unlink(path_of("manifest.json"));
	rmdir(test_folder);
	return tap_end();
}
