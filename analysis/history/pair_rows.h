/*
 * pair_rows.h - judges the pairs that the store lacks.
 */
#ifndef PAIR_ROWS_H
#define PAIR_ROWS_H

#include <openssl/types.h>

#include "base/macros.h"

/*
 * Reads DIR/want_*.tsv: pair (host, base, set_id, chain_id; of one chain all
 * together), set (set_id, usage, selector, mtype, data; in the order of the
 * RDATA), link (chain_id, sha256; leaf first) and cert (sha256, der); writes
 * DIR/pair.tsv and DIR/pair_record.tsv.  0; or -errno, logged.
 */
MUST_USE int pair_rows_write(const char *dir, X509_STORE *roots);

#endif
