/*
 * signature.h - is this RRset signed by these keys at this time?  (R18, R21)
 */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "dnskey.h"
#include "instants.h"
#include "known_signatures.h"
#include "output/record/reason.h"
#include "analysis/evidence/rrset.h"

enum {
	SIGNATURES_MAX = 8, /* verified per RRset */
	KEYS_PER_TAG_MAX = 4,
	SIGNATURE_BUDGET = 64, /* cost of checks per question, or per zone */
};

struct signature_check {
	enum reason reason;      /* NONE: it verifies */
	const struct rrsig *sig; /* that verified, or got furthest; or NULL */
	bool wildcard;           /* made of "*.", sig->labels deep */
};

/*
 * Whether a signature is by a key: time does not change it.  There is room
 * for all checks of a chain of 127 zones, which a forecast makes 48 times.
 */
enum { MEMO_SETS = 2048, MEMO_WAYS = 4 };

struct signature_memo {
	struct signature_memo_set {
		struct {
			const struct rrsig *sig;
			const uint8_t *key; /* its RDATA */
			bool good;
		} ways[MEMO_WAYS];
		unsigned next; /* to be forgotten */
	} sets[MEMO_SETS];
};

/*
 * What the checks of one question, or of one zone, may still cost, what is
 * known of them already, and where the instants go that they went by.  Who
 * begins to judge makes one; it is handed down to all checks.
 */
struct signature_work {
	unsigned budget; /* in algorithm_cost(); known ones cost, too */
	struct signature_memo *memo;    /* NULL: none */
	struct known_signatures *known; /* of all threads; NULL: none */
	struct instants *instants;      /* NULL: nobody asks */
};

/*
 * Judges `rrset` by the keys of `zone`, of which only those that may sign are
 * used.  Any one good signature suffices.  Of several bad ones the reason is
 * that of the one that got furthest.  Over the budget it is TOO_MUCH_WORK.
 * Notes where all its signatures begin and end.
 */
struct signature_check signature_verify(const struct rrset *rrset,
    const struct dns_name *zone, struct dnskey_set *keys, int64_t at_s,
    struct signature_work *work);

/*
 * Appends what the signature is over (RFC 4034 3.1.8.1): the RRSIG's fields,
 * then each record with the original TTL, under the name that was signed.
 */
void signature_add_data(
    struct text *t, const struct rrset *rrset, const struct rrsig *sig);

/* Labels as RRSIG counts them: without the root and a first "*". */
unsigned signature_labels(const struct dns_name *owner);

/* `name` without its first labels, so that `labels` are left. */
struct dns_name signature_strip(const struct dns_name *name, unsigned labels);

#endif
