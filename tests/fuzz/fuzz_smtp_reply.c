#include "mail/smtp_reply.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Replies one after another, in pieces of `step` bytes. */
static uint64_t
read_all(const uint8_t *bytes, size_t len, size_t step)
{
	struct smtp_reply *r = calloc(1, sizeof(*r));
	uint64_t hash = 0;
	if (r == NULL)
		return 0;
	smtp_reply_init(r);
	for (size_t at = 0; at < len;) {
		struct wire w =
		    wire_over(bytes + at, step < len - at ? step : len - at);
		enum smtp_parse got = smtp_reply_feed(r, &w);
		at = (size_t)(w.at - bytes);
		if (r->len > SMTP_REPLY_MAX || r->total < r->len)
			abort();
		if (got == SMTP_PARSE_BAD)
			break;
		if (got == SMTP_PARSE_MORE)
			continue;
		hash = hash * 31 + r->code + r->total * 8 + r->starttls * 2u +
		       r->masked + r->stray * 64u + r->stray_len;
		if (r->stray_at + r->stray_len > r->len)
			abort();
		const uint8_t *line;
		size_t line_at = 0, line_len;
		while (smtp_reply_line(r, &line_at, &line, &line_len))
			hash += line_len;
		smtp_reply_init(r);
	}
	smtp_reply_fini(r);
	free(r);
	return hash;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (read_all(bytes, len, 1) != read_all(bytes, len, SIZE_MAX))
		abort(); /* how bytes were cut must not matter */
	return 0;
}
