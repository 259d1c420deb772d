/* delegation.h - what the zone files say of a domain, as its record. */
#ifndef RUN_DELEGATION_H
#define RUN_DELEGATION_H

#include <stdint.h>

#include "base/text.h"

struct delegations;

/*
 * Appends the delegation record of the domain at `index`, and a newline.
 * Without heap the text fails.
 */
void delegation_line_add(
    struct text *line, const struct delegations *d, uint32_t index);

#endif
