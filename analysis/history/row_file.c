#include "row_file.h"

#include <errno.h>
#include <limits.h>

/* Lines are written when there are this many bytes of them. */
enum { WRITE_BYTES = 1 << 16 };

int
row_file_open(struct row_file *r, const char *dir, const char *table)
{
	char path[PATH_MAX];
	*r = (struct row_file){0};
	text_init(&r->line);
	int n = snprintf(path, sizeof(path), "%s/%s.tsv", dir, table);
	if (n >= (int)sizeof(path))
		return -ENAMETOOLONG;
	r->file = fopen(path, "we");
	return r->file != NULL ? 0 : -errno;
}

static void
write_lines(struct row_file *r)
{
	if (r->error == 0 && !text_ok(&r->line))
		r->error = -ENOMEM;
	if (r->error == 0 && r->line.len > 0 &&
	    fwrite(r->line.bytes, 1, r->line.len, r->file) != r->line.len)
		r->error = errno != 0 ? -errno : -EIO;
	text_clear(&r->line);
}

int
row_file_close(struct row_file *r)
{
	if (r->file == NULL)
		return 0;
	write_lines(r);
	if (fclose(r->file) != 0 && r->error == 0)
		r->error = -errno;
	r->file = NULL;
	text_fini(&r->line);
	return r->error;
}

static struct text *
next_value(struct row_file *r)
{
	if (r->begun)
		text_add_char(&r->line, '\t');
	r->begun = true;
	return &r->line;
}

void
row_add_null(struct row_file *r)
{
	text_add(next_value(r), "\\N");
}

void
row_add_text(struct row_file *r, const char *text)
{
	if (text == NULL) {
		row_add_null(r);
		return;
	}
	struct text *line = next_value(r);
	for (; *text != '\0'; text++) {
		bool plain = (unsigned char)*text >= ' ' && *text != 0x7f;
		text_add_char(line, plain ? *text : '?');
	}
}

void
row_add_name(struct row_file *r, const struct dns_name *name)
{
	if (name == NULL)
		row_add_null(r);
	else
		dns_name_add_text(next_value(r), name);
}

void
row_add_int(struct row_file *r, int64_t n)
{
	text_add_i64(next_value(r), n);
}

void
row_add_bool(struct row_file *r, bool value)
{
	text_add(next_value(r), value ? "true" : "false");
}

void
row_add_hex(struct row_file *r, const uint8_t *bytes, size_t len)
{
	text_add_hex(next_value(r), bytes, len);
}

void
row_end(struct row_file *r)
{
	text_add_char(&r->line, '\n');
	r->begun = false;
	if (r->line.len >= WRITE_BYTES)
		write_lines(r);
}
