#include "output/part_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/gzip.h"
#include "base/text.h"

static bool
ends_in(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);
	return len >= end_len && strcmp(name + len - end_len, end) == 0;
}

/* Is it one, and is it open? */
static bool
is_part(const char *name, bool *is_open)
{
	*is_open = ends_in(name, PART_SUFFIX PART_OPEN_SUFFIX);
	return strncmp(name, "part-", 5) == 0 &&
	       (*is_open || ends_in(name, PART_SUFFIX));
}

int
part_files_add(struct part_files *f, const char *path, bool is_open)
{
	char *copy = strdup(path);
	struct part_file *new =
	    copy != NULL ? array_push(&f->at, 1, sizeof(*new)) : NULL;
	if (new == NULL) {
		free(copy);
		return -ENOMEM;
	}
	*new = (struct part_file){.path = copy, .open = is_open};
	return 0;
}

void
part_files_fini(struct part_files *f)
{
	const struct part_file *file = f->at.at;
	for (size_t i = 0; i < f->at.count; i++)
		free(file[i].path);
	array_fini(&f->at);
	*f = (struct part_files){0};
}

uint64_t
part_files_bytes(const struct part_files *f)
{
	const struct part_file *file = f->at.at;
	uint64_t bytes = 0;
	struct stat st;
	for (size_t i = 0; i < f->at.count; i++)
		if (stat(file[i].path, &st) == 0 && S_ISREG(st.st_mode))
			bytes += (uint64_t)st.st_size;
	return bytes;
}

/* Writer 10 comes behind writer 9. */
static int
by_name(const void *a, const void *b)
{
	const struct part_file *x = a, *y = b;
	return strverscmp(x->path, y->path);
}

static int
list_folder(struct part_files *f, DIR *dir, struct text *path, bool open)
{
	size_t folder_len = path->len;
	int rc = 0;
	const struct dirent *e;
	while (rc == 0 && (errno = 0, e = readdir(dir)) != NULL) {
		bool is_open;
		if (!is_part(e->d_name, &is_open) || (is_open && !open))
			continue;
		text_truncate(path, folder_len);
		text_add(path, e->d_name);
		rc = text_ok(path) ? part_files_add(f, path->bytes, is_open)
				   : -ENOMEM;
	}
	return rc == 0 ? -errno : rc;
}

int
part_files_list(
    struct part_files *f, const char *run, const char *kind, bool open)
{
	struct text path;
	*f = (struct part_files){0};
	text_init(&path);
	text_addf(&path, "%s/%s/", run, kind);
	errno = ENOMEM;
	DIR *dir = text_ok(&path) ? opendir(path.bytes) : NULL;
	int rc = dir != NULL ? list_folder(f, dir, &path, open) : -errno;
	if (dir != NULL)
		closedir(dir);
	text_fini(&path);
	if (f->at.count > 1)
		qsort(f->at.at, f->at.count, sizeof(struct part_file), by_name);
	return rc == -ENOENT ? 0 : rc;
}

/* All of it, as far as it is gzip. */
static enum gzip_read
read_through(struct gzip_reader *r, char *room, size_t room_bytes)
{
	enum gzip_read read;
	size_t len;
	do
		read = gzip_reader_read(r, room, room_bytes, &len);
	while (read == GZIP_READ_OK);
	return read;
}

int
part_file_extent(const char *path, struct part_extent *out)
{
	static const size_t room_bytes = 128 << 10;
	struct gzip_reader *r;
	struct stat st;
	char *room = malloc(room_bytes);
	if (room == NULL)
		return -ENOMEM;
	int fd = file_open_regular(path);
	int rc = fd < 0 ? fd : gzip_reader_open_fd(fd, gzip_default, &r);
	if (rc == 0) {
		bool bad = read_through(r, room, room_bytes) == GZIP_READ_BAD;
		rc = gzip_reader_errno(r);
		if (rc == 0 && fstat(fd, &st) < 0)
			rc = -errno;
		*out = (struct part_extent){
		    .bytes = (uint64_t)st.st_size,
		    .whole = gzip_reader_whole_bytes(r),
		    .is_damaged = bad,
		};
		gzip_reader_close(r);
	}
	free(room);
	return rc;
}
