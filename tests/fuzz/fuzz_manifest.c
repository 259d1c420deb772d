/*
 * The manifest of a run with any words, names and numbers in it: what is
 * written is one JSON object, whatever stood in argv, and can be read.  And
 * any bytes as a manifest: they are read or refused.
 */
#include "output/manifest.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/file.h"
#include "base/wire.h"
#include "output/record/manifest_start.h"
#include "output/record/manifest_summary.h"

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
	    json_array_size(json_object_get(root, "argv")) !=
		(size_t)m->command->argc ||
	    json_array_size(json_object_get(root, "parts")) != 1)
		abort();
	json_decref(root);
	unlink(path);
}

/* 0 or what manifest_summary_read() gives: of what is refused it says why. */
static int
summarize(const char *dir)
{
	struct manifest_summary summary;
	struct text why;
	text_init(&why);
	int rc = manifest_summary_read(&summary, dir, &why);
	if (rc < 0 && (!text_ok(&why) || why.len == 0))
		abort();
	manifest_summary_fini(&summary);
	text_fini(&why);
	return rc;
}

/* The same for who goes on with the run: `m` NULL: any bytes. */
static void
begin_again(const char *dir, const struct manifest *m)
{
	struct manifest_start start;
	struct text why;
	text_init(&why);
	int rc = manifest_start_read(&start, dir, &why);
	bool told = text_ok(&why) && why.len > 0;
	if (m == NULL ? rc < 0 && !told
		      : rc < 0 || start.seed != m->seed ||
			    start.argc != m->command->argc)
		abort();
	manifest_start_fini(&start);
	text_fini(&why);
}

/* The bytes themselves. */
static void
read_bytes(const char *dir, const uint8_t *bytes, size_t len)
{
	char path[64];
	snprintf(path, sizeof(path), "%s/manifest.json", dir);
	int fd = file_create(path);
	if (fd < 0 || file_write_all(fd, bytes, len) < 0)
		abort();
	close(fd);
	(void)summarize(dir);
	begin_again(dir, NULL);
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
	struct manifest_command command = {
	    .argv = argv,
	    .argc = 3,
	    .directory = words[3],
	    .files = {{.option = "some", .path = words[4]}},
	    .file_count = 1,
	};
	struct manifest m = {
	    .run_id = "5e3b9b8e-0d2c-4f6f-9a5d-1f2d3c4b5a69",
	    .command = &command,
	    .interface = words[4],
	    .link = {.kind = words[4], .note = words[5]},
	    .seed = counter.value,
	    .shards = 1,
	    .end = (enum manifest_end)(wire_u8(&in) % 5),
	    .start_ns = 1 + (int64_t)(counter.value >> 2),
	    .error = words[5],
	    .counters = &counter,
	    .counter_count = 1,
	    .parts = &(struct manifest_parts){&part, 1},
	    .parts_count = 1,
	};
	if (mkdtemp(dir) == NULL || manifest_write(dir, &m) < 0)
		abort();
	if (summarize(dir) < 0)
		abort();
	begin_again(dir, &m);
	check(dir, &m);
	read_bytes(dir, bytes, len);
	rmdir(dir);
	return 0;
}
