/*
 * unsigned_names.h - which names of a reply have data without a signature.
 *
 * In a signed zone that is either a fault or a sign of a zone cut that the
 * reply does not show: an unsigned child zone on its parent's servers.
 */
#ifndef UNSIGNED_NAMES_H
#define UNSIGNED_NAMES_H

#include <stdint.h>

#include "dns/message.h"
#include "dns/name.h"

/*
 * Calls `each` for those below `zone`, which the reply is from, once for a
 * record or more; and for a name that nothing is said of, not even a denial.
 */
void unsigned_names_each(const struct dns_message *m,
    const struct dns_name *zone,
    void (*each)(void *ctx, const struct dns_name *name, uint16_t type),
    void *ctx);

#endif
