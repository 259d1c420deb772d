/*
 * dns_rebuild.h - the wire message of a dns record that was read: what came
 * says to its reader what it said to whoever recorded it.
 *
 * The ID is zero, names are whole but for owners that equal the question's,
 * and RDATA is canonical: it is not the message byte for byte, and may be
 * longer than 65,535 bytes.
 */
#ifndef DNS_REBUILD_H
#define DNS_REBUILD_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/macros.h"
#include "base/text.h"
#include "dns.h"

/*
 * Writes it to `out`, bytes, in place of what was there.  RRs whose data do
 * not parse are left out.  `arena` and `scratch` are used for what need not
 * live.  0 or -ENOMEM.
 */
MUST_USE int dns_rebuild(const struct dns_record *r,
    const struct dns_record_reply *reply, struct arena *arena,
    struct text *scratch, struct array *out);

#endif
