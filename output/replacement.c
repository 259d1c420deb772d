#include "replacement.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* The path of `name` in `dir`. */
static int
path_in(char out[PATH_MAX], const char *dir, const char *name)
{
	int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);
	return n < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* A descriptor that is the lock, or -errno. */
static int
lock_work(const char *work)
{
	if (mkdir(work, 0777) < 0 && errno != EEXIST)
		return -errno;
	int fd = open(work, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	int error = errno;
	close(fd);
	return -error;
}

/* What is in it, of whoever was killed here. */
static int
empty_work(const char *work)
{
	static const char *const folders[] = {
	    "rrset", "rrset.old", "verdict", "verdict.old"};
	char path[PATH_MAX];
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(folders); i++) {
		rc = path_in(path, work, folders[i]);
		if (rc == 0)
			rc = file_remove_tree(path);
	}
	return rc;
}

int
replacement_open(struct replacement *r, const char *dir)
{
	r->lock = -1;
	int n = snprintf(r->dir, sizeof(r->dir), "%s", dir);
	int rc = n < (int)sizeof(r->dir)
		     ? path_in(r->work, r->dir, "verify.tmp")
		     : -ENAMETOOLONG;
	if (rc == 0)
		rc = lock_work(r->work);
	if (rc < 0)
		return rc;
	r->lock = rc;
	return empty_work(r->work);
}

int
replacement_settle(struct replacement *r, const char *folder)
{
	char from[PATH_MAX], to[PATH_MAX];
	int rc = path_in(from, r->work, folder);
	if (rc == 0)
		rc = path_in(to, r->dir, folder);
	if (rc < 0)
		return rc;
	rc = access(to, F_OK) == 0 ? file_exchange(from, to)
				   : file_rename(from, to);
	return rc == 0 ? file_sync_dir(r->dir) : rc;
}

void
replacement_close(struct replacement *r)
{
	if (r->lock < 0)
		return;
	(void)!empty_work(r->work);
	(void)!rmdir(r->work);
	close(r->lock);
	r->lock = -1;
}
