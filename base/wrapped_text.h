/* wrapped_text.h - text for a terminal: no line is wider than it. */
#ifndef WRAPPED_TEXT_H
#define WRAPPED_TEXT_H

#include "text.h"

/*
 * Appends `text`, whose lines end in newlines, each broken at blanks where it
 * is wider than `columns`; what follows a break stands four columns further
 * right than the line.  A number stays with its unit ("27 days").  A word
 * that is wider than that is cut.  Colours ("ESC[...m") have no width.
 */
void text_add_wrapped(struct text *out, const char *text, size_t columns);

#endif
