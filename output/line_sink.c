#include "line_sink.h"

#include <string.h>

#include "line_file.h"
#include "part.h"

int
line_sink_open(struct line_sink *s, const char *dir, const char *kind)
{
	struct part_config config = {.dir = dir, .kind = kind};
	*s = (struct line_sink){0};
	if (dir == NULL)
		return line_file_open("-", &s->file);
	return part_writer_open(&config, &s->parts);
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

const struct part_info *
line_sink_parts(const struct line_sink *s, size_t *count)
{
	*count = 0;
	return s->parts != NULL ? part_list(s->parts, count) : NULL;
}

void
line_sink_close(struct line_sink *s)
{
	part_writer_close(s->parts);
	line_file_close(s->file);
	*s = (struct line_sink){0};
}
