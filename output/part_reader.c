#include "output/part_reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/array.h"
#include "base/file.h"
#include "base/gzip.h"
#include "output/part_files.h"

struct part_reader {
	struct part_files files;
	char kind[sizeof(((struct part_info *)0)->kind)]; /* "": one file */
	size_t at;                /* the file in `files` */
	struct gzip_reader *gzip; /* of that file; NULL: not opened yet */
	bool has_tail;            /* it ends behind its whole members */
	EVP_MD_CTX *sha256;
	struct part_info part; /* of that file, so far */
	struct array parts;    /* struct part_info */
	uint64_t bytes;        /* of all files, so far */
	int error;
};

/* Only of a run's parts is there a digest. */
static void
tap(void *ctx, const uint8_t *bytes, size_t len)
{
	struct part_reader *r = ctx;
	if (r->kind[0] != 0 && EVP_DigestUpdate(r->sha256, bytes, len) != 1)
		r->error = -ENOMEM;
	r->part.bytes += len;
	r->bytes += len;
}

static struct part_reader *
reader_new(void)
{
	struct part_reader *r = calloc(1, sizeof(*r));
	if (r != NULL)
		r->sha256 = EVP_MD_CTX_new();
	if (r != NULL && r->sha256 == NULL) {
		free(r);
		return NULL;
	}
	return r;
}

static int
give_or_close(struct part_reader *r, int rc, struct part_reader **out)
{
	if (rc < 0)
		part_reader_close(r);
	else
		*out = r;
	return rc;
}

int
part_reader_open(
    const char *run, const char *kind, bool open, struct part_reader **out)
{
	struct part_reader *r = reader_new();
	if (r == NULL)
		return -ENOMEM;
	int n = snprintf(r->kind, sizeof(r->kind), "%s", kind);
	int rc = n < (int)sizeof(r->kind)
		     ? part_files_list(&r->files, run, kind, open)
		     : -ENAMETOOLONG;
	return give_or_close(r, rc, out);
}

int
part_reader_open_file(const char *path, struct part_reader **out)
{
	struct part_reader *r = reader_new();
	if (r == NULL)
		return -ENOMEM;
	bool standard = strcmp(path, "-") == 0;
	int rc = part_files_add(
	    &r->files, standard ? "standard input" : path, false);
	if (rc == 0)
		rc = standard ? gzip_reader_open_fd(
				    dup(STDIN_FILENO), gzip_default, &r->gzip)
			      : gzip_reader_open(path, gzip_default, &r->gzip);
	if (rc == 0)
		gzip_reader_tap(r->gzip, tap, r);
	return give_or_close(r, rc, out);
}

/* Of a run's own files. */
static int
open_regular(const char *path, struct gzip_reader **out)
{
	int fd = file_open_regular(path);
	return fd < 0 ? fd : gzip_reader_open_fd(fd, gzip_default, out);
}

int
part_reader_open_regular(const char *path, struct part_reader **out)
{
	struct part_reader *r = reader_new();
	if (r == NULL)
		return -ENOMEM;
	int rc = part_files_add(&r->files, path, false);
	if (rc == 0)
		rc = open_regular(path, &r->gzip);
	return give_or_close(r, rc, out);
}

void
part_reader_close(struct part_reader *r)
{
	if (r == NULL)
		return;
	gzip_reader_close(r->gzip);
	part_files_fini(&r->files);
	EVP_MD_CTX_free(r->sha256);
	array_fini(&r->parts);
	free(r);
}

int
part_reader_errno(const struct part_reader *r)
{
	return r->error;
}

uint64_t
part_reader_bytes(const struct part_reader *r)
{
	return r->bytes;
}

const struct part_info *
part_reader_parts(const struct part_reader *r, size_t *count)
{
	*count = r->parts.count;
	return r->parts.at;
}

static enum part_read
fail(struct part_reader *r, int error)
{
	r->error = error;
	return PART_READ_ERROR;
}

static const struct part_file *
file_at(const struct part_reader *r)
{
	return (const struct part_file *)r->files.at.at + r->at;
}

