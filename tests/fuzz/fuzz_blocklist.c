#include "scanner/engine/blocklist.h"

#include "file_of_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Each prefix that was read is blocked, from its first address to its last. */
static void
check(const struct blocklist *b)
{
	const struct prefix_set *set = blocklist_blocked(b);
	for (size_t i = 0; i < prefix_set_count(set); i++) {
		struct addr last = prefix_set_at(set, i)->base;
		for (unsigned bit = prefix_set_at(set, i)->bits; bit < 128;
		     bit++)
			last.bytes[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
		if (!blocklist_has(b, &prefix_set_at(set, i)->base) ||
		    !blocklist_has(b, &last))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input_file file = input_file_open(bytes, len);
	struct blocklist *b;
	struct text why;

	text_init(&why);
	int rc = blocklist_new(
	    &(struct blocklist_rules){.block_path = file.path}, &b, &why);
	if ((rc < 0) != (why.len > 0))
		abort(); /* no failure without a reason */
	if (rc == 0) {
		check(b);
		blocklist_free(b);
		if (blocklist_new(
			&(struct blocklist_rules){
			    .block_path = file.path, .allow_path = file.path},
			&b, &why) < 0)
			abort(); /* it was read already */
		check(b);
		blocklist_free(b);
	}
	text_fini(&why);
	input_file_close(&file);
	return 0;
}
