/* delegation_record.h - one delegation of doc/records.md as a line of JSON. */
#ifndef DELEGATION_RECORD_H
#define DELEGATION_RECORD_H

#include <stdint.h>

#include "base/text.h"
#include "resolver/zone/delegations.h"

/* Appends the record of the domain at `index`, and a newline. */
void delegation_record_add(
    struct text *line, const struct delegations *d, uint32_t index);

#endif
