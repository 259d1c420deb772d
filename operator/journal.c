#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "state_line.h"

enum { PATH_BYTES = 4096, KEPT_BYTES = 1 << 20 };

static void
path_in(char path[PATH_BYTES], const char *dir, const char *name)
{
	snprintf(path, PATH_BYTES, "%s/%s", dir, name);
}

static int
fail(struct text *why, const char *path, int rc)
{
	text_addf(why, "%s: %s", path,
	    rc == -EWOULDBLOCK ? "another run is at work" : strerror(-rc));
	return rc;
}

static int
take_lock(struct journal *j, struct text *why)
{
	char path[PATH_BYTES];
	path_in(path, j->dir, "lock");
	j->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (j->lock < 0)
		return fail(why, path, -errno);
	if (flock(j->lock, LOCK_EX | LOCK_NB) < 0)
		return fail(why, path, -errno);
	return 0;
}

int
journal_create(struct journal *j, const char *dir, struct text *why)
{
	char path[PATH_BYTES];
	*j = (struct journal){.dir = dir, .lock = -1, .file = -1};
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return fail(why, dir, -errno);
	int rc = take_lock(j, why);
	if (rc < 0)
		return rc;
	path_in(path, dir, "journal");
	j->file = open(
	    path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (j->file < 0)
		return fail(why, path, -errno);
	/* An empty one was never begun. */
	if (lseek(j->file, 0, SEEK_END) > 0)
		return fail(why, path, -EEXIST);
	rc = file_sync_dir(dir);
	return rc < 0 ? fail(why, dir, rc) : 0;
}

/* The last whole line; what was cut behind it had not begun. */
static int
read_state(struct journal *j, const char *path, struct rollover *out,
    uint64_t *whole, struct text *why)
{
	struct text bytes;
	text_init(&bytes);
	char *room;
	ssize_t got = 0;
	while ((room = text_reserve(&bytes, KEPT_BYTES)) != NULL &&
	       (got = read(j->file, room, KEPT_BYTES)) > 0)
		text_commit(&bytes, (size_t)got);
	int rc = !text_ok(&bytes) ? -ENOMEM : got < 0 ? -errno : 0;
	const char *end = NULL, *line = NULL;
	if (rc == 0 && bytes.len > 0)
		end = memrchr(bytes.bytes, '\n', bytes.len);
	if (rc == 0 && end == NULL)
		rc = -EINVAL;
	if (rc == 0) {
		*whole = (uint64_t)(end + 1 - bytes.bytes);
		line = memrchr(bytes.bytes, '\n', *whole - 1);
		line = line != NULL ? line + 1 : bytes.bytes;
		rc = state_line_read(line, (size_t)(end - line), out);
	}
	text_fini(&bytes);
	if (rc == -EPROTONOSUPPORT)
		text_addf(why, "%s: is of another version of danesweep", path);
	else if (rc == -EINVAL)
		text_addf(why, "%s: its last line is no state", path);
	else if (rc < 0)
		return fail(why, path, rc);
	return rc;
}

static int
cut(struct journal *j, const char *path, uint64_t whole)
{
	off_t size = lseek(j->file, 0, SEEK_END);
	return size == (off_t)whole ? 0 : file_cut(path, whole);
}

int
journal_open(struct journal *j, const char *dir, bool writes,
    struct rollover *out, struct text *why)
{
	char path[PATH_BYTES];
	uint64_t whole = 0;
	*j = (struct journal){.dir = dir, .lock = -1, .file = -1};
	path_in(path, dir, "journal");
	if (access(path, F_OK) < 0)
		return fail(why, path, -errno);
	int rc = writes ? take_lock(j, why) : 0;
	if (rc < 0)
		return rc;
	j->file = open(path,
	    (writes ? O_RDWR | O_APPEND : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW);
	if (j->file < 0)
		return fail(why, path, -errno);
	rc = read_state(j, path, out, &whole, why);
	if (rc == 0 && writes)
		rc = cut(j, path, whole);
	return rc;
}

void
journal_close(struct journal *j)
{
	if (j->file >= 0)
		close(j->file);
	if (j->lock >= 0)
		close(j->lock);
	j->file = j->lock = -1;
}

static int
write_line(const void *line, int fd)
{
	const struct text *t = line;
	return file_write_all(fd, t->bytes, t->len);
}

/* Years of lines are of no use: the last one is the state. */
static int
begin_anew(struct journal *j, const struct text *line)
{
	char path[PATH_BYTES], fresh[PATH_BYTES];
	path_in(path, j->dir, "journal");
	path_in(fresh, j->dir, "journal.tmp");
	int rc = file_replace(path, fresh, 0600, write_line, line);
	if (rc < 0)
		return rc;
	int file = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0)
		return -errno;
	close(j->file);
	j->file = file;
	return 0;
}

int
journal_add(struct journal *j, const struct rollover *r,
    enum rollover_act_kind act, int64_t now_s)
{
	struct text line;
	text_init(&line);
	state_line_add(&line, r, act, now_s);
	int rc = text_ok(&line) ? 0 : -ENOMEM;
	if (rc == 0 && lseek(j->file, 0, SEEK_END) > KEPT_BYTES) {
		rc = begin_anew(j, &line);
	} else if (rc == 0) {
		rc = file_write_all(j->file, line.bytes, line.len);
		if (rc == 0)
			rc = file_sync(j->file);
	}
	text_fini(&line);
	return rc;
}
