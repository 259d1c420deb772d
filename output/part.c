#include "output/part.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/array.h"
#include "base/file.h"
#include "base/gzip.h"
#include "base/text.h"
#include "output/line_stream.h"
#include "output/part_files.h"

enum { MEMBER_BYTES = 1 << 20 };
#define BYTES_MAX_DEFAULT (256ULL << 20)

struct part_writer {
	char dir[PATH_MAX];    /* of the run */
	char folder[PATH_MAX]; /* of the kind in it */
	char kind[sizeof(((struct part_info *)0)->kind)];
	char run[PART_RUN_LEN + sizeof("-")]; /* with its dash, or empty */
	unsigned writer, number;
	uint64_t bytes_max;
	struct line_stream *stream; /* NULL: files */
	int error;                  /* the first one: it stays */

	struct text lines; /* of the next member */
	uint64_t lines_count;
	int64_t due_ns; /* when they are to be written; 0: not known yet */
	int (*before_write)(void *ctx); /* NULL: nothing has to be done */
	void *before_write_ctx;
	struct gzip_deflater *deflater;
	struct array member; /* bytes, deflated */

	struct part_info part;
	EVP_MD_CTX *sha256;

	struct array finished; /* struct part_info */

	pthread_mutex_t sync;  /* held while what was written is synced */
	pthread_mutex_t state; /* of the rest, held for no call that waits */
	int fd;                /* -1: no part is open */
	bool unsynced, new;    /* its bytes, and its name */
};

/* Of the files: -ENAMETOOLONG if one does not fit. */
static int
take_names(struct part_writer *w, const struct part_config *config)
{
	size_t dir_len = strlen(config->dir);
	if (dir_len >= sizeof(w->dir))
		return -ENAMETOOLONG;
	memcpy(w->dir, config->dir, dir_len + 1);
	if (config->run_id != NULL)
		snprintf(w->run, sizeof(w->run), "%.*s-", (int)PART_RUN_LEN,
		    config->run_id);
	w->writer = config->writer;
	w->bytes_max =
	    config->bytes_max > 0 ? config->bytes_max : BYTES_MAX_DEFAULT;
	int n =
	    snprintf(w->folder, sizeof(w->folder), "%s/%s", w->dir, w->kind);
	return n < (int)sizeof(w->folder) ? 0 : -ENAMETOOLONG;
}

static int
take_config(struct part_writer *w, const struct part_config *config)
{
	size_t kind_len = strlen(config->kind);
	if (kind_len >= sizeof(w->kind))
		return -ENAMETOOLONG;
	memcpy(w->kind, config->kind, kind_len + 1);
	w->stream = config->stream;
	return w->stream == NULL ? take_names(w, config) : 0;
}

static int
take_memory(struct part_writer *w)
{
	text_init(&w->lines);
	size_t bound = gzip_default->member_bound(MEMBER_BYTES + (64 << 10));
	bool room = array_reserve(&w->member, bound, 1) == 0 &&
		    text_reserve(&w->lines, MEMBER_BYTES + (64 << 10)) != NULL;
	w->deflater = gzip_default->deflater_new();
	w->sha256 = EVP_MD_CTX_new();
	if (!room || w->deflater == NULL || w->sha256 == NULL)
		return -ENOMEM;
	return 0;
}

int
part_writer_open(const struct part_config *config, struct part_writer **out)
{
	struct part_writer *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return -ENOMEM;
	w->fd = -1;
	pthread_mutex_init(&w->sync, NULL);
	pthread_mutex_init(&w->state, NULL);
	int rc = take_config(w, config);
	if (rc == 0)
		rc = take_memory(w);
	if (rc == 0 && w->stream == NULL && mkdir(w->folder, 0777) < 0 &&
	    errno != EEXIST)
		rc = -errno;
	if (rc < 0) {
		part_writer_close(w);
		return rc;
	}
	*out = w;
	return 0;
}

