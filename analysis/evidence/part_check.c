#include "part_check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "output/record/manifest_summary.h"

/* Parts are few: the largest run has some hundred. */
static const struct part_info *
find(const struct part_info *at, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(at[i].path, path) == 0)
			return &at[i];
	}
	return NULL;
}

static bool
is_there(const char *dir, const struct part_info *part)
{
	char path[4096];
	int n = snprintf(path, sizeof(path), "%s/%s", dir, part->path);
	return n < (int)sizeof(path) && access(path, F_OK) == 0;
}

/* What is wrong with a part that should be as `named` says; NULL: nothing. */
static const char *
fault_of(const struct part_info *named, const struct part_info *is)
{
	if (is->records != named->records)
		return "has another number of lines than manifest.json says";
	if (is->bytes != named->bytes || is->text_bytes != named->text_bytes)
		return "has another length than manifest.json says";
	if (memcmp(is->sha256, named->sha256, sizeof(is->sha256)) != 0)
		return "has another SHA-256 than manifest.json says";
	return NULL;
}

static uint64_t
complain(const char *dir, const char *path, const char *what)
{
	if (what != NULL)
		log_line("%s/%s: %s", dir, path, what);
	return what != NULL;
}

static uint64_t
check_named(const char *dir, const struct part_info *named,
    const struct part_info *read, size_t count)
{
	const struct part_info *is = find(read, count, named->path);
	if (is != NULL)
		return complain(dir, named->path, fault_of(named, is));
	return is_there(dir, named)
		   ? 0
		   : complain(dir, named->path,
			 "is not there, and manifest.json names it");
}

uint64_t
part_check(const struct manifest_summary *m, const char *dir, const char *kind,
    const struct part_info *read, size_t count)
{
	const struct part_info *named = m->parts.at;
	uint64_t faults = 0;
	for (size_t i = 0; i < m->parts.count; i++) {
		if (strcmp(named[i].kind, kind) == 0)
			faults += check_named(dir, &named[i], read, count);
	}
	for (size_t i = 0; m->names_all && i < count; i++) {
		if (find(named, m->parts.count, read[i].path) == NULL)
			faults += complain(dir, read[i].path,
			    "is there, and manifest.json does not name it");
	}
	return faults;
}
