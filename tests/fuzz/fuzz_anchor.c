#include "analysis/dnssec/anchor.h"

#include "base/arena.h"
#include "file_of_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A file of trust anchors: each is found by its zone, and its keys fit it. */
static void
check(const struct anchor_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct anchor *a = &set->at[i];
		if (anchor_find(set, a->zone) != a ||
		    a->ds_count + a->key_count == 0)
			abort();
		for (size_t k = 0; k < a->key_count; k++)
			if (!anchor_has_key(a, &a->keys[k]))
				abort();
		(void)anchor_has_usable_key(a);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input_file file = input_file_open(bytes, len);
	struct anchor_set set;
	struct arena arena;
	struct text why;

	text_init(&why);
	arena_init(&arena);
	anchor_set_init(&set, &arena);
	int rc = anchor_set_read(&set, file.path, &why);
	if ((rc < 0) != (why.len > 0) || (rc == 0 && set.count == 0))
		abort();
	if (rc == 0)
		check(&set);
	arena_fini(&arena);
	text_fini(&why);
	input_file_close(&file);
	return 0;
}
