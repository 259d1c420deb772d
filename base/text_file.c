#include "base/text_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

int
text_file_read(const char *path, struct text *out, struct text *why)
{
	char part[4096];
	size_t len;
	bool standard = strcmp(path, "-") == 0;
	FILE *f = standard ? fdopen(dup(STDIN_FILENO), "r") : fopen(path, "re");
	if (f == NULL) {
		int rc = -errno;
		text_addf(why, "%s: %s", path, strerror(-rc));
		return rc;
	}
	while ((len = fread(part, 1, sizeof(part), f)) > 0)
		text_add_bytes(out, part, len);
	bool good = ferror(f) == 0 && text_ok(out);
	fclose(f);
	if (good)
		return 0;
	text_addf(why, "%s: cannot be read", path);
	return -EIO;
}

static int
write_text(const void *arg, int fd)
{
	const struct text *t = arg;
	return file_write_all(fd, t->bytes, t->len);
}

int
text_file_replace(const char *path, const char *fresh, const struct text *t)
{
	return text_ok(t) ? file_replace(path, fresh, 0666, write_text, t)
			  : -ENOMEM;
}
