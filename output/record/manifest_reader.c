#include "manifest_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "output/part_reader.h"

int
manifest_wrong(const struct record_reader *r, const char *dir, struct text *why)
{
	text_addf(why, "%s/manifest.json: no manifest: %s", dir,
	    record_reader_fault(r));
	return -EBADMSG;
}

/* 0: it says none. */
static int64_t
schema_version(const struct record_reader *r)
{
	int64_t n = 0;
	(void)json_value_int(record_value(r->root, "schema_version"), &n);
	return n;
}

static int
refuse_version(const struct record_reader *r, const char *path, int version,
    struct text *why)
{
	if (record_value(r->root, "schema_version") == NULL)
		text_addf(why, "%s: has no schema_version", path);
	else
		text_addf(why, "%s: schema version %lld", path,
		    (long long)schema_version(r));
	text_addf(why,
	    ", and this danesweep reads %d; take the one that wrote it",
	    version);
	return -EPROTO;
}

static int
take_line(struct record_reader *r, const struct part_line *line,
    const char *dir, int version, struct text *why)
{
	if (!record_begin(r, line->text, line->len))
		return manifest_wrong(r, dir, why);
	if (schema_version(r) != version)
		return refuse_version(r, line->path, version, why);
	return 0;
}

static int
read_line(struct record_reader *r, struct part_reader *lines, const char *dir,
    int version, struct text *why)
{
	struct part_line line;
	enum part_read read = part_reader_next(lines, &line);
	if (read == PART_READ_LINE)
		return take_line(r, &line, dir, version, why);
	bool failed = read == PART_READ_ERROR;
	text_addf(why, "%s: %s", line.path,
	    failed ? strerror(-part_reader_errno(lines))
		   : "no manifest: not a line of text");
	return failed ? part_reader_errno(lines) : -EBADMSG;
}

int
manifest_read(
    struct record_reader *r, const char *dir, int version, struct text *why)
{
	struct text path;
	struct part_reader *lines;
	text_init(&path);
	text_addf(&path, "%s/manifest.json", dir);
	int rc = text_ok(&path) ? part_reader_open_regular(path.bytes, &lines)
				: -ENOMEM;
	if (rc == -ENOTDIR)
		rc = -ENOENT;
	if (rc == 0) {
		rc = read_line(r, lines, dir, version, why);
		part_reader_close(lines);
	} else {
		text_addf(why, "%s/manifest.json: %s", dir,
		    rc == -ESPIPE ? "is no regular file" : strerror(-rc));
	}
	text_fini(&path);
	return rc;
}

bool
manifest_need_digits(struct record_reader *r, const struct json_value *object,
    const char *key, uint64_t *out)
{
	char *end;
	const char *text = NULL;
	if (!record_get_text(r, object, key, &text))
		return false;
	errno = 0;
	if (text != NULL && text[0] >= '0' && text[0] <= '9') {
		*out = strtoull(text, &end, 10);
		if (*end == '\0' && errno == 0)
			return true;
	}
	return record_wrong(r, key, "digits");
}
