/* pem_chain.h - certificates from a file, as a server sends them. */
#ifndef PEM_CHAIN_H
#define PEM_CHAIN_H

#include <stddef.h>

#include <openssl/types.h>

#include "base/macros.h"
#include "base/text.h"
#include "peer.h"

/*
 * All certificates of the file, in its order; other blocks are left out.  A
 * file without a block may be DER: one certificate, or several in a row.
 * `*count` of them become the caller's (X509_free), also when it fails.
 * 0, or -errno (-EINVAL: with the line) with one line in `why`.
 */
MUST_USE int pem_chain_read(const char *path, X509 *chain[DANE_CHAIN_MAX],
    size_t *count, struct text *why);

/* The same of text in memory; `path` is what `why` calls it. */
MUST_USE int pem_chain_parse(const char *path, const char *text, size_t len,
    X509 *chain[DANE_CHAIN_MAX], size_t *count, struct text *why);

#endif
