/*
 * tls_memory.h - OpenSSL's heap, with blocks kept for whoever wants one of the
 * same size next.
 *
 * A handshake takes and gives back some two thousand blocks of few sizes, which
 * was a quarter of what a session cost.  Each thread keeps its own, up to a
 * bound for each size; what is beyond goes to and comes from malloc().
 *
 * OpenSSL passes a lack of memory off as a fault of whatever it was at, often
 * without a word in its queue of errors; here it is known.
 */
#ifndef TLS_MEMORY_H
#define TLS_MEMORY_H

#include <stdbool.h>

/*
 * For the whole program: before OpenSSL has taken its first block, or nothing
 * changes.
 */
void tls_memory_keep_blocks(void);

/* Was this thread refused a block since it last asked? */
bool tls_memory_was_refused(void);

#endif
