/*
 * servers.h - the addresses at which each delegation's servers are asked,
 * and the way back from an address to the name server that has it.
 *
 * Made anew before each sprayed stage; only what was heard changes after that.
 * Who may be asked is by the rules of that moment, so that a pass finds the
 * servers of the one before; servers_may_ask() knows those of now.
 */
#ifndef SERVERS_H
#define SERVERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "scanner/engine/address_policy.h"
#include "resolver/zone/delegations.h"

struct servers;

enum { SERVERS_PER_DELEGATION = 16 };

/*
 * 0 or -ENOMEM.  `d`, and what the policy points at, are borrowed; `d` must
 * not change meanwhile.
 */
MUST_USE int servers_new(const struct delegations *d,
    const struct address_policy *policy, struct servers **out);
void servers_free(struct servers *s);

/* Addresses for a delegation, first all of IPv4; gives how many. */
unsigned servers_of(const struct servers *s, uint32_t delegation,
    struct addr out[SERVERS_PER_DELEGATION]);

/* How many that gives; and the n-th of them. */
unsigned servers_count(const struct servers *s, uint32_t delegation);
const struct addr *servers_at(
    const struct servers *s, uint32_t delegation, unsigned n);

/* Beside those there is one whose name has opted out. */
bool servers_has_spared(const struct servers *s, uint32_t delegation);

/* One of them may still be asked: the rules may have changed. */
bool servers_may_ask(
    const struct servers *s, uint32_t delegation, const struct addr *a);

/* The name of a delegation. */
void servers_zone(
    const struct servers *s, uint32_t delegation, struct dns_name *out);

/* Its answers have to be proved, as the zone files know. */
bool servers_has_ds(const struct servers *s, uint32_t delegation);

/*
 * Which of `count` servers pass `number`, from 1 on, of a spray asks question
 * `i`: another one each time.
 */
unsigned servers_choose(
    uint64_t seed, uint64_t i, unsigned number, unsigned count);

/*
 * Notes, and tells, that anything at all came from this address, and that an
 * OPT record was in it.  Gives a number for the address, below 0: nobody's.
 */
int64_t servers_heard(struct servers *s, const struct addr *a, bool has_edns);

/* The name of the server that this is a number of. */
void servers_name(
    const struct servers *s, int64_t number, struct dns_name *out);
bool servers_was_heard(const struct servers *s, const struct addr *a);
bool servers_has_edns(const struct servers *s, const struct addr *a);

/*
 * Notes, and tells, that an error without a question came from this address:
 * so some servers answer EDNS (RFC 6891 7), and to what nobody can tell.
 */
void servers_note_bare_error(struct servers *s, const struct addr *a);
bool servers_sends_bare_errors(const struct servers *s, const struct addr *a);

#endif
