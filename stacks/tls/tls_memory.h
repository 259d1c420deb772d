/*
 * tls_memory.h - OpenSSL's heap, with blocks kept for whoever wants one of the
 * same size next.
 *
 * A handshake takes and gives back some two thousand blocks of few sizes, which
 * was a quarter of what a session cost.  Each thread keeps its own, up to a
 * bound for each size; what is beyond goes to and comes from malloc().
 */
#ifndef TLS_MEMORY_H
#define TLS_MEMORY_H

/*
 * For the whole program: before OpenSSL has taken its first block, or nothing
 * changes.
 */
void tls_memory_keep_blocks(void);

#endif
