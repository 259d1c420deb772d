#include "line_sink.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "line_file.h"
#include "part.h"

/* -errno; -ENOENT: there is none. */
static int
open_folder(const char *run, const char *kind)
{
	struct text path;
	text_init(&path);
	text_addf(&path, "%s/%s", run, kind);
	int dir = text_ok(&path)
		      ? open(path.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
		      : -1;
	int rc = text_ok(&path) ? -errno : -ENOMEM;
	text_fini(&path);
	return dir >= 0 ? dir : rc;
}

/* Takes the parts of an earlier time away. */
static int
remove_old(const char *run, const char *kind)
{
	int dir = open_folder(run, kind);
	if (dir < 0)
		return dir == -ENOENT ? 0 : dir;
	DIR *d = fdopendir(dir);
	if (d == NULL) {
		close(dir);
		return -ENOMEM;
	}
	int rc = 0;
	const struct dirent *entry;
	while (rc == 0 && (entry = readdir(d)) != NULL) {
		if (strncmp(entry->d_name, "part-", 5) == 0 &&
		    unlinkat(dir, entry->d_name, 0) < 0)
			rc = -errno;
	}
	closedir(d);
	return rc;
}

int
line_sink_open(struct line_sink *s, const char *run, const char *kind)
{
	struct part_config config = {.dir = run, .kind = kind};
	*s = (struct line_sink){0};
	if (run == NULL)
		return line_file_open("-", &s->file);
	int rc = remove_old(run, kind);
	return rc < 0 ? rc : part_writer_open(&config, &s->parts);
}

static int
add_part_lines(struct part_writer *w, const char *lines, size_t len)
{
	int rc = 0;
	while (rc == 0 && len > 0) {
		const char *end = memchr(lines, '\n', len);
		size_t one = end != NULL ? (size_t)(end - lines) + 1 : len;
		rc = part_add_line(w, lines, one);
		lines += one;
		len -= one;
	}
	return rc;
}

int
line_sink_add(struct line_sink *s, const char *lines, size_t len)
{
	return s->parts != NULL ? add_part_lines(s->parts, lines, len)
				: line_file_add(s->file, lines, len);
}

int
line_sink_finish(struct line_sink *s)
{
	return s->parts != NULL ? part_finish(s->parts)
				: line_file_flush(s->file);
}

void
line_sink_close(struct line_sink *s)
{
	part_writer_close(s->parts);
	line_file_close(s->file);
	*s = (struct line_sink){0};
}
