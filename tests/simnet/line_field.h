/* line_field.h - a string of a record, read by text alone: for tallies. */
#ifndef LINE_FIELD_H
#define LINE_FIELD_H

#include <stddef.h>

/*
 * The first `"key":"VALUE"` of a line, cut to `cap` - 1 bytes of `out`, which
 * is given back; empty: there is none.
 */
const char *line_field(
    const char *line, const char *key, char *out, size_t cap);

#endif