/*
 * An open part is read as far as its members are whole, and no further.  The
 * size is asked first: what its writer adds meanwhile is no tail.
 */
static int
bound_open_part(struct part_reader *r, const char *path)
{
	struct stat st;
	struct part_extent extent;
	if (stat(path, &st) < 0)
		return -errno;
	int rc = part_file_extent(path, &extent);
	if (rc < 0)
		return rc;
	gzip_reader_end_at(r->gzip, extent.whole);
	r->has_tail = (uint64_t)st.st_size > extent.whole;
	return 0;
}

/* Opens the file that comes next. */
static int
begin_file(struct part_reader *r)
{
	const struct part_file *file = file_at(r);
	const char *name = strrchr(file->path, '/');
	r->part = (struct part_info){0};
	r->has_tail = false;
	memcpy(r->part.kind, r->kind, sizeof(r->kind));
	int n = snprintf(r->part.path, sizeof(r->part.path), "%s%s", r->kind,
	    name != NULL ? name : file->path);
	if (n >= (int)sizeof(r->part.path))
		return -ENAMETOOLONG;
	if (EVP_DigestInit_ex(r->sha256, EVP_sha256(), NULL) != 1)
		return -ENOMEM;
	int rc = open_regular(file->path, &r->gzip);
	if (rc < 0)
		return rc;
	gzip_reader_tap(r->gzip, tap, r);
	return file->open ? bound_open_part(r, file->path) : 0;
}

static void
end_file(struct part_reader *r)
{
	gzip_reader_close(r->gzip);
	r->gzip = NULL;
	r->at++;
}

/* The file was read to its end. */
static int
keep_info(struct part_reader *r)
{
	if (r->kind[0] == 0)
		return 0;
	struct part_info *new = array_push(&r->parts, 1, sizeof(*new));
	if (new == NULL ||
	    EVP_DigestFinal_ex(r->sha256, r->part.sha256, NULL) != 1)
		return -ENOMEM;
	r->part.text_bytes = gzip_reader_text_bytes(r->gzip);
	*new = r->part;
	return r->error;
}

/* The end of a file; LINE: of this one there is no more to say. */
static enum part_read
take_end(struct part_reader *r, enum gzip_read end)
{
	enum part_read said = PART_READ_LINE;
	int rc = 0;
	if (end == GZIP_READ_ERROR)
		return fail(r, gzip_reader_errno(r->gzip));
	if (end == GZIP_READ_TORN)
		said = PART_READ_TORN;
	else if (end == GZIP_READ_BAD)
		said = PART_READ_BAD;
	else
		rc = keep_info(r);
	if (said == PART_READ_LINE && r->has_tail)
		said = PART_READ_TAIL;
	end_file(r);
	return rc < 0 ? fail(r, rc) : said;
}

enum part_read
part_reader_next(struct part_reader *r, struct part_line *line)
{
	while (r->error == 0 && r->at < r->files.at.count) {
		*line = (struct part_line){.path = file_at(r)->path};
		int rc = r->gzip == NULL ? begin_file(r) : 0;
		if (rc < 0)
			return fail(r, rc);
		line->number = r->part.records + 1;
		enum gzip_read read =
		    gzip_reader_line(r->gzip, &line->text, &line->len);
		bool is_line =
		    read == GZIP_READ_OK || read == GZIP_READ_LINE_LONG;
		r->part.records += is_line;
		if (is_line)
			return read == GZIP_READ_OK ? PART_READ_LINE
						    : PART_READ_LONG;
		enum part_read end = take_end(r, read);
		if (end != PART_READ_LINE)
			return end;
	}
	return r->error < 0 ? PART_READ_ERROR : PART_READ_END;
}

int
part_reader_line(struct part_reader *r, struct part_line *line)
{
	enum part_read read = part_reader_next(r, line);
	if (read == PART_READ_LINE)
		return 1;
	if (read == PART_READ_END)
		return 0;
	return read == PART_READ_ERROR ? part_reader_errno(r) : -EBADMSG;
}
