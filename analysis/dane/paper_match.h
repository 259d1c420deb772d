/*
 * paper_match.h - whether a TLSA record matches a chain as the code of the
 * USENIX study has it: without names, and with less of a path (R12, R14).
 */
#ifndef PAPER_MATCH_H
#define PAPER_MATCH_H

#include <stdbool.h>

#include "peer.h"
#include "tlsa.h"

/*
 * Usage 3: the leaf.  Usage 2: a certificate behind the leaf fits, and one of
 * those up to it has signed the leaf.  Usages 0 and 1: a path to one of the
 * peer's roots, and a match.  Digest agility is not looked at.
 */
bool paper_match(const struct tlsa *record, const struct dane_peer *peer);

#endif
