/* diagnose.h - why a TLSA record does not match a chain, in one word. */
#ifndef DIAGNOSE_H
#define DIAGNOSE_H

#include "path.h"

/* A usable record of usage 3 whose data is not that of the leaf. */
enum reason diagnose_leaf(
    const struct tlsa *record, const struct dane_peer *peer);

/* A usable record of usage 2 whose path ended so, not with OK. */
enum reason diagnose_anchor(const struct tlsa *record,
    const struct dane_peer *peer, enum dane_path_end end);

/*
 * A record that is not usable: WRONG_MTYPE where its data would fit with
 * another matching type, TRUNCATED and the like where that is so; else the
 * reason that it is not usable.
 */
enum reason diagnose_unusable(
    const struct tlsa *record, const struct dane_peer *peer);

#endif
