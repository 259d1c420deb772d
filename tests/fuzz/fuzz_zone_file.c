#include "resolver/zone/file.h"

#include <stdlib.h>

#include "resolver/zone/rdata.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char *
record(void *ctx, const struct zone_rr *rr)
{
	uint8_t rdata[4096];
	uint64_t *built = ctx;
	size_t len;

	*built += zone_rdata_build(rr, rdata, sizeof(rdata), &len);
	return NULL;
}

static bool
are_equal(const struct zone_tokens *a, const struct zone_tokens *b)
{
	if (a->consumed != b->consumed || a->count != b->count ||
	    a->lines != b->lines || a->indented != b->indented)
		return false;
	for (unsigned i = 0; i < a->count; i++) {
		if (a->token[i].text != b->token[i].text ||
		    a->token[i].len != b->token[i].len ||
		    a->token[i].quoted != b->token[i].quoted)
			return false;
	}
	return true;
}

/*
 * A beginning of the text must never be cut otherwise than the whole, which is
 * cut 64 characters at a time.
 */
static void
compare_first_entry(const char *text, size_t len)
{
	static struct zone_tokens part, whole;

	for (size_t some = 1; some < len && some < 200; some++) {
		if (zone_tokens_parse(text, some, false, &part) !=
		    ZONE_TOKENS_ENTRY)
			continue;
		if (zone_tokens_parse(text, len, true, &whole) !=
			ZONE_TOKENS_ENTRY ||
		    !are_equal(&part, &whole))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const char *text = (const char *)bytes;
	struct zone_file_count count;
	uint64_t built = 0;
	struct zone_sink sink = {.ctx = &built, .record = record};
	struct text why;

	compare_first_entry(text, len);
	for (int lenient = 0; lenient < 2; lenient++) {
		text_init(&why);
		int rc = zone_file_read_text(
		    &(struct zone_source){.path = "zone",
			.origin = lenient ? &DNS_ROOT : NULL,
			.lenient = lenient},
		    text, len, &sink, &count, &why);
		if (rc < 0 && why.len == 0)
			abort(); /* no failure without a reason */
		text_fini(&why);
	}
	return 0;
}
