/*
 * again_list.h - the questions that stage `again` asks in one of its rounds,
 * as the file state/again-N of the run directory has them: NAME TYPE, a line
 * each.
 *
 * It is on the disk before the first of them is asked.  Whoever goes on with
 * the run asks the same ones: the judge, who has answers of this very round by
 * then, might list others.
 */
#ifndef AGAIN_LIST_H
#define AGAIN_LIST_H

#include "base/array.h"
#include "base/macros.h"

/*
 * Appends the struct dns_question of that round, from 1 on.  0 or -errno:
 * -ENOENT when it has not begun.
 */
MUST_USE int again_list_read(unsigned round, struct array *out);

/* Puts those from `first` on on the disk.  0 or -errno. */
MUST_USE int again_list_write(
    unsigned round, const struct array *questions, size_t first);

#endif
