/*
 * hash.h - the hash of all tables: SipHash under a key of this process.
 *
 * Names and addresses come from strangers.  Without the key nobody can
 * choose ones that fall into one place of a table.  So the order of a table
 * differs from run to run, and nothing that is written may depend on it.
 */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>

#include "siphash.h"

/* The key is made by entropy_fill() at the first use. */
uint64_t hash_bytes(const void *bytes, size_t len);

/*
 * Takes this key instead: for runs that must be the same to the last step.
 * To be called before other threads run, and while no table is in use that
 * was filled under another.
 */
void hash_set_key(const struct siphash_key *key);

#endif
