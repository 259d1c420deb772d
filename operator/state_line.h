/*
 * state_line.h - the state of a rollover as a line of its journal.
 *
 * A line is the whole state, before the act that it names: the last whole line
 * is where to go on.  A line of another version is refused.
 */
#ifndef STATE_LINE_H
#define STATE_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "rollover.h"

enum { STATE_LINE_VERSION = 1 };

/* Appends the line, with its newline. */
void state_line_add(struct text *line, const struct rollover *r,
    enum rollover_act_kind act, int64_t now_s);

/*
 * 0; -EPROTONOSUPPORT: it is of another version; -EINVAL: it is no such line,
 * or cut.
 */
MUST_USE int state_line_read(
    const char *line, size_t len, struct rollover *out);

/* The same as members of an object that the caller has opened: for status. */
struct json;
void state_line_add_members(struct json *j, const struct rollover *r);

/* A member; 0 is null, and what no clock here can say the last time it can. */
void state_line_add_time(struct json *j, const char *key, int64_t s);

#endif
