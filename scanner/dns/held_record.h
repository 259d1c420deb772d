/*
 * held_record.h - the record of a sprayed answer, on its way to be held: as a
 * line, or where that is too soon, as what it will be made of.
 */
#ifndef HELD_RECORD_H
#define HELD_RECORD_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "held_answers.h"
#include "output/record/dns.h"

/*
 * The record of question `i`, which `m` answers.  `line` is room for a line.
 * 0; -ENOSPC: the oldest that are held have to go first; -ENOMEM.  Not when
 * held_answers_is_full().
 */
MUST_USE int held_record_add(struct held_answers *h, uint64_t i,
    const struct dns_record *record, const struct dns_message *m,
    struct text *line, int64_t now_ns);

#endif
