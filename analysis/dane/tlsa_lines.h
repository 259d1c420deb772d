/*
 * tlsa_lines.h - TLSA records in what people paste: zone file lines, those of
 * nsupdate(1), RFC 3597, JSON lines, or the data alone.
 */
#ifndef TLSA_LINES_H
#define TLSA_LINES_H

#include <stdbool.h>

#include "base/text.h"

/*
 * Sets `record` to the next record's data, as tlsa_text.h reads them, and moves
 * `*at` behind it.  What is no record of any of these forms is given as it
 * stands; empty lines, comments and what nsupdate is told beside records are
 * left out.  False: there is no more, or no memory (text_ok()).
 */
bool tlsa_lines_next(const char **at, struct text *record);

#endif
