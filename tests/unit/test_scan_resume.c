/* What --resume takes from a manifest, and what it refuses. */
#include "scanner/command/scan_resume.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/program.h"
#include "output/manifest.h"
#include "output/run_id.h"
#include "scanner/command/scan_line.h"
#include "tap.h"
#include "test_folder.h"

static char run_id[RUN_ID_LEN + 1];
static struct text why;

/* What a first start leaves; files as they lie there. */
struct first {
	struct scan_options options;
	struct scan_plan plan;
	struct manifest_zone zone;
	struct scan_line line;
	bool complete, dry_run;
};

static void
read_files(struct first *f)
{
	f->zone = (struct manifest_zone){.file = "se.zone",
	    .name = (char *)(uintptr_t) "se",
	    .has_serial = true,
	    .serial = 7,
	    .digest = manifest_digest_of(path_of("se.zone"))};
	f->plan.zones = &f->zone;
	f->plan.zone_count = 1;
	f->plan.command = &f->line.command;
}

static void
begin(struct first *f, const char *const *argv, size_t argc)
{
	f->plan.seed = 4242;
	f->options.trust_anchor = "anchor";
	f->options.common.blocklist = "block";
	read_files(f);
	scan_line_note(&f->line, &f->options, &f->plan, argv, argc);
	f->line.command.dry_run = f->dry_run;
}

static const struct manifest_program first_program = {"0.0", "first"};

static void
write_run(const struct first *f, const struct manifest_resumption *resumed)
{
	if (manifest_write(path_of("run"),
		&(struct manifest){
		    .run_id = run_id,
		    .program = &first_program,
		    .command = &f->line.command,
		    .seed = f->plan.seed,
		    .shards = 1,
		    .end = f->complete ? MANIFEST_FINISHED : MANIFEST_RUNNING,
		    .start_ns = 1700000000000000000,
		    .resumed = resumed,
		    .resumed_count = resumed != NULL,
		    .zones = f->plan.zones,
		    .zone_count = f->plan.zone_count,
		}) < 0)
		abort();
}

static const char *const words[] = {"scan", "--zone", "se.zone", "-o", "run",
    "-r", "300", "-b", "block", "--trust-anchor", "anchor", "--ehlo",
    "scan.example", "--vantage", "fra-1"};

static int
go_on(struct scan_resume *r, struct scan_options *o)
{
	char run[300];
	char scan[] = "scan", resume[] = "--resume", rate[] = "-r", n[] = "50";
	snprintf(run, sizeof(run), "%s", path_of("run"));
	char *argv[] = {scan, resume, run, rate, n, NULL};
	text_clear(&why);
	scan_options_parse(5, argv, o);
	return scan_resume_open(r, o, 5, argv, &why);
}

static bool
says(const char *what)
{
	bool so = why.len > 0 && strstr(why.bytes, what) != NULL;
	if (!so)
		printf("# %s\n", why.len > 0 ? why.bytes : "nothing");
	return so;
}

static void
test_options(void)
{
	static struct scan_options o;
	struct manifest_resumption before = {.start_ns = 1700000001000000000,
	    .argv = words,
	    .argc = 1,
	    .program = {"0.01", "second"}};
	struct scan_resume r;
	struct first f = {.complete = false};
	begin(&f, words, ARRAY_LEN(words));
	write_run(&f, &before);
	ok(go_on(&r, &o) == 0, "a run goes on");
	ok(o.zones.count == 1 && strcmp(o.zones.at[0], "se.zone") == 0 &&
		strcmp(o.ehlo, "scan.example") == 0 &&
		strcmp(o.vantage, "fra-1") == 0,
	    "with the options that it began with");
	ok(o.common.seed.given && o.common.seed.value == 4242,
	    "and the seed that was drawn");
	ok(o.rate_pps.value == 50, "what is said anew counts");
	ok(strcmp(o.output_dir, path_of("run")) == 0,
	    "the directory is the one that is named");
	ok(strcmp(r.earlier.run_id, run_id) == 0 &&
		r.earlier.start_ns == 1700000000000000000,
	    "the run keeps its name, and its beginning");
	ok(r.earlier.resumed_count == 2 &&
		r.earlier.resumed[0].start_ns == before.start_ns &&
		r.earlier.resumed[1].argc == 5,
	    "and tells each start that went on with it");
	ok(strcmp(r.earlier.program.commit, "first") == 0 &&
		strcmp(r.earlier.resumed[0].program.version, "0.01") == 0 &&
		strcmp(r.earlier.resumed[1].program.commit, program_commit) ==
		    0,
	    "and by which program");
	scan_resume_close(&r);
}

