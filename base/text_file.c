#include "base/text_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
