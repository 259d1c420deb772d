/*
 * cert_set.h - the certificates of a run: each is written once.
 *
 * Shared by all workers behind one mutex: a handshake costs a thousand times
 * more than the lock.
 */
#ifndef CERT_SET_H
#define CERT_SET_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "scanner/engine/counters.h"
#include "output/part.h"

struct cert_set;

/* `part` and `counters` are borrowed.  0 or -ENOMEM. */
MUST_USE int cert_set_new(
    struct part_writer *part, struct counters *counters, struct cert_set **out);
void cert_set_free(struct cert_set *s); /* NULL is fine */

/*
 * Writes the record of this certificate unless it was written before, and
 * gives its SHA-256.  0 or -errno.
 */
MUST_USE int cert_set_add(
    struct cert_set *s, const uint8_t *der, size_t len, uint8_t sha256[32]);

/* This one was written by an earlier start.  0 or -ENOMEM. */
MUST_USE int cert_set_add_written(struct cert_set *s, const uint8_t sha256[32]);

/* Writes those that have waited (part_tick()).  0 or -errno. */
MUST_USE int cert_set_tick(struct cert_set *s, int64_t now_ns);

/*
 * All that were added are on the disk then: whoever writes a record that names
 * one calls this before.  It waits for the disk, not for other workers, and
 * where nothing is new for nothing.  0 or -errno.
 */
MUST_USE int cert_set_sync(struct cert_set *s);

#endif
