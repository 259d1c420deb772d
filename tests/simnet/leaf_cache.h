/*
 * leaf_cache.h - leaves that were made: to make one again would cost a
 * signature, and ECDSA's is another one each time.
 */
#ifndef SIMNET_LEAF_CACHE_H
#define SIMNET_LEAF_CACHE_H

#include <openssl/x509.h>

struct simnet_host;
struct simnet_leaf_cache;

struct simnet_leaf_cache *simnet_leaf_cache_new(void);
void simnet_leaf_cache_free(struct simnet_leaf_cache *c); /* NULL is fine */

/* Of this name, key and length of chain; to be freed.  NULL: none yet. */
X509 *simnet_leaf_cache_find(
    const struct simnet_leaf_cache *c, const struct simnet_host *host);

/* Keeps a reference of its own. */
void simnet_leaf_cache_keep(
    struct simnet_leaf_cache *c, const struct simnet_host *host, X509 *leaf);

#endif
