/*
 * served_chain.h - the chain that a live mail server sends, read over one
 * connection of the kernel: no sweep, and no privileges.
 */
#ifndef SERVED_CHAIN_H
#define SERVED_CHAIN_H

#include "analysis/command/tlsa_server.h"
#include "base/macros.h"

/* As tlsa_server_read has it.  Addresses are the system resolver's. */
MUST_USE int served_chain_read(const struct tlsa_server *server,
    struct tlsa_source *out, struct text *why);

#endif
