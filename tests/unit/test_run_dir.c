/* The directory of a run: what may become one, and what is refused. */
#include "output/run_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/macros.h"
#include "tap.h"

static char top[] = "/tmp/run-dir-XXXXXX";

/* A path below `top`; a view until the next call. */
static const char *
below(const char *name)
{
	static char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/%s", top, name);
	return path;
}

static void
touch(const char *name)
{
	int fd = open(below(name), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		abort();
	close(fd);
}

static bool
is_dir(const char *name)
{
	struct stat st;
	return lstat(below(name), &st) == 0 && S_ISDIR(st.st_mode);
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
		int rc = run_dir_create(below(rows[i].name), &why);
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
	ok(run_dir_check(below("none"), &why) == -ENOENT && why.len > 0,
	    "no directory is no run");
	text_clear(&why);
	ok(run_dir_check(below("new"), &why) == -ENOENT && why.len > 0,
	    "nor is one without a manifest");
	text_clear(&why);
	ok(run_dir_check(below("run"), &why) == 0 && why.len == 0,
	    "one with a manifest is");
	text_fini(&why);
}

static void
test_enter(void)
{
	struct text why;
	char here[PATH_MAX];
	text_init(&why);
	ok(run_dir_enter(below("entered"), &why) == 0 &&
		getcwd(here, sizeof(here)) != NULL &&
		strcmp(here, below("entered")) == 0,
	    "it is the working directory");
	text_fini(&why);
}

static void
test_lock(void)
{
	struct text why;
	int first = -1, second = -1;
	text_init(&why);
	ok(run_dir_lock(below("run"), &first, &why) == 0 && why.len == 0,
	    "a run is locked");
	ok(run_dir_lock(below("run"), &second, &why) == -EWOULDBLOCK &&
		second == -1 && strstr(why.bytes, "another scan") != NULL,
	    "for one scan alone");
	close(first);
	text_clear(&why);
	ok(run_dir_lock(below("run"), &second, &why) == 0,
	    "until that one ends");
	close(second);
	text_fini(&why);
}

int
main(void)
{
	char command[64];
	char target[PATH_MAX];
	if (mkdtemp(top) == NULL || mkdir(below("empty"), 0777) < 0 ||
	    mkdir(below("run"), 0777) < 0 || mkdir(below("full"), 0777) < 0 ||
	    mkdir(below("elsewhere"), 0777) < 0)
		return 1;
	touch("run/manifest.json");
	touch("full/x");
	touch("file");
	snprintf(target, sizeof(target), "%s", below("elsewhere"));
	if (symlink(target, below("link")) < 0 ||
	    symlink(target, below("through")) < 0 ||
	    symlink("/nonexistent", below("dangling")) < 0)
		return 1;
	test_rows();
	test_check();
	test_lock();
	test_enter();
	snprintf(command, sizeof(command), "rm -r %s", top);
	return chdir("/") != 0 || system(command) != 0 || tap_end();
}
