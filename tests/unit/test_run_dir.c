/* The directory of a run: what may become one, and what is refused. */
#include "output/run_dir.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/macros.h"
#include "tap.h"
#include "test_folder.h"

static bool
is_dir(const char *name)
{
	struct stat st;
	return lstat(path_of(name), &st) == 0 && S_ISDIR(st.st_mode);
}

/* What a directory is asked to become one, and what comes of it. */
static const struct {
	const char *name;
	int rc;
	const char *why; /* NULL: nothing is said */
} rows[] = {
    {"new", 0, NULL}, {"new", -EEXIST, "is not empty"}, {"slash/", 0, NULL},
    {"a/b/c", 0, NULL}, {"a/b/d//", 0, NULL}, {"empty", 0, NULL},
    {"run", -EEXIST, "another run"}, {"full", -EEXIST, "is not empty"},
    {"link", -EEXIST, "is a link"}, {"link/", -EEXIST, "is a link"},
    {"dangling", -EEXIST, "is a link"}, {"file", -ENOTDIR, "not a directory"},
    {"file/run", -ENOTDIR, "cannot be made"},
    {"through/run", 0, NULL}, /* only the last part may be no link */
};

static void
test_rows(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct text why;
		text_init(&why);
		int rc = run_dir_create(path_of(rows[i].name), &why);
		bool right = rc == rows[i].rc &&
			     (rows[i].why == NULL
				     ? why.len == 0
				     : why.len > 0 && strstr(why.bytes,
							  rows[i].why) != NULL);
		ok(right, rows[i].name);
		if (!right)
			printf("# %d %s\n", rc, why.len > 0 ? why.bytes : "");
		text_fini(&why);
	}
	ok(is_dir("a/b/c/dns") && is_dir("a/b/d/smtp"), "with folders");
	ok(!is_dir("elsewhere/dns"), "nothing is made behind a link");
}

static void
test_check(void)
{
	struct text why;
	text_init(&why);
	ok(run_dir_check(path_of("none"), &why) == -ENOENT && why.len > 0,
	    "no directory is no run");
	text_clear(&why);
	ok(run_dir_check(path_of("new"), &why) == -ENOENT && why.len > 0,
	    "nor is one without a manifest");
	text_clear(&why);
	ok(run_dir_check(path_of("run"), &why) == 0 && why.len == 0,
	    "one with a manifest is");
	text_fini(&why);
}

static void
test_enter(void)
{
	struct text why;
	char here[PATH_MAX];
	text_init(&why);
	ok(run_dir_enter(path_of("entered"), &why) == 0 &&
		getcwd(here, sizeof(here)) != NULL &&
		strcmp(here, path_of("entered")) == 0,
	    "it is the working directory");
	text_fini(&why);
}

/* What became of a run directory meanwhile. */
static void
test_reenter(void)
{
	struct text why;
	char target[PATH_MAX];
	text_init(&why);
	snprintf(target, sizeof(target), "%s", path_of("elsewhere"));
	write_bytes("entered/manifest.json", "", 0);
	if (rmdir(path_of("entered/state")) < 0)
		abort();
	ok(run_dir_reenter(path_of("entered"), &why) == 0 &&
		is_dir("entered/state"),
	    "a folder that is missing is made");
	if (rmdir(path_of("entered/dns")) < 0 ||
	    symlink(target, path_of("entered/dns")) < 0)
		abort();
	ok(run_dir_reenter(path_of("entered"), &why) == -ENOTDIR &&
		strstr(why.bytes, "entered/dns: ") != NULL,
	    "one that is a link is refused");
	text_fini(&why);
}

static void
test_lock(void)
{
	struct text why;
	int first = -1, second = -1;
	text_init(&why);
	ok(run_dir_lock(path_of("run"), &first, &why) == 0 && why.len == 0,
	    "a run is locked");
	ok(run_dir_lock(path_of("run"), &second, &why) == -EWOULDBLOCK &&
		second == -1 && strstr(why.bytes, "another scan") != NULL,
	    "for one scan alone");
	close(first);
	text_clear(&why);
	ok(run_dir_lock(path_of("run"), &second, &why) == 0,
	    "until that one ends");
	close(second);
	text_fini(&why);
}

int
main(void)
{
	char command[64];
	char target[PATH_MAX];
	if (mkdtemp(test_folder) == NULL || mkdir(path_of("empty"), 0777) < 0 ||
	    mkdir(path_of("run"), 0777) < 0 ||
	    mkdir(path_of("full"), 0777) < 0 ||
	    mkdir(path_of("elsewhere"), 0777) < 0)
		return 1;
	write_bytes("run/manifest.json", "", 0);
	write_bytes("full/x", "", 0);
	write_bytes("file", "", 0);
	snprintf(target, sizeof(target), "%s", path_of("elsewhere"));
	if (symlink(target, path_of("link")) < 0 ||
	    symlink(target, path_of("through")) < 0 ||
	    symlink("/nonexistent", path_of("dangling")) < 0)
		return 1;
	test_rows();
	test_check();
	test_lock();
	test_enter();
	test_reenter();
	snprintf(command, sizeof(command), "rm -r %s", test_folder);
	return chdir("/") != 0 || system(command) != 0 || tap_end();
}
