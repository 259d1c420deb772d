#include "resolver/transfer/kept_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/macros.h"

enum { DIGITS_MAX = 10 };

struct kept_file {
	int64_t written_ns;
	uint32_t serial;
};

bool
kept_files_serial(const char *stem, const char *name, uint32_t *serial)
{
	size_t len = strlen(stem);
	uint64_t n = 0;
	if (strncmp(name, stem, len) != 0 || name[len] != '@')
		return false;
	const char *at = name + len + 1, *first = at;
	for (; *at >= '0' && *at <= '9' && at - first < DIGITS_MAX; at++)
		n = n * 10 + (uint64_t)(*at - '0');
	if (at == first || n > UINT32_MAX || (*first == '0' && at > first + 1))
		return false;
	*serial = (uint32_t)n;
	return strcmp(at, ".zone.gz") == 0;
}

static int
newest_first(const void *a, const void *b)
{
	const struct kept_file *x = a, *y = b;
	return (x->written_ns < y->written_ns) -
	       (x->written_ns > y->written_ns);
}

static void
list(DIR *dir, const char *stem, uint32_t serial, struct array *files)
{
	const struct dirent *e;
	while ((e = readdir(dir)) != NULL) {
		struct stat st;
		uint32_t other;
		if (!kept_files_serial(stem, e->d_name, &other) ||
		    other == serial ||
		    fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) <
			0)
			continue;
		struct kept_file *f = array_push(files, 1, sizeof(*f));
		if (f == NULL)
			return;
		f->serial = other;
		f->written_ns =
		    st.st_mtim.tv_sec * NS_PER_S + st.st_mtim.tv_nsec;
	}
}

static void
take_away(int dir, const char *stem, uint32_t serial)
{
	char name[NAME_MAX + 1];
	static const char *const tails[] = {".zone.gz", ".json"};
	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		int n = snprintf(
		    name, sizeof(name), "%s@%u%s", stem, serial, tails[i]);
		if (n < (int)sizeof(name))
			(void)unlinkat(dir, name, 0);
	}
}

void
kept_files_prune(
    const char *dir, const char *stem, uint32_t serial, unsigned keep)
{
	struct array files = {0};
	DIR *d = opendir(dir);
	if (d == NULL)
		return;
	list(d, stem, serial, &files);
	const struct kept_file *f = files.at;
	if (files.count > 0)
		qsort(files.at, files.count, sizeof(*f), newest_first);
	for (size_t i = keep > 0 ? keep - 1 : 0; i < files.count; i++)
		take_away(dirfd(d), stem, f[i].serial);
	array_fini(&files);
	closedir(d);
}
