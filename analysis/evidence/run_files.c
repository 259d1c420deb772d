#include "run_files.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/gzip.h"
#include "base/log.h"

void
run_count_damage(struct run_count *count, const char *path, uint64_t number,
    const char *what)
{
	if (count->strict)
		snprintf(count->first, sizeof(count->first), "%s:%llu: %s",
		    path, (unsigned long long)number, what);
	else
		log_line("%s:%llu: %s", path, (unsigned long long)number, what);
	count->damaged++;
}

static const char *
end_text(enum gzip_read end)
{
	switch (end) {
	case GZIP_READ_TORN:
		return "the file is cut short here";
	case GZIP_READ_BAD:
		return "from here on this is no gzip";
	case GZIP_READ_OK:
	case GZIP_READ_END:
	case GZIP_READ_LINE_LONG:
	case GZIP_READ_ERROR:
		break;
	}
	return "cannot be read";
}

static int
read_lines(struct gzip_reader *r, const char *path, run_line_fn *fn, void *arg,
    struct run_count *count)
{
	for (uint64_t n = 1;; n++) {
		struct run_line line = {.path = path, .number = n};
		enum gzip_read rc = gzip_reader_line(r, &line.text, &line.len);
		if (rc == GZIP_READ_END)
			return 0;
		if (rc == GZIP_READ_ERROR) {
			int error = gzip_reader_errno(r);
			log_line("%s: %s", path, strerror(-error));
			return error;
		}
		const char *fault = "the line is too long";
		if (rc == GZIP_READ_OK) {
			count->lines++;
			fault = fn(arg, &line);
		} else if (rc != GZIP_READ_LINE_LONG) {
			run_count_damage(count, path, n, end_text(rc));
			return count->strict ? -EBADMSG : 0;
		}
		if (fault != NULL)
			run_count_damage(count, path, n, fault);
		if (fault != NULL && count->strict)
			return -EBADMSG;
	}
}

int
run_file_read(
    const char *path, run_line_fn *fn, void *arg, struct run_count *count)
{
	struct gzip_reader *r;
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? dup(STDIN_FILENO) : -1;
	if (standard)
		path = "standard input";
	int rc = standard ? gzip_reader_open_fd(fd, gzip_default, &r)
			  : gzip_reader_open(path, gzip_default, &r);
	if (rc < 0) {
		log_line("%s: %s", path, strerror(-rc));
		return rc;
	}
	rc = read_lines(r, path, fn, arg, count);
	gzip_reader_close(r);
	return rc;
}

/* A name with what glob(3) takes for patterns made plain. */
static char *
pattern_of(const char *run, const char *kind)
{
	static const char tail[] = "/part-*.ndjson.gz";
	char *out = malloc(2 * strlen(run) + strlen(kind) + sizeof(tail) + 1);
	char *at = out;
	if (out == NULL)
		return NULL;
	for (; *run != 0; run++) {
		if (strchr("*?[\\", *run) != NULL)
			*at++ = '\\';
		*at++ = *run;
	}
	sprintf(at, "/%s%s", kind, tail);
	return out;
}

int
run_files_read(const char *run, const char *kind, run_line_fn *fn, void *arg,
    struct run_count *count)
{
	glob_t found;
	char *pattern = pattern_of(run, kind);
	if (pattern == NULL)
		return -ENOMEM;
	int rc = glob(pattern, 0, NULL, &found);
	free(pattern);
	if (rc == GLOB_NOMATCH)
		return 0;
	if (rc != 0)
		return rc == GLOB_NOSPACE ? -ENOMEM : -EIO;
	for (size_t i = 0; rc == 0 && i < found.gl_pathc; i++)
		rc = run_file_read(found.gl_pathv[i], fn, arg, count);
	globfree(&found);
	return rc;
}
