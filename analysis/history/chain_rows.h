/*
 * chain_rows.h - what the store keeps of certificates and chains that it has
 * not seen before: cert records of a run become rows.
 */
#ifndef CHAIN_ROWS_H
#define CHAIN_ROWS_H

#include <openssl/types.h>

#include "analysis/evidence/run_files.h"
#include "base/macros.h"

/*
 * Reads DIR/want_link.tsv (chain_id, position, sha256) and of RUN/cert what it
 * names; writes DIR/cert.tsv and DIR/chain.tsv.  A chain of which a certificate
 * is missing, or whose leaf does not parse, has no row.  `roots`: of public
 * authorities; NULL: none.  0; or -errno, logged.
 */
MUST_USE int chain_rows_write(const char *dir, const char *run,
    X509_STORE *roots, struct run_count *count);

#endif
