/* run_dir.h - the directory of one run and its folders. */
#ifndef RUN_DIR_H
#define RUN_DIR_H

#include "base/macros.h"
#include "base/text.h"

/*
 * Makes `path`, its parents where they are missing, and in it state/ and a
 * folder for each kind of record.  An empty directory will do, a link will not.
 * 0; or -errno with one line for a person in `why`: -EEXIST when it holds
 * another run, or anything, or is a link.
 */
MUST_USE int run_dir_create(const char *path, struct text *why);

/*
 * The same, and makes it the working directory: its files are then reached
 * as `run_dir_here`, also by a user who may not pass through its parents.
 */
MUST_USE int run_dir_enter(const char *path, struct text *why);

/*
 * Makes a directory that holds a run the working directory, in the same way.
 * Folders that are missing are made.  0; or -errno and `why`: it holds none, or
 * it, or a folder in it, is a link.
 */
MUST_USE int run_dir_reenter(const char *path, struct text *why);

/* `path` and its parents where they are missing, and nothing in it. */
MUST_USE int run_dir_make(const char *path, struct text *why);

extern const char run_dir_here[];

/*
 * Keeps others from writing this run, for as long as the descriptor `lock` is
 * open.  0; or -errno and `why`: -EWOULDBLOCK when another scan writes it.
 */
MUST_USE int run_dir_lock(const char *path, int *lock, struct text *why);

/* 0 if `path` holds a run (a manifest); or -errno and `why`. */
MUST_USE int run_dir_check(const char *path, struct text *why);

#endif
