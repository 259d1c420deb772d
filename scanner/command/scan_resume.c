#include "scan_resume.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/program.h"
#include "output/run_dir.h"

/* The command line of the whole run. */
struct line {
	char **argv;
	int argc;
};

static void
add(struct line *l, const char *word)
{
	/* getopt changes their order, and nothing else. */
	l->argv[l->argc++] = (char *)(uintptr_t)word;
}

static const char *
format(struct arena *a, const char *option, const char *value)
{
	struct text t;
	text_init(&t);
	text_addf(&t, "--%s=%s", option, value);
	const char *word = arena_text(a, &t);
	text_fini(&t);
	return word;
}

/* As seen from any directory; the last part may be no link, and stays so. */
static const char *
absolute(struct arena *a, const char *path)
{
	char here[PATH_MAX];
	if (path[0] == '/' || getcwd(here, sizeof(here)) == NULL)
		return path;
	struct text t;
	text_init(&t);
	text_addf(&t, "%s/%s", here, path);
	const char *whole = arena_text(a, &t);
	text_fini(&t);
	return whole;
}

/* Behind "--", which may stand at the end, there would be no options. */
static size_t
argc_then(const struct manifest_start *s)
{
	return s->argc - (strcmp(s->argv[s->argc - 1], "--") == 0);
}

/* What stands behind counts where both say it. */
static struct line
line_of(struct scan_resume *r, const char *dir, int argc, char *argv[])
{
	enum { OURS = 3 };
	const struct manifest_start *s = &r->start;
	char seed[32];
	struct line l = {0};
	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)s->seed);
	l.argv = arena_alloc(
	    &r->arena, (s->argc + (size_t)argc + OURS) * sizeof(*l.argv));
	for (size_t i = 0; i < argc_then(s); i++)
		add(&l, s->argv[i]);
	add(&l, format(&r->arena, "seed", seed));
	add(&l, format(&r->arena, "output-dir", dir));
	for (int i = 1; i < argc; i++)
		add(&l, argv[i]);
	add(&l, NULL);
	l.argc--;
	return l;
}

static void
note_earlier(struct scan_resume *r, int argc, char *argv[])
{
	const struct manifest_start *s = &r->start;
	struct manifest_resumption *resumed =
	    arena_alloc(&r->arena, (s->resumed_count + 1) * sizeof(*resumed));
	for (size_t i = 0; i < s->resumed_count; i++)
		resumed[i] = s->resumed[i];
	resumed[s->resumed_count] = (struct manifest_resumption){
	    .start_ns = clock_realtime_ns(),
	    .argv = (const char *const *)argv,
	    .argc = (size_t)argc,
	    .program = {program_version, program_commit},
	};
	r->earlier = (struct scan_earlier){
	    .run_id = s->run_id,
	    .start_ns = s->start_ns,
	    .resumed = resumed,
	    .resumed_count = s->resumed_count + 1,
	    .program = s->program,
	    .changes = s->changes,
	    .is_locked = true,
	};
}

static bool
is_standard_input(const char *path)
{
	return strcmp(path, "-") == 0;
}

/*
 * Known before a terminal is waited for.  Nor would a list of who is left alone
 * be one: whoever starts scans by the clock gives them nothing to read.
 */
static bool
has_standard_input(const struct manifest_start *s)
{
	bool has = false;
	for (size_t i = 0; i < s->zone_count; i++)
		has |= is_standard_input(s->zones[i].file);
	for (size_t i = 0; i < s->file_count; i++)
		has |= is_standard_input(s->files[i].path);
	return has;
}

static int
check_state(const struct manifest_start *s, const char *dir, struct text *why)
{
	if (s->complete) {
		text_addf(why, "%s: is complete, nothing is left to do", dir);
		return -EALREADY;
	}
	if (s->dry_run) {
		text_addf(
		    why, "%s: a dry run, which has nothing to go on with", dir);
		return -EINVAL;
	}
	if (has_standard_input(s)) {
		text_addf(why,
		    "%s: began with standard input, which cannot be read "
		    "again",
		    dir);
		return -EINVAL;
	}
	return 0;
}

/* Where relative paths began. */
static int
enter_directory(const struct manifest_start *s, struct text *why)
{
	if (s->directory == NULL || chdir(s->directory) == 0)
		return 0;
	int rc = -errno;
	text_addf(why,
	    "%s: %s; the run began there, and its files may be there",
	    s->directory, strerror(-rc));
	return rc;
}

int
scan_resume_open(struct scan_resume *r, struct scan_options *o, int argc,
    char *argv[], struct text *why)
{
	*r = (struct scan_resume){.lock = -1};
	arena_init(&r->arena);
	const char *dir = absolute(&r->arena, o->resume);
	/* Nobody else goes on with what is read here. */
	int rc = run_dir_lock(dir, &r->lock, why);
	if (rc == 0)
		rc = manifest_start_read(&r->start, dir, why);
	if (rc == 0)
		rc = check_state(&r->start, dir, why);
	if (rc == 0)
		rc = enter_directory(&r->start, why);
	if (rc < 0)
		return rc;
	note_earlier(r, argc, argv);
	struct line l = line_of(r, dir, argc, argv);
	scan_options_parse_whole(l.argc, l.argv, o);
	return 0;
}

void
scan_resume_close(struct scan_resume *r)
{
	manifest_start_fini(&r->start);
	arena_fini(&r->arena);
	if (r->lock >= 0)
		close(r->lock);
}

static bool
same_digest(const struct manifest_digest *a, const struct manifest_digest *b)
{
	return a->known && b->known &&
	       memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0;
}

static int
refuse(const char *file, struct text *why)
{
	text_addf(why,
	    "%s: not the file that the run began with; it goes on only with "
	    "that one",
	    file);
	return -EINVAL;
}

static int
check_zones(const struct manifest_start *s, const struct scan_plan *plan,
    struct text *why)
{
	for (size_t i = 0; i < s->zone_count; i++) {
		const struct manifest_zone *then = &s->zones[i];
		const struct manifest_zone *now = &plan->zones[i];
		if (i >= plan->zone_count || then->serial != now->serial ||
		    !same_digest(&then->digest, &now->digest))
			return refuse(then->file, why);
	}
	return 0;
}

/* Who wants to be left alone, or be asked less, may say so at any time. */
static bool
may_change(const char *option)
{
	return strcmp(option, "blocklist-file") == 0 ||
	       strcmp(option, "allowlist-file") == 0 ||
	       strcmp(option, "opt-out") == 0 ||
	       strcmp(option, "server-rates") == 0;
}

static const struct manifest_file *
find_file(const struct manifest_command *c, const char *option)
{
	for (size_t i = 0; i < c->file_count; i++)
		if (strcmp(c->files[i].option, option) == 0)
			return &c->files[i];
	return NULL;
}

int
scan_resume_check(
    const struct scan_resume *r, const struct scan_plan *plan, struct text *why)
{
	const struct manifest_start *s = &r->start;
	int rc = check_zones(s, plan, why);
	for (size_t i = 0; i < s->file_count && rc == 0; i++) {
		const struct manifest_file *then = &s->files[i];
		const struct manifest_file *now =
		    find_file(plan->command, then->option);
		if (!may_change(then->option) &&
		    (now == NULL || !same_digest(&then->digest, &now->digest)))
			rc = refuse(then->path, why);
	}
	return rc;
}
