/*
 * socket.h - DNS messages over one TCP connection of the kernel (RFC 7766).
 *
 * One peer, one reply at a time, read as fast as it comes: no sweep is done
 * with it.  Each wait has an end.
 */
#ifndef TRANSFER_SOCKET_H
#define TRANSFER_SOCKET_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "resolver/transfer/fault.h"

struct transfer_limits {
	int64_t connect_ns; /* for each address */
	int64_t idle_ns;    /* without a byte */
	int64_t whole_ns;   /* from the first SYN to the last byte */
	uint64_t bytes;     /* that may come */
};

enum {
	TRANSFER_MESSAGE_MAX = 65535,
	TRANSFER_BUFFER_BYTES = 1 << 20,
};

struct transfer_socket {
	int fd;
	struct transfer_limits limits;
	int64_t end_ns; /* of the whole */
	uint64_t bytes; /* that came */
	uint8_t *buffer;
	size_t at, len; /* what of it is not read yet, from the first byte */
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

/* One message of `len` bytes. */
MUST_USE enum transfer_fault transfer_socket_send(
    struct transfer_socket *s, const uint8_t *message, size_t len);

/* The next message, a view until the next call. */
MUST_USE enum transfer_fault transfer_socket_next(
    struct transfer_socket *s, const uint8_t **message, size_t *len);

#endif
