/*
 * advice.h - what each reason asks of whom, in one sentence: the same words in
 * `danesweep check` and in its manual.
 */
#ifndef ADVICE_H
#define ADVICE_H

#include "output/record/reason.h"

/* One sentence without line breaks; of NONE the empty string. */
const char *advice_text(enum reason r);

#endif
