/* validator.h - what all judging shares: evidence, anchors, what is known. */
#ifndef VALIDATOR_H
#define VALIDATOR_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/types.h>

#include "analysis/evidence/arena.h"
#include "dnskey.h"
#include "instants.h"
#include "analysis/evidence/patch.h"
#include "analysis/evidence/name_map.h"
#include "signature.h"

struct anchor_set;
struct cert_history;
struct evidence;

enum { NSEC3_ITERATIONS_MAX = 150 }; /* R20 */

struct validator {
	struct arena arena;               /* all results live in it */
	const struct evidence *evidence;  /* borrowed, sealed */
	const struct anchor_set *anchors; /* borrowed */
	int64_t at_ns;           /* judge as of then; 0: of each record */
	unsigned iterations_max; /* of NSEC3 */
	struct patches patches;  /* none, but for who looks for a fix */
	bool paper;              /* "study" as the paper's code has it */
	X509_STORE *roots;       /* borrowed: of usages 0 and 1 then; or NULL */
	const struct cert_history *history; /* borrowed; or NULL */
	struct signature_work work;         /* of this question, or zone */
	struct instants *instants; /* of it; never NULL while judging */
	struct name_map zones;     /* struct zone; type 0 */
	struct name_map lookups;   /* struct lookup, by question */
	struct dnskey_set *keys;   /* all that were made */
	struct instants all;       /* where nobody collects */
};

void validator_init(struct validator *v, const struct evidence *evidence,
    const struct anchor_set *anchors, int64_t at_ns);
void validator_fini(struct validator *v);

/*
 * Between two questions: forgets all results if they have grown large, so
 * that a run of any size is judged in bounded memory.
 */
void validator_trim(struct validator *v);

/* Forgets all results, and judges as of another time from now on. */
void validator_set_time(struct validator *v, int64_t at_ns);

/* From now on, what is judged adds its instants there, borrowed; NULL: no
 * longer. */
void validator_collect(struct validator *v, struct instants *instants);

/* Notes where the signatures of this RRset begin and end. */
void validator_note_signatures(
    struct validator *v, const struct rrset *rrset, int64_t at_s);

/* The keys of a DNSKEY set, freed with the validator. */
struct dnskey_set *validator_keys(
    struct validator *v, const struct rrset *rrset);

/* Seconds since 1970 at which a record of this time is judged. */
int64_t validator_time(const struct validator *v, int64_t rx_ns);

#endif
