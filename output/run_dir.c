#include "output/run_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {
    "delegation", "dns", "smtp", "cert", "state"};

static int
refuse(struct text *why, const char *path, const char *what, int error)
{
	text_addf(why, "%s: %s", path, what);
	if (error != EEXIST && error != ENOENT)
		text_addf(why, ": %s", strerror(error));
	return -error;
}

/* 0 if nothing is in it. */
static int
must_be_empty(const char *path, struct text *why)
{
	DIR *dir = opendir(path);
	if (dir == NULL)
		return refuse(why, path, "not a directory of ours", errno);
	struct dirent *e;
	bool empty = true;
	while (empty && (e = readdir(dir)) != NULL)
		empty = !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..");
	bool run = faccessat(dirfd(dir), "manifest.json", F_OK, 0) == 0;
	closedir(dir);
	if (run)
		return refuse(why, path,
		    "holds another run; name a new directory", EEXIST);
	if (!empty)
		return refuse(
		    why, path, "is not empty; name a new directory", EEXIST);
	return 0;
}

static int
make_folders(const char *path, struct text *why)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return refuse(why, path, "cannot be opened", errno);
	int rc = 0;
	for (size_t i = 0; i < ARRAY_LEN(folders) && rc == 0; i++)
		if (mkdirat(dir, folders[i], 0777) < 0)
			rc = refuse(why, path, "cannot make folders", errno);
	close(dir);
	return rc;
}

int
run_dir_create(const char *path, struct text *why)
{
	if (mkdir(path, 0777) < 0) {
		if (errno == ENOENT)
			return refuse(why, path,
			    "its parent directory does not exist", ENOENT);
		if (errno != EEXIST)
			return refuse(why, path, "cannot be made", errno);
		int rc = must_be_empty(path, why);
		if (rc < 0)
			return rc;
	}
	return make_folders(path, why);
}

const char run_dir_here[] = ".";

int
run_dir_enter(const char *path, struct text *why)
{
	int rc = run_dir_create(path, why);
	if (rc == 0 && chdir(path) < 0) {
		rc = -errno;
		text_addf(why, "%s: %s", path, strerror(-rc));
	}
	return rc;
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
