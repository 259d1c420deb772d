#include "output/json.h"

#include <assert.h>
#include <string.h>

#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The single bytes that U+0000 to U+00FF of a string stand for. */
static bool
same_bytes(json_t *string, const uint8_t *want, size_t len)
{
	const uint8_t *at = (const uint8_t *)json_string_value(string);
	const uint8_t *end = at + json_string_length(string);
	for (size_t i = 0; i < len; i++) {
		if (at == end)
			return false;
		uint8_t c = *at++;
		if (c >= 0x80 && at < end)
			c = (uint8_t)(c << 6 | (*at++ & 0x3f));
		if (c != want[i])
			return false;
	}
	return at == end;
}

/* Bytes come back as they were; text of any kind at least parses. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct text t;
	text_init(&t);
	struct json j = json_over(&t);
	json_open_array(&j);
	json_add_bytes(&j, bytes, len);
	json_add_string_len(&j, (const char *)bytes, len);
	json_close_array(&j);

	json_t *back = json_loadb(t.bytes, t.len, JSON_ALLOW_NUL, NULL);
	assert(back != NULL && json_array_size(back) == 2);
	assert(same_bytes(json_array_get(back, 0), bytes, len));
	json_decref(back);
	text_fini(&t);
	return 0;
}
