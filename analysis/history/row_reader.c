#include "row_reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/log.h"

int
row_reader_open(struct row_reader *r, const char *dir, const char *table)
{
	memset(r, 0, sizeof(*r));
	text_init(&r->why);
	int n = snprintf(r->path, sizeof(r->path), "%s/%s.tsv", dir, table);
	int rc = n < (int)sizeof(r->path)
		     ? text_lines_open(&r->lines, r->path, &r->why)
		     : -ENAMETOOLONG;
	if (rc < 0)
		r->lines.error = rc;
	return rc;
}

static int
fail(struct row_reader *r)
{
	r->lines.error = text_lines_fault(
	    &r->lines, "the engine wrote another number of values", &r->why);
	return r->lines.error;
}

bool
row_reader_next(struct row_reader *r, size_t count)
{
	const char *line;
	size_t len;
	r->count = 0;
	if (r->lines.error != 0 ||
	    !text_lines_next(&r->lines, &line, &len, &r->why))
		return false;
	for (const char *at = line, *end = line + len; at != NULL;) {
		const char *tab = memchr(at, '\t', (size_t)(end - at));
		if (r->count == ROW_VALUES_MAX)
			return fail(r) == 0;
		r->values[r->count] = at;
		r->lens[r->count++] = (size_t)((tab != NULL ? tab : end) - at);
		at = tab != NULL ? tab + 1 : NULL;
	}
	return r->count == count || fail(r) == 0;
}

int
row_reader_close(struct row_reader *r)
{
	int rc =
	    r->lines.error != 0 ? r->lines.error : text_lines_error(&r->lines);
	if (rc < 0)
		log_line("history: %s",
		    r->why.len > 0 ? r->why.bytes : strerror(-rc));
	if (r->lines.reader != NULL)
		text_lines_close(&r->lines);
	text_fini(&r->why);
	return rc;
}

uint64_t
row_reader_u64(const struct row_reader *r, size_t i)
{
	return strtoull(r->values[i], NULL, 10);
}

const uint8_t *
row_reader_hex(
    const struct row_reader *r, size_t i, struct arena *arena, size_t *len)
{
	size_t room = r->lens[i] / 2;
	uint8_t *bytes = arena_bytes(arena, room);
	return hex_decode(r->values[i], r->lens[i], bytes, room, len) ? bytes
								      : NULL;
}
