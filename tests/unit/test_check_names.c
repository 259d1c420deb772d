/* The names that a check is about. */
#include "scanner/command/check_names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/macros.h"
#include "tap.h"

static char path[] = "/tmp/test_check_names.XXXXXX";

/* NULL: no file. */
static const struct {
	const char *name, *file, *given[3], *want;
} rows[] = {
    {"of the command line", NULL, {"b.se", "a.se"}, "b.se a.se"},
    {"of a file", "a.se\n# no\nhttps://b.se/\n", {NULL}, "a.se b.se"},
    {"of both, each once", "A.se\nc.se\n", {"b.se", "a.se"}, "b.se a.se c.se"},
    {"a file of nothing", "# no\n", {NULL}, NULL},
    {"a line that is no name", "a..se\n", {"b.se"}, NULL},
};

static void
write_file(const char *text)
{
	FILE *f = fopen(path, "w");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

int
main(void)
{
	int fd = mkstemp(path);
	if (fd < 0)
		abort();
	close(fd);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		static struct option_list given;
		struct check_names n;
		struct text why, have;
		text_init(&why);
		text_init(&have);
		text_add(&have, "");
		for (given.count = 0; rows[i].given[given.count] != NULL;
		     given.count++)
			given.at[given.count] = rows[i].given[given.count];
		if (rows[i].file != NULL)
			write_file(rows[i].file);
		int rc = check_names_read(
		    &n, &given, rows[i].file != NULL ? path : NULL, &why);
		for (size_t k = 0; rc == 0 && k < n.count; k++)
			text_addf(&have, "%s%s", k > 0 ? " " : "", n.at[k]);
		bool good =
		    rows[i].want == NULL
			? rc == -EINVAL && why.len > 0
			: rc == 0 && strcmp(have.bytes, rows[i].want) == 0;
		if (!good)
			printf("# %d %s, %s\n", rc, have.bytes, why.bytes);
		ok(good, rows[i].name);
		check_names_fini(&n);
		text_fini(&have);
		text_fini(&why);
	}
	unlink(path);
	return tap_end();
}