/* The files are read again, as scan_input_read() does. */
static int
check_now(const struct scan_resume *r, struct first *now)
{
	*now = (struct first){.complete = false};
	begin(now, words, ARRAY_LEN(words));
	text_clear(&why);
	return scan_resume_check(r, &now->plan, &why);
}

static void
test_files(void)
{
	static struct scan_options o;
	struct scan_resume r;
	struct first f = {.complete = false}, now;
	begin(&f, words, ARRAY_LEN(words));
	write_run(&f, NULL);
	if (go_on(&r, &o) < 0)
		abort();
	ok(check_now(&r, &now) == 0, "the same files");
	write_bytes("block", "192.0.2.0/24\n", 13);
	ok(check_now(&r, &now) == 0, "the blocklist may be another one");
	write_bytes("anchor", "another", 7);
	ok(check_now(&r, &now) == -EINVAL && says("anchor"),
	    "the trust anchor may not");
	write_bytes("anchor", "anchor", 6);
	write_bytes("se.zone", "other", 5);
	ok(check_now(&r, &now) == -EINVAL && says("se.zone"),
	    "nor the zone file");
	write_bytes("se.zone", "zone", 4);
	if (check_now(&r, &now) < 0)
		abort();
	now.zone.serial++;
	ok(scan_resume_check(&r, &now.plan, &why) == -EINVAL, "nor its serial");
	now.plan.zone_count = 0;
	ok(scan_resume_check(&r, &now.plan, &why) == -EINVAL,
	    "nor may it be missing");
	scan_resume_close(&r);
}

static void
test_config(void)
{
	static const char *const by_file[] = {
	    "scan", "-C", "conf", "-o", "run", "-r", "300"};
	static const char conf[] = "zone = se.zone\nehlo = scan.example\n"
				   "rate = 200\nprobes = 2\n";
	static struct scan_options o;
	struct scan_resume r;
	struct first f = {.options.common.config = "conf"}, now = f;
	write_bytes("conf", conf, strlen(conf));
	begin(&f, by_file, ARRAY_LEN(by_file));
	write_run(&f, NULL);
	ok(go_on(&r, &o) == 0 && o.zones.count == 1 && o.probes.value == 2 &&
		strcmp(o.ehlo, "scan.example") == 0 && o.rate_pps.value == 50,
	    "the file of options is read again, and what is said anew counts");
	begin(&now, by_file, ARRAY_LEN(by_file));
	ok(scan_resume_check(&r, &now.plan, &why) == 0, "it is the same");
	write_bytes("conf", "zone = se.zone\nprobes = 3\n", 26);
	begin(&now, by_file, ARRAY_LEN(by_file));
	ok(scan_resume_check(&r, &now.plan, &why) == -EINVAL && says("conf"),
	    "it may not be another one");
	scan_resume_close(&r);
}

/* "--" may end a command line, and ours goes on behind it. */
static void
test_end_of_options(void)
{
	static const char *const ended[] = {
	    "scan", "--zone", "se.zone", "-o", "run", "--"};
	static struct scan_options o;
	struct scan_resume r;
	struct first f = {.complete = false};
	begin(&f, ended, ARRAY_LEN(ended));
	write_run(&f, NULL);
	ok(go_on(&r, &o) == 0 && o.rate_pps.value == 50,
	    "a command line that ended in --");
	scan_resume_close(&r);
}

