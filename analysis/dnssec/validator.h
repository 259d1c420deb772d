/*
 * validator.h - what is known by one input: the states of zones and of
 * questions, each judged once, and the keys.
 *
 * Three things meet where DNSSEC is judged: what is given (input.h, const),
 * what is cached (here), and what one question may spend, which is handed
 * down (struct signature_work).
 */
#ifndef VALIDATOR_H
#define VALIDATOR_H

#include "base/arena.h"
#include "dns/name_map.h"
#include "input.h"
#include "signature.h"

struct validator;
struct zone;

/*
 * Sets the state of a zone that nothing is known of yet.  Zones ask for it by
 * this pointer: the chain of trust is made of RRset states, and an RRset state
 * needs zones.
 */
typedef void zone_judge_fn(struct validator *v, struct zone *zone);

struct validator {
	const struct dnssec_input *input; /* borrowed */
	zone_judge_fn *judge_zone;        /* zone_chain_judge() */
	struct signature_memo *memo;      /* borrowed; NULL: none */
	struct arena arena;               /* all results live in it */
	struct name_map zones;            /* struct zone; type 0 */
	struct name_map lookups;          /* struct lookup, by question */
	struct dnskey_set *keys;          /* all that were made */
};

void validator_init(struct validator *v, const struct dnssec_input *input,
    zone_judge_fn *judge_zone, struct signature_memo *memo);
void validator_fini(struct validator *v);

/* Forgets all results. */
void validator_forget(struct validator *v);

/*
 * Between two questions: forgets all results if they have grown large, so
 * that a run of any size is judged in bounded memory.
 */
void validator_trim(struct validator *v);

/* What one question, or one zone, may spend; it adds to `instants`. */
struct signature_work validator_work(
    const struct validator *v, struct instants *instants);

/* The keys of a DNSKEY set, freed with the validator. */
struct dnskey_set *validator_keys(
    struct validator *v, const struct rrset *rrset);

#endif
