#include "output/run_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {
    "delegation", "dns", "smtp", "cert", "listed", "dropped", "state"};

static int
refuse(struct text *why, const char *path, const char *what, int error)
{
	text_addf(why, "%s: %s", path, what);
	if (error != EEXIST && error != ENOENT)
		text_addf(why, ": %s", strerror(error));
	return -error;
}

/* `path` without the slashes at its end, behind which a link is followed. */
static int
copy_path(const char *path, char out[PATH_MAX], struct text *why)
{
	size_t len = strlen(path);
	if (len == 0 || len >= PATH_MAX)
		return refuse(why, path, "no name of a directory", EINVAL);
	memcpy(out, path, len + 1);
	while (len > 1 && out[len - 1] == '/')
		out[--len] = '\0';
	return 0;
}

/* The directories that lead to it, as far as they are missing. */
static int
make_parents(char *path, struct text *why)
{
	for (char *at = strchr(path + 1, '/'); at != NULL;
	     at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdir(path, 0777) < 0 && errno != EEXIST)
			return refuse(why, path, "cannot be made", errno);
		*at = '/';
	}
	return 0;
}

/* A descriptor, or -errno: a link is none of ours, wherever it leads. */
static int
open_dir(const char *path, struct text *why)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir >= 0)
		return dir;
	int error = errno;
	struct stat st;
	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		return refuse(
		    why, path, "is a link; name the directory itself", EEXIST);
	return refuse(why, path, "not a directory of ours", error);
}

/* 0 if nothing is in it. */
static int
must_be_empty(int fd, const char *path, struct text *why)
{
	int copy = dup(fd);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
	if (dir == NULL)
		return refuse(why, path, "cannot be read", errno);
	struct dirent *e;
	bool empty = true;
	while (empty && (e = readdir(dir)) != NULL)
		empty = !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..");
	bool run = faccessat(fd, "manifest.json", F_OK, 0) == 0;
	closedir(dir);
	if (run)
		return refuse(why, path,
		    "holds another run; name a new directory", EEXIST);
	if (!empty)
		return refuse(
		    why, path, "is not empty; name a new directory", EEXIST);
	return 0;
}

/* `asked`, as `path` names it, and its parents: 0 or -errno. */
static int
make_path(const char *asked, char path[PATH_MAX], struct text *why)
{
	int rc = copy_path(asked, path, why);
	if (rc == 0)
		rc = make_parents(path, why);
	if (rc == 0 && mkdir(path, 0777) < 0 && errno != EEXIST)
		rc = refuse(why, path, "cannot be made", errno);
	return rc;
}

int
run_dir_make(const char *path, struct text *why)
{
	char made[PATH_MAX];
	return make_path(path, made, why);
}

static int
make_folders(int dir, const char *path, struct text *why)
{
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (mkdirat(dir, folders[i], 0777) < 0)
			return refuse(why, path, "cannot make folders", errno);
	return 0;
}

/* The directory, new or empty, with its folders: a descriptor, or -errno. */
static int
create(const char *asked, struct text *why)
{
	char path[PATH_MAX];
	int rc = make_path(asked, path, why);
	if (rc < 0)
		return rc;
	int dir = open_dir(path, why);
	if (dir < 0)
		return dir;
	rc = must_be_empty(dir, path, why);
	if (rc == 0)
		rc = make_folders(dir, path, why);
	if (rc == 0)
		return dir;
	close(dir);
	return rc;
}

int
run_dir_create(const char *path, struct text *why)
{
	int dir = create(path, why);
	if (dir < 0)
		return dir;
	close(dir);
	return 0;
}

/*
 * A run belongs to whom its scan became: a link in the place of a folder would
 * have root write elsewhere.  Copies may have lost a folder that was empty.
 */
static int
check_folders(int dir, const char *path, struct text *why)
{
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		struct stat st;
		if (mkdirat(dir, folders[i], 0777) == 0)
			continue;
		if (errno != EEXIST ||
		    fstatat(dir, folders[i], &st, AT_SYMLINK_NOFOLLOW) < 0)
			return refuse(why, path, "cannot make folders", errno);
		if (!S_ISDIR(st.st_mode)) {
			text_addf(why, "%s/%s: is no folder of a run", path,
			    folders[i]);
			return -ENOTDIR;
		}
	}
	return 0;
}

/* One that holds a run: a descriptor, or -errno. */
static int
reopen(const char *path, struct text *why)
{
	int dir = open_dir(path, why);
	int rc = dir >= 0 ? check_folders(dir, path, why) : dir;
	if (rc == 0)
		return dir;
	if (dir >= 0)
		close(dir);
	return rc;
}

const char run_dir_here[] = ".";

static int
enter(int dir, const char *path, struct text *why)
{
	if (dir < 0)
		return dir;
	int rc = fchdir(dir) < 0 ? -errno : 0;
	close(dir);
	if (rc < 0)
		text_addf(why, "%s: %s", path, strerror(-rc));
	return rc;
}

int
run_dir_enter(const char *path, struct text *why)
{
	return enter(create(path, why), path, why);
}

int
run_dir_reenter(const char *asked, struct text *why)
{
	char path[PATH_MAX];
	int rc = copy_path(asked, path, why);
	if (rc == 0)
		rc = run_dir_check(path, why);
	return rc == 0 ? enter(reopen(path, why), path, why) : rc;
}

int
run_dir_lock(const char *path, int *lock, struct text *why)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return refuse(why, path, "no run directory", errno);
	if (flock(dir, LOCK_EX | LOCK_NB) == 0) {
		*lock = dir;
		return 0;
	}
	int error = errno;
	close(dir);
	if (error == EWOULDBLOCK)
		text_add(why, "another scan is writing this run");
	else
		text_addf(why, "%s: %s", path, strerror(error));
	return -error;
}

int
run_dir_check(const char *path, struct text *why)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return refuse(why, path, "no run directory", errno);
	int rc = faccessat(dir, "manifest.json", R_OK, 0) < 0 ? errno : 0;
	close(dir);
	return rc == 0 ? 0 : refuse(why, path, "holds no manifest.json", rc);
}
