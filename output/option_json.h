/* option_json.h - the options of a command as one JSON object. */
#ifndef OPTION_JSON_H
#define OPTION_JSON_H

#include "base/option_table.h"
#include "output/json.h"

/*
 * By their long names, as given or by default: a flag is a boolean, a list an
 * array of strings, all others are strings, numbers in digits.  An option that
 * was not given and has no default is left out.  `values` is what
 * option_line_parse() filled.
 */
void option_json_add(
    struct json *j, const struct option_table *t, const void *values);

#endif
