/*
 * tlsa_server.h - the live server whose chain `danesweep tlsa` is to have.
 * The analysis cannot send a packet: the way to a server is handed in.
 */
#ifndef TLSA_SERVER_H
#define TLSA_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/dane/tlsa_source.h"
#include "tls/leaf_key.h"

struct tlsa_server {
	const char *host; /* a name or an address */
	uint16_t port;
	bool implicit_tls; /* from the first byte; else by STARTTLS in SMTP */
	const char *sni;   /* "": none is sent */
	enum leaf_key leaf;
};

/*
 * Fills `out`, to be ended by tlsa_source_fini() in either case.  0, or -errno
 * with a line in `why`; -EPROTO: the handshake failed.
 */
typedef int tlsa_server_read(const struct tlsa_server *server,
    struct tlsa_source *out, struct text *why);

#endif
