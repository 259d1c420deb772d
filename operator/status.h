/* status.h - where a rollover stands, for people and for monitoring. */
#ifndef ROLLOVER_STATUS_H
#define ROLLOVER_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "state.h"

/*
 * What somebody should look at; NULL: all is well.  A roll that waits is well,
 * a certificate near its end is not, nor is a rollover that nobody runs.
 */
const char *rollover_status_fault(
    const struct rollover *r, const struct rollover_policy *p, int64_t now_s);

/* Appends lines for people, or one line of JSON. */
void rollover_status_add(struct text *out, const char *host,
    const struct rollover *r, const struct rollover_policy *p, int64_t now_s);
void rollover_status_add_json(struct text *out, const char *host,
    const struct rollover *r, const struct rollover_policy *p, int64_t now_s);

/* What will be done, and when, if nothing fails. */
void rollover_plan_add(struct text *out, const char *host,
    const struct rollover *r, const struct rollover_policy *p, int64_t now_s);

#endif
