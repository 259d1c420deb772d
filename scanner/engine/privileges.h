/*
 * privileges.h - gives away what a scan needs only to begin.
 *
 * Sockets, programs and files are opened as root.  Then we become another
 * user without groups and capabilities, for good, and a filter leaves only
 * the system calls that a running scan makes (seccomp_filter.h).
 */
#ifndef PRIVILEGES_H
#define PRIVILEGES_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/macros.h"
#include "base/text.h"

struct privileges {
	bool root; /* there is something to give away */
	uid_t uid; /* whom to become */
	gid_t gid;
};

/*
 * `user` NULL: who called sudo, else nobody.  Without root we stay who we
 * are.  0, or -EINVAL with one line in `why`: no such user, or root.
 */
MUST_USE int privileges_choose(
    const char *user, struct privileges *out, struct text *why);

/*
 * A run directory, its folders and what is in them (links not followed) becomes
 * theirs: files are added later, and those of an earlier start, who may have
 * been somebody else, are read.  0 or -errno: -ENOTDIR if it is itself a link.
 */
MUST_USE int privileges_give_dir(const struct privileges *p, const char *dir);

/*
 * Drops all, and reads back that it is so.  The call must come before the
 * first thread (an assertion): another thread would keep its own.  0, or
 * -errno with one line: then what is left is unknown, and the program ends.
 */
MUST_USE int privileges_drop(const struct privileges *p, struct text *why);

#endif
