/*
 * manifest_reader.h - a manifest.json, opened for those who read some of it: it
 * is one line of JSON, and is read as a record is.
 */
#ifndef MANIFEST_READER_H
#define MANIFEST_READER_H

#include "base/macros.h"
#include "base/text.h"
#include "reader.h"

/*
 * `r->root` becomes the manifest in this directory.  0; or -errno with one line
 * for a person in `why`: -ENOENT when there is none, -EPROTO when it is of
 * another schema version, -EBADMSG when it is malformed.
 */
MUST_USE int manifest_read(
    struct record_reader *r, const char *dir, int version, struct text *why);

/* The same of what is found later: says what is wrong with it; -EBADMSG. */
MUST_USE int manifest_wrong(
    const struct record_reader *r, const char *dir, struct text *why);

/* A number that must be there, as json_add_key_digits() wrote it. */
bool manifest_need_digits(struct record_reader *r,
    const struct json_value *object, const char *key, uint64_t *out);

#endif
