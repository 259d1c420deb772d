/*
 * connections.h - the TCP connections of all servers: found by addresses and
 * ports, and by who has to be looked at next.
 */
#ifndef SIMNET_CONNECTIONS_H
#define SIMNET_CONNECTIONS_H

#include "smtp_server.h"
#include "tcp_server.h"

enum { SIMNET_CONNECTIONS_MAX = 32768, SIMNET_BUCKETS = 8192 };

struct simnet_connection {
	struct simnet_connection *next; /* in its bucket */
	size_t place;                   /* in the heap */
	int64_t due_ns;
	struct simnet_tcp tcp;
	struct simnet_session session; /* not with `dns` */
	bool dns;
};

struct simnet_connections {
	struct simnet_connection *bucket[SIMNET_BUCKETS];
	struct simnet_connection **heap; /* by due_ns */
	size_t count;
};

/* 0 or -ENOMEM. */
MUST_USE int simnet_connections_init(struct simnet_connections *c);
void simnet_connections_fini(struct simnet_connections *c);

struct simnet_connection *simnet_connections_find(
    const struct simnet_connections *c, const struct simnet_packet *p);

/* For the SYN `p`; all zero but its place.  NULL: no room. */
struct simnet_connection *simnet_connections_add(
    struct simnet_connections *c, const struct simnet_packet *p);

void simnet_connections_remove(
    struct simnet_connections *c, struct simnet_connection *at);

/* Sets when it has to be looked at. */
void simnet_connections_set_due(
    struct simnet_connections *c, struct simnet_connection *at, int64_t due_ns);

/* The one to look at first; NULL: there is none. */
struct simnet_connection *simnet_connections_first(
    const struct simnet_connections *c);

#endif
