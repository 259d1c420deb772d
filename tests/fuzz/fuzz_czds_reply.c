#include "resolver/web/czds_reply.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static bool
is_printable(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

/* A token is one line of a header; a link leads nowhere but to https://. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct text reply, token, links;
	text_init(&reply);
	text_init(&token);
	text_init(&links);
	text_add_bytes(&reply, bytes, len);
	if (czds_reply_token(&reply, &token) == TRANSFER_FAULT_NONE)
		assert(token.len > 0 && strlen(token.bytes) == token.len &&
		       is_printable(token.bytes));
	else
		assert(token.len == 0);
	if (czds_reply_links(&reply, &links) != TRANSFER_FAULT_NONE)
		assert(links.len == 0);
	for (size_t at = 0; at < links.len;) {
		const char *url = links.bytes + at;
		assert(strncmp(url, "https://", 8) == 0 && is_printable(url));
		at += strlen(url) + 1;
		assert(at <= links.len);
	}
	text_fini(&reply);
	text_fini(&token);
	text_fini(&links);
	return 0;
}
