/* program.h - which danesweep this is. */
#ifndef PROGRAM_H
#define PROGRAM_H

extern const char program_version[]; /* "0.2" */

/*
 * The commit that it was built from, as `git describe --always --dirty` names
 * it; "unknown": it was not built in a git work tree.
 */
extern const char program_commit[];

#endif
