/*
 * referral_lines.h - the delegation records of a list's domains.
 *
 * A list has no zone file that says who is delegated where.  The parent's
 * servers say it on the resolver's way to a domain: each referral to a domain
 * of the list is its record, the first one that came.  Where none comes, as
 * one server has the parent and the child, the child's NS set is asked for.
 *
 * The stage thread's only.
 */
#ifndef REFERRAL_LINES_H
#define REFERRAL_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/halt.h"
#include "base/macros.h"
#include "dns/name.h"
#include "output/part.h"
#include "scanner/dns/domains.h"
#include "scanner/dns/resolver_watch.h"

struct referral_lines;

/* Of those domains whose number is `shard`, modulo `shards`.  0 or -ENOMEM. */
MUST_USE int referral_lines_new(const struct domains *domains, uint64_t shards,
    uint64_t shard, struct referral_lines **out);
void referral_lines_free(struct referral_lines *l); /* NULL is fine */

/* Where records go, and who is told of a failure: before the first one. */
void referral_lines_open(
    struct referral_lines *l, struct part_writer *part, struct halt *halt);

/* What the resolver tells; borrowed for the life of `l`. */
const struct resolver_watch *referral_lines_watch(struct referral_lines *l);

/* This domain has its record, of an earlier start. */
void referral_lines_has(struct referral_lines *l, const struct dns_name *name);

/*
 * Domain `i` is ours, has no record, and nothing said that no zone begins
 * there.
 */
bool referral_lines_lacks(const struct referral_lines *l, uint32_t i);

#endif
