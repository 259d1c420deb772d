/* peer.h - what TLSA records are held against: one server's chain and names. */
#ifndef DANE_PEER_H
#define DANE_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

enum { DANE_CHAIN_MAX = 64, DANE_NAMES_MAX = 4 };

/* A chain as it was sent, and who may be at its end. */
struct dane_peer {
	X509 *chain[DANE_CHAIN_MAX]; /* leaf first, at least one */
	size_t chain_count;
	const char *names[DANE_NAMES_MAX]; /* R13, without the final dot */
	size_t name_count;
	int64_t at_s;      /* seconds since 1970: when the chain was seen */
	X509_STORE *roots; /* R14: for usages 0 and 1; NULL: none */
	bool as_paper;     /* wrong fields as the study's code looks for them */
};

#endif
