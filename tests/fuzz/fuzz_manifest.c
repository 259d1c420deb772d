/*
 * The manifest of a run with any words, names and numbers in it: what is
 * written is one JSON object, whatever stood in argv.
 */
#include "output/manifest.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { WORDS = 6, WORD_MAX = 255 };

/* Words of the input, each with its length in front, and a zero behind. */
static void
take_words(struct wire *in, char words[WORDS][WORD_MAX + 1])
{
	for (int i = 0; i < WORDS; i++) {
		size_t n = wire_u8(in);
		if (n > wire_left(in))
			n = wire_left(in);
		struct wire word = wire_sub(in, n);
		if (n > 0)
			memcpy(words[i], word.at, n);
		words[i][n] = '\0';
	}
}

static void
check(const char *dir, const struct manifest *m)
{
	char path[64];
	json_error_t error;
	snprintf(path, sizeof(path), "%s/manifest.json", dir);
	/* As reals: a seed may be more than jansson's integers hold. */
	json_t *root = json_load_file(
	    path, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
	if (root == NULL ||
	    json_array_size(json_object_get(root, "argv")) != (size_t)m->argc ||
	    json_array_size(json_object_get(root, "parts")) != 1)
		abort();
	json_decref(root);
	unlink(path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static char words[WORDS][WORD_MAX + 1];
	char dir[] = "/tmp/fuzz_manifest.XXXXXX";
	struct wire in = wire_over(bytes, len);
	struct part_info part = {.records = 1};
	struct manifest_counter counter = {.name = "some"};

	take_words(&in, words);
	const char *argv[] = {words[0], words[1], words[2]};
	counter.value = wire_u32(&in) * (uint64_t)wire_u32(&in);
	part.bytes = counter.value;
	memcpy(part.path, words[5], sizeof(part.path) - 1);
	struct manifest m = {
	    .version = words[3],
	    .argv = argv,
	    .argc = 3,
	    .interface = words[4],
	    .link = {.kind = words[4], .note = words[5]},
	    .seed = counter.value,
	    .shards = 1,
	    .end = (enum manifest_end)(wire_u8(&in) % 3),
	    .start_ns = (int64_t)(counter.value >> 1),
	    .error = words[5],
	    .counters = &counter,
	    .counter_count = 1,
	    .parts = &(struct manifest_parts){&part, 1},
	    .parts_count = 1,
	};
	if (mkdtemp(dir) == NULL || manifest_write(dir, &m) < 0)
		abort();
	check(dir, &m);
	rmdir(dir);
	return 0;
}
