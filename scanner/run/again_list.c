#include "again_list.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/text_lines.h"
#include "dns/message.h"

static const char folder[] = "state";

enum { PATH_BYTES = 32 };

static void
path_of(unsigned round, const char *suffix, char path[PATH_BYTES])
{
	snprintf(path, PATH_BYTES, "%s/again-%u%s", folder, round, suffix);
}

static bool
parse(const char *line, size_t len, struct dns_question *out)
{
	const char *blank = memchr(line, ' ', len);
	if (blank == NULL)
		return false;
	size_t name_len = (size_t)(blank - line);
	out->class = DNS_CLASS_IN;
	return dns_name_from_text(line, name_len, &out->name) &&
	       dns_type_from_text(blank + 1, len - name_len - 1, &out->type);
}

static int
read_lines(struct text_lines *lines, struct array *out, struct text *why)
{
	const char *line;
	size_t len;
	while (text_lines_next(lines, &line, &len, why)) {
		struct dns_question *q = array_push(out, 1, sizeof(*q));
		if (q == NULL)
			return -ENOMEM;
		if (!parse(line, len, q))
			return -EBADMSG;
	}
	return text_lines_error(lines);
}

int
again_list_read(unsigned round, struct array *out)
{
	char path[PATH_BYTES];
	struct text_lines lines;
	struct text why;
	path_of(round, "", path);
	text_init(&why);
	int rc = text_lines_open(&lines, path, &why);
	if (rc == 0) {
		rc = read_lines(&lines, out, &why);
		text_lines_close(&lines);
	}
	text_fini(&why);
	return rc;
}

static int
write_file(const char *path, const struct text *lines)
{
	int fd = file_create(path);
	if (fd < 0)
		return fd;
	int rc = file_write_all(fd, lines->bytes, lines->len);
	if (rc == 0)
		rc = file_sync(fd);
	close(fd);
	return rc;
}

/* Whole or not at all; one that a kill left half-made is made anew. */
static int
replace(unsigned round, const struct text *lines)
{
	char path[PATH_BYTES], aside[PATH_BYTES];
	path_of(round, "", path);
	path_of(round, ".tmp", aside);
	int rc = file_remove(aside);
	if (rc == 0 || rc == -ENOENT)
		rc = write_file(aside, lines);
	if (rc == 0)
		rc = file_rename(aside, path);
	return rc == 0 ? file_sync_dir(folder) : rc;
}

int
again_list_write(unsigned round, const struct array *questions, size_t first)
{
	const struct dns_question *q = questions->at;
	struct text lines;
	text_init(&lines);
	text_add(&lines, "");
	for (size_t i = first; i < questions->count; i++) {
		dns_name_add_text(&lines, &q[i].name);
		text_add_char(&lines, ' ');
		dns_type_add_text(&lines, q[i].type);
		text_add_char(&lines, '\n');
	}
	int rc = text_ok(&lines) ? replace(round, &lines) : -ENOMEM;
	text_fini(&lines);
	return rc;
}