/* It is gone; an empty one would be no blocklist. */
static void
test_standard_input(void)
{
	static struct scan_options o;
	struct scan_resume r;
	struct first f = {.complete = false};
	begin(&f, words, ARRAY_LEN(words));
	f.zone.file = "-";
	write_run(&f, NULL);
	ok(go_on(&r, &o) == -EINVAL && says("standard input"),
	    "a zone file from standard input");
	scan_resume_close(&r);
	begin(&f, words, ARRAY_LEN(words));
	f.options.common.blocklist = "-";
	scan_line_note(&f.line, &f.options, &f.plan, words, ARRAY_LEN(words));
	write_run(&f, NULL);
	ok(go_on(&r, &o) == -EINVAL && says("standard input"),
	    "nor a blocklist");
	scan_resume_close(&r);
}

/* A manifest that another scan is about to change is none to go by. */
static void
test_lock(void)
{
	static struct scan_options o;
	struct scan_resume r, second;
	struct first f = {.complete = false};
	begin(&f, words, ARRAY_LEN(words));
	write_run(&f, NULL);
	ok(go_on(&r, &o) == 0, "the first that goes on");
	ok(go_on(&second, &o) == -EWOULDBLOCK && says("another scan"),
	    "another one does not");
	scan_resume_close(&second);
	scan_resume_close(&r);
	ok(go_on(&second, &o) == 0, "until the first has ended");
	scan_resume_close(&second);
}

static void
test_states(void)
{
	static struct scan_options o;
	struct scan_resume r;
	struct first done = {.complete = true}, dry = {.dry_run = true};
	begin(&done, words, ARRAY_LEN(words));
	write_run(&done, NULL);
	ok(go_on(&r, &o) == -EALREADY && says("is complete"),
	    "a run that is complete");
	scan_resume_close(&r);
	begin(&dry, words, ARRAY_LEN(words));
	write_run(&dry, NULL);
	ok(go_on(&r, &o) == -EINVAL && says("dry run"), "a dry run");
	scan_resume_close(&r);
	write_bytes("run/manifest.json", "{\"schema_version\":0}\n", 21);
	ok(go_on(&r, &o) == -EPROTO && says("schema version 0"),
	    "a run of another schema version");
	scan_resume_close(&r);
	write_bytes("run/manifest.json", "{\"schema_version\":1}\n", 21);
	ok(go_on(&r, &o) == -EBADMSG && says("no manifest"),
	    "a manifest with nothing in it");
	scan_resume_close(&r);
	write_bytes("run/manifest.json", "\n", 1);
	ok(go_on(&r, &o) == -EBADMSG, "or that is none");
	scan_resume_close(&r);
	unlink(path_of("run/manifest.json"));
	ok(mkfifo(path_of("run/manifest.json"), 0600) == 0 &&
		go_on(&r, &o) == -ESPIPE && says("no regular file"),
	    "or a pipe");
	scan_resume_close(&r);
	unlink(path_of("run/manifest.json"));
	ok(go_on(&r, &o) == -ENOENT && says("manifest.json"), "no run");
	scan_resume_close(&r);
}

int
main(void)
{
	char command[64];
	text_init(&why);
	if (mkdtemp(test_folder) == NULL || chdir(test_folder) < 0 ||
	    mkdir(path_of("run"), 0777) < 0 || run_id_new(run_id) < 0)
		return 1;
	write_bytes("se.zone", "zone", 4);
	write_bytes("anchor", "anchor", 6);
	write_bytes("block", "", 0);
	test_options();
	test_files();
	test_config();
	test_end_of_options();
	test_standard_input();
	test_lock();
	test_states();
	text_fini(&why);
	snprintf(command, sizeof(command), "rm -r %s", test_folder);
	return chdir("/") < 0 || system(command) != 0 || tap_end();
}
