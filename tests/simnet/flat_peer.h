/* flat_peer.h - the flat world on an interface, by AF_XDP: for benchmarks. */
#ifndef SIMNET_FLAT_PEER_H
#define SIMNET_FLAT_PEER_H

#include <stdatomic.h>
#include <stdbool.h>

/* Answers until `stopping`; says "ready" when it does.  0 or -errno. */
int flat_peer_serve(
    const char *interface, bool odd, const atomic_bool *stopping);

#endif
