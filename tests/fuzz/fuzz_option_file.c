#include "base/option_file.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "file_of_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Settings written as they are documented. */
struct echo {
	struct text lines;
	size_t count;
};

static bool
take(void *ctx, const struct option_setting *s, struct text *reason)
{
	struct echo *e = ctx;
	(void)reason;
	if (s->name[0] == '\0' || strpbrk(s->name, " \t=#\"") != NULL)
		abort();
	e->count++;
	if (s->value == NULL)
		text_addf(&e->lines, "%s\n", s->name);
	else if (strchr(s->value, '"') == NULL)
		text_addf(&e->lines, "%s = \"%s\"\n", s->name, s->value);
	else
		text_addf(&e->lines, "%s = %s #\n", s->name, s->value);
	return true;
}

static int
read_all(const uint8_t *bytes, size_t len, struct echo *e)
{
	struct input_file file = input_file_open(bytes, len);
	struct arena arena;
	struct text why;

	arena_init(&arena);
	text_init(&why);
	text_init(&e->lines);
	text_add(&e->lines, "#\n"); /* no line of ours is a packer's mark */
	int rc = option_file_read(file.path, &arena, take, e, &why);
	if ((rc < 0) != (why.len > 0))
		abort(); /* no failure without a reason */
	text_fini(&why);
	arena_fini(&arena);
	input_file_close(&file);
	return rc;
}

/* What was read, written down, is read as the same. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct echo once = {0}, again = {0};
	if (read_all(bytes, len, &once) == 0) {
		if (read_all((const uint8_t *)once.lines.bytes, once.lines.len,
			&again) < 0 ||
		    again.count != once.count ||
		    again.lines.len != once.lines.len ||
		    (once.lines.len > 0 &&
			memcmp(again.lines.bytes, once.lines.bytes,
			    once.lines.len) != 0))
			abort();
		text_fini(&again.lines);
	}
	text_fini(&once.lines);
	return 0;
}
