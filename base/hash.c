#include "base/hash.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/entropy.h"

static struct siphash_key process_key;
static pthread_once_t key_made = PTHREAD_ONCE_INIT;

/* Without randomness (Linux before 3.17) no table is safe: it cannot go on. */
static void
make_key(void)
{
	if (entropy_fill(&process_key, sizeof(process_key)) < 0)
		abort();
}

static void
no_key(void)
{
}

void
hash_set_key(const struct siphash_key *key)
{
	pthread_once(&key_made, no_key);
	process_key = *key;
}

uint64_t
hash_bytes(const void *bytes, size_t len)
{
	pthread_once(&key_made, make_key);
	return siphash(&process_key, bytes, len);
}
