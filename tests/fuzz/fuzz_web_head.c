#include "resolver/web/head.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* What may be said again, whoever reads it. */
static void
check_text(const char *text, size_t cap)
{
	size_t len = strnlen(text, cap);
	assert(len < cap);
	for (size_t i = 0; i < len; i++)
		assert(text[i] >= ' ' && text[i] <= '~');
}

/* Lines of a head, as libcurl hands them over: with their ends. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const char *at = (const char *)bytes, *end = at + len;
	struct web_head head = {.length = -1};
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *next = newline != NULL ? newline + 1 : end;
		web_head_take(&head, at, (size_t)(next - at));
		at = next;
		check_text(head.etag, sizeof(head.etag));
		check_text(head.modified, sizeof(head.modified));
		check_text(head.type, sizeof(head.type));
		check_text(head.location, sizeof(head.location));
		assert(head.length == -1 || head.length > 0);
		size_t tag = strlen(head.etag);
		assert(tag == 0 || (tag >= 2 && head.etag[0] == '"' &&
				       head.etag[tag - 1] == '"'));
	}
	return 0;
}
