/*
 * plain_client.h - the simplest of clients, for tests of the servers: frames
 * over a path that loses nothing, TCP without retransmission, and OpenSSL.
 */
#ifndef SIMNET_PLAIN_CLIENT_H
#define SIMNET_PLAIN_CLIENT_H

#include "simnet.h"
#include "tcp_server.h"

enum plain_state { PLAIN_SYN_SENT, PLAIN_OPEN, PLAIN_REFUSED, PLAIN_ENDED };

struct plain_client {
	struct sim_peer peer;
	int64_t *now_ns;
	struct simnet_packet out; /* addresses, ports and numbers */
	enum plain_state state;
	struct text in; /* all that came */
	size_t read;
	uint64_t frames; /* that came */
};

/* Sends a SYN to the server, from this port. */
void plain_connect(struct plain_client *c, struct sim_peer peer,
    const struct addr *server, uint16_t server_port, uint16_t port,
    int64_t *now_ns);
void plain_fini(struct plain_client *c);
void plain_send(struct plain_client *c, const void *bytes, size_t len);

/* Goes on until something came, or a minute passed: false. */
bool plain_wait(struct plain_client *c);

/* The SMTP code of the next whole reply, or 0: none came. */
unsigned plain_reply(struct plain_client *c);

/* STARTTLS was accepted: the handshake.  The chain's digests, or 0: none. */
unsigned plain_handshake(struct plain_client *c, const char *sni,
    uint8_t digest[SIMNET_CHAIN_MAX][32]);

#endif