void
part_writer_close(struct part_writer *w)
{
	if (w == NULL)
		return;
	if (w->fd >= 0)
		close(w->fd);
	gzip_default->deflater_free(w->deflater);
	EVP_MD_CTX_free(w->sha256);
	text_fini(&w->lines);
	array_fini(&w->member);
	array_fini(&w->finished);
	pthread_mutex_destroy(&w->sync);
	pthread_mutex_destroy(&w->state);
	free(w);
}

/* The path of the open part, with a suffix; -ENAMETOOLONG. */
static int
part_path(const struct part_writer *w, const char *suffix, char path[PATH_MAX])
{
	int n =
	    snprintf(path, PATH_MAX, "%s/%s%s", w->dir, w->part.path, suffix);
	return n < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* Opens the .tmp of the number that comes next; -EEXIST: it is taken. */
static int
open_number(struct part_writer *w)
{
	char path[PATH_MAX], tmp[PATH_MAX];
	int n = snprintf(w->part.path, sizeof(w->part.path),
	    "%s/part-%s%u-%05u" PART_SUFFIX, w->kind, w->run, w->writer,
	    w->number++);
	if (n >= (int)sizeof(w->part.path))
		return -ENAMETOOLONG;
	int rc = part_path(w, "", path);
	if (rc == 0)
		rc = part_path(w, PART_OPEN_SUFFIX, tmp);
	if (rc < 0)
		return rc;
	if (access(path, F_OK) == 0)
		return -EEXIST;
	int fd = file_create(tmp);
	if (fd < 0)
		return fd;
	pthread_mutex_lock(&w->state);
	w->fd = fd;
	w->new = true;
	pthread_mutex_unlock(&w->state);
	return 0;
}

static int
begin_part(struct part_writer *w)
{
	int rc;
	w->part = (struct part_info){0};
	memcpy(w->part.kind, w->kind, sizeof(w->kind));
	if (EVP_DigestInit_ex(w->sha256, EVP_sha256(), NULL) != 1)
		return -ENOMEM;
	do
		rc = open_number(w);
	while (rc == -EEXIST);
	return rc;
}

/* Writes a member, or leaves the part as it was before. */
static int
append_member(struct part_writer *w, size_t len)
{
	int rc = file_write_all(w->fd, w->member.at, len);
	pthread_mutex_lock(&w->state);
	w->unsynced = true;
	pthread_mutex_unlock(&w->state);
	if (rc < 0) {
		/* If even this fails, a reader will say that it is torn. */
		(void)!ftruncate(w->fd, (off_t)w->part.bytes);
		return rc;
	}
	if (EVP_DigestUpdate(w->sha256, w->member.at, len) != 1)
		return -ENOMEM;
	w->part.bytes += len;
	w->part.text_bytes += w->lines.len;
	w->part.records += w->lines_count;
	return 0;
}

/* A line that is longer than usual needs more room than usual. */
static int
grow_member(struct part_writer *w)
{
	size_t need = gzip_default->member_bound(w->lines.len);
	return array_reserve(&w->member, need, 1);
}

static int
write_member(struct part_writer *w)
{
	int rc = grow_member(w);
	if (rc == 0 && w->fd < 0)
		rc = begin_part(w);
	if (rc < 0)
		return rc;
	size_t len = gzip_default->member_deflate(w->deflater,
	    (const uint8_t *)w->lines.bytes, w->lines.len, w->member.at);
	return len > 0 ? append_member(w, len) : -ENOMEM;
}

static int
flush_lines(struct part_writer *w)
{
	int rc = 0;
	if (w->before_write != NULL)
		rc = w->before_write(w->before_write_ctx);
	if (rc == 0)
		rc = w->stream == NULL ? write_member(w)
				       : line_stream_add(w->stream, w->kind,
					     w->lines.bytes, w->lines.len);
	if (rc < 0)
		return rc;
	text_clear(&w->lines);
	w->lines_count = 0;
	w->due_ns = 0;
	return 0;
}

int
part_flush(struct part_writer *w)
{
	if (w->error == 0 && w->lines.len > 0)
		w->error = flush_lines(w);
	return w->error;
}

/* Writes the member, the last of its part if that is large enough. */
static int
end_member(struct part_writer *w)
{
	int rc = part_flush(w);
	if (rc == 0 && w->part.bytes >= w->bytes_max)
		rc = part_finish(w);
	return rc;
}

static uint64_t
count_lines(const char *lines, size_t len)
{
	uint64_t n = 0;
	const char *at = lines, *end = lines + len;
	while (
	    at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at++;
		n++;
	}
	return n;
}

int
part_add_line(struct part_writer *w, const char *line, size_t len)
{
	if (w->error < 0)
		return w->error;
	text_add_bytes(&w->lines, line, len);
	if (!text_ok(&w->lines))
		return w->error = -ENOMEM;
	w->lines_count += count_lines(line, len);
	return w->lines.len < MEMBER_BYTES ? 0 : end_member(w);
}

int
part_tick(struct part_writer *w, int64_t now_ns)
{
	if (w->error < 0 || w->lines.len == 0)
		return w->error;
	if (w->due_ns == 0)
		w->due_ns = now_ns + PART_AGE_NS;
	return now_ns < w->due_ns ? 0 : end_member(w);
}

void
part_before_write(struct part_writer *w, int (*fn)(void *ctx), void *ctx)
{
	w->before_write = fn;
	w->before_write_ctx = ctx;
}

/*
 * What there is to sync: a descriptor of the caller's, so that the writer may
 * end the part meanwhile; 0: nothing; or -errno.
 */
static int
take_unsynced(struct part_writer *w, bool *is_new)
{
	int fd = 0;
	pthread_mutex_lock(&w->state);
	if (w->fd >= 0 && w->unsynced) {
		/* From 3 on: 0 is none. */
		fd = fcntl(w->fd, F_DUPFD_CLOEXEC, 3);
		fd = fd < 0 ? -errno : fd;
		*is_new = w->new;
		w->unsynced = w->new = false;
	}
	pthread_mutex_unlock(&w->state);
	return fd;
}

/* Who comes second waits: what the first one syncs is its, too. */
int
part_sync(struct part_writer *w)
{
	bool is_new = false;
	if (w->stream != NULL)
		return line_stream_check(w->stream);
	pthread_mutex_lock(&w->sync);
	int fd = take_unsynced(w, &is_new);
	int rc = fd;
	if (fd > 0) {
		rc = file_sync(fd);
		if (rc == 0 && is_new)
			rc = file_sync_dir(w->folder);
		close(fd);
	}
	pthread_mutex_unlock(&w->sync);
	return rc;
}

/* Gives the part its final name, after its bytes are on the disk. */
static int
settle(struct part_writer *w)
{
	char path[PATH_MAX], tmp[PATH_MAX];
	int rc = file_sync(w->fd);
	pthread_mutex_lock(&w->state);
	if (close(w->fd) < 0 && rc == 0)
		rc = -errno;
	w->fd = -1;
	w->unsynced = false;
	pthread_mutex_unlock(&w->state);
	if (rc == 0)
		rc = part_path(w, "", path);
	if (rc == 0)
		rc = part_path(w, PART_OPEN_SUFFIX, tmp);
	if (rc < 0)
		return rc;
	/* A name is on the disk only when its folder is. */
	rc = file_rename(tmp, path);
	return rc == 0 ? file_sync_dir(w->folder) : rc;
}

static int
keep_info(struct part_writer *w)
{
	struct part_info *new = array_push(&w->finished, 1, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	if (EVP_DigestFinal_ex(w->sha256, w->part.sha256, NULL) != 1)
		return -ENOMEM;
	*new = w->part;
	return 0;
}

int
part_finish(struct part_writer *w)
{
	int rc = part_flush(w);
	if (rc < 0 || w->fd < 0)
		return rc;
	rc = settle(w);
	if (rc == 0)
		rc = keep_info(w);
	return w->error = rc;
}

const struct part_info *
part_list(const struct part_writer *w, size_t *count)
{
	*count = w->finished.count;
	return w->finished.at;
}
