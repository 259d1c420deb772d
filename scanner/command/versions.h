/* versions.h - which danesweep this is, and which libraries it runs with. */
#ifndef VERSIONS_H
#define VERSIONS_H

#include <stdio.h>

/*
 * "danesweep 0.2 (commit ...)", then a line for each library that decides what
 * is sent or how it is judged: the one that was loaded, not that of the build.
 */
void versions_print(FILE *to);

#endif
