#include <assert.h>
#include <stdint.h>

#include "tests/unit/json_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Whatever comes: the values that jansson sees, or neither reads it. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct json_line line;
	json_line_init(&line);
	assert(reads_as_jansson(&line, (const char *)bytes, len));
	json_line_fini(&line);
	return 0;
}
