/* path.h - the verified path of usages 0 to 2, by OpenSSL's DANE code. */
#ifndef DANE_PATH_H
#define DANE_PATH_H

#include <stdbool.h>

#include "peer.h"
#include "tlsa.h"

enum dane_path_end {
	DANE_PATH_OK,
	DANE_PATH_NAME, /* all but the name of the leaf */
	DANE_PATH_BAD, /* no path to what the record names, or an invalid one */
};

/*
 * Tries a path from the leaf to the trust anchor that `record` names (usages 0
 * and 1: to one of the peer's roots), with the leaf's names checked.  `*depth`
 * and `*cert` (of the chain, or NULL) are set when it is OK.
 */
enum dane_path_end dane_path(const struct tlsa *record,
    const struct dane_peer *peer, int *depth, X509 **cert);

/* Signatures lead from the leaf to chain[at], dates and CA bits aside. */
bool dane_path_leads(const struct dane_peer *peer, size_t at);

#endif
