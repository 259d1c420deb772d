/* manifest_file.h - what all kinds of manifest.json have in common. */
#ifndef MANIFEST_FILE_H
#define MANIFEST_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "output/json.h"
#include "output/part.h"

/*
 * Another number, another meaning: of a run's records and its manifest; and of
 * what is made of them, the lines of verdict and rrset and their manifests.
 */
enum { MANIFEST_SCHEMA_VERSION = 1, VERDICT_SCHEMA_VERSION = 3 };

/* Elements of the array that is open. */
void manifest_add_parts(
    struct json *j, const struct part_info *parts, size_t count);

void manifest_add_time(struct json *j, const char *key, int64_t ns); /* 0: no */

/*
 * `object` and a newline as DIR/manifest.json, whole and on the disk, by a
 * rename.  0 or -errno.
 */
MUST_USE int manifest_file_write(const char *dir, struct text *object);

#endif
