/* diagnose.h - why a TLSA record does not match a chain, in one word, and
 * how far it is from a match. */
#ifndef DIAGNOSE_H
#define DIAGNOSE_H

#include "output/record/tlsa_miss.h"
#include "path.h"

struct diagnosis {
	enum reason reason;
	struct tlsa_miss miss;
};

/* A usable record of usage 3 whose data is not that of the leaf. */
struct diagnosis diagnose_leaf(
    const struct tlsa *record, const struct dane_peer *peer);

/* A usable record of usage 2 whose path ended so, not with OK. */
struct diagnosis diagnose_anchor(const struct tlsa *record,
    const struct dane_peer *peer, enum dane_path_end end);

/*
 * A record that is not usable: WRONG_MTYPE and the like where its data would
 * fit with other fields, TRUNCATED and the like where that is so; else, and
 * always for usages 0 and 1, the reason that it is not usable.
 */
struct diagnosis diagnose_unusable(
    const struct tlsa *record, const struct dane_peer *peer);

#endif
