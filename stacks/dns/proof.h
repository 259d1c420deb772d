/*
 * proof.h - does a reply hold all that a validator will need to prove it?
 *
 * Signatures that cover what was asked, within their dates; denials that
 * match or cover the name.  No signature is verified: what is whole here may
 * still be bogus, what is not cannot be secure in a signed zone.
 */
#ifndef DNS_PROOF_H
#define DNS_PROOF_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/message.h"
#include "dns/name.h"

/*
 * `m` is the reply to `asked` by a server of `zone`, at `now_s` since 1970.
 * Where an alias leads out of the zone, or to what the reply does not hold,
 * only the links count: the target is a question of its own.
 */
bool dns_proof_is_whole(const struct dns_message *m,
    const struct dns_question *asked, const struct dns_name *zone,
    uint32_t now_s);

/* Some RRSIG of the reply is by this very zone, or by one below. */
bool dns_proof_is_signed(
    const struct dns_message *m, const struct dns_name *zone);

#endif
