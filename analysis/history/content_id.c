#include "content_id.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

struct content_id
content_id_of(const void *bytes, size_t len)
{
	struct content_id id;
	unsigned written = 0;
	int done =
	    EVP_Digest(bytes, len, id.bytes, &written, EVP_sha256(), NULL);
	assert(done == 1 && written == CONTENT_ID_BYTES);
	return id;
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct content_id
content_id_of_lines(const char **lines, size_t count, struct text *scratch)
{
	text_clear(scratch);
	if (count > 1)
		qsort(lines, count, sizeof(*lines), by_bytes);
	for (size_t i = 0; i < count; i++) {
		text_add(scratch, lines[i]);
		text_add_char(scratch, '\n');
	}
	return content_id_of(
	    scratch->len > 0 ? scratch->bytes : "", scratch->len);
}
