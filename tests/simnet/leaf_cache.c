#include "leaf_cache.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "world.h"

enum { BUCKETS = 4096 };

struct leaf {
	struct leaf *next;
	char key[SIMNET_NAME_MAX + 32];
	X509 *x509;
};

struct simnet_leaf_cache {
	struct leaf *bucket[BUCKETS];
};

static void
name_key(const struct simnet_host *host, char key[SIMNET_NAME_MAX + 32])
{
	snprintf(key, SIMNET_NAME_MAX + 32, "%s %u %u", host->name,
	    (unsigned)host->key, (unsigned)host->chain);
}

static unsigned
bucket_of(const char *key)
{
	return (unsigned)(hash_bytes(key, strlen(key)) % BUCKETS);
}

struct simnet_leaf_cache *
simnet_leaf_cache_new(void)
{
	struct simnet_leaf_cache *c = calloc(1, sizeof(*c));
	assert(c != NULL);
	return c;
}

void
simnet_leaf_cache_free(struct simnet_leaf_cache *c)
{
	for (unsigned i = 0; c != NULL && i < BUCKETS; i++) {
		while (c->bucket[i] != NULL) {
			struct leaf *l = c->bucket[i];
			c->bucket[i] = l->next;
			X509_free(l->x509);
			free(l);
		}
	}
	free(c);
}

X509 *
simnet_leaf_cache_find(
    const struct simnet_leaf_cache *c, const struct simnet_host *host)
{
	char key[SIMNET_NAME_MAX + 32];
	name_key(host, key);
	for (struct leaf *l = c->bucket[bucket_of(key)]; l != NULL; l = l->next)
		if (strcmp(l->key, key) == 0) {
			X509_up_ref(l->x509);
			return l->x509;
		}
	return NULL;
}

void
simnet_leaf_cache_keep(
    struct simnet_leaf_cache *c, const struct simnet_host *host, X509 *leaf)
{
	struct leaf *l = calloc(1, sizeof(*l));
	assert(l != NULL);
	name_key(host, l->key);
	X509_up_ref(leaf);
	l->x509 = leaf;
	struct leaf **bucket = &c->bucket[bucket_of(l->key)];
	l->next = *bucket;
	*bucket = l;
}
