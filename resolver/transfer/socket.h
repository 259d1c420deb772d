/*
 * socket.h - DNS messages over one TCP connection of the kernel (RFC 7766).
 *
 * One peer, one reply at a time: no sweep is done with it.  Each wait has an
 * end.  A thread reads what comes as fast as it comes, whatever the caller does
 * with a message: there are servers that leave who does not read for half a
 * second.
 */
#ifndef TRANSFER_SOCKET_H
#define TRANSFER_SOCKET_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "base/thread.h"
#include "resolver/transfer/fault.h"

struct transfer_limits {
	int64_t connect_ns; /* for each address */
	int64_t idle_ns;    /* without a byte */
	int64_t whole_ns;   /* from the first SYN to the last byte */
	uint64_t bytes;     /* that may come */
};

enum {
	TRANSFER_MESSAGE_MAX = 65535,
	TRANSFER_AHEAD_BYTES = 16 << 20, /* read, and not asked for yet */
};

struct transfer_socket {
	int fd;
	struct transfer_limits limits;
	int64_t end_ns; /* of the whole */
	struct thread thread;
	pthread_mutex_t lock;   /* of all below */
	pthread_cond_t changed; /* either of these two, or `fault` */
	uint64_t came, taken;   /* bytes */
	bool closing;
	enum transfer_fault fault; /* which ended the reading */
	uint8_t *ahead;            /* at their number modulo its size */
	uint8_t *message;          /* the one that was asked for last */
};

/*
 * `host` is asked of the system's resolver, and its addresses are tried in
 * turn.  NONE; NO_CONNECTION, or MACHINE, with a line in `why`.  Ended by
 * transfer_socket_close().
 */
MUST_USE enum transfer_fault transfer_socket_open(struct transfer_socket *s,
    const char *host, const char *port, const struct transfer_limits *limits,
    struct text *why);
void transfer_socket_close(struct transfer_socket *s); /* zeroed is fine */

/* One message of `len` bytes, once; then its reply is read. */
MUST_USE enum transfer_fault transfer_socket_send(
    struct transfer_socket *s, const uint8_t *message, size_t len);

/* The next message, a view until the next call. */
MUST_USE enum transfer_fault transfer_socket_next(
    struct transfer_socket *s, const uint8_t **message, size_t *len);

#endif
