#include "resolver/transfer/socket.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

enum { LENGTH_BYTES = 2, POLL_MAX_MS = 60 * 1000 };

/* Until `events`, or an instant.  1, 0: it is over, or -errno. */
static int
wait_for(int fd, short events, int64_t end_ns)
{
	for (;;) {
		int64_t left_ms = (end_ns - clock_monotonic_ns()) / NS_PER_MS;
		struct pollfd p = {.fd = fd, .events = events};
		if (left_ms <= 0)
			return 0;
		int n = poll(
		    &p, 1, left_ms < POLL_MAX_MS ? (int)left_ms : POLL_MAX_MS);
		if (n > 0)
			return 1;
		if (n < 0 && errno != EINTR)
			return -errno;
	}
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* A descriptor that is connected, or -errno. */
static int
connect_to(const struct addrinfo *a, int64_t end_ns)
{
	int error = 0;
	socklen_t len = sizeof(error);
	int fd = socket(a->ai_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol);
	if (fd < 0)
		return -errno;
	if (connect(fd, a->ai_addr, a->ai_addrlen) < 0)
		error = errno;
	if (error == EINPROGRESS) {
		int rc = wait_for(fd, POLLOUT, end_ns);
		error = rc == 0 ? ETIMEDOUT : -rc;
		if (rc > 0 &&
		    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
			error = errno;
	}
	if (error == 0)
		return fd;
	close(fd);
	return -error;
}

static enum transfer_fault
connect_to_any(struct transfer_socket *s, const char *host, const char *port,
    struct text *why)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
	int rc = getaddrinfo(host, port, &hints, &list);
	if (rc != 0) {
		text_addf(why, "%s: %s", host, gai_strerror(rc));
		return TRANSFER_FAULT_NO_CONNECTION;
	}
	for (const struct addrinfo *a = list; a != NULL && s->fd < 0;
	     a = a->ai_next)
		s->fd =
		    connect_to(a, earlier(s->end_ns, clock_monotonic_ns() +
							 s->limits.connect_ns));
	freeaddrinfo(list);
	if (s->fd >= 0)
		return TRANSFER_FAULT_NONE;
	text_addf(why, "%s, port %s: %s", host, port, strerror(-s->fd));
	return TRANSFER_FAULT_NO_CONNECTION;
}

enum transfer_fault
transfer_socket_open(struct transfer_socket *s, const char *host,
    const char *port, const struct transfer_limits *limits, struct text *why)
{
	*s = (struct transfer_socket){
	    .fd = -1,
	    .limits = *limits,
	    .end_ns = clock_monotonic_ns() + limits->whole_ns,
	    .buffer = malloc(TRANSFER_BUFFER_BYTES),
	};
	if (s->buffer == NULL) {
		text_add(why, "no heap");
		return TRANSFER_FAULT_MACHINE;
	}
	enum transfer_fault fault = connect_to_any(s, host, port, why);
	if (fault != TRANSFER_FAULT_NONE)
		transfer_socket_close(s);
	return fault;
}

void
transfer_socket_close(struct transfer_socket *s)
{
	if (s->buffer == NULL)
		return;
	if (s->fd >= 0)
		close(s->fd);
	free(s->buffer);
	s->buffer = NULL;
}

/* Waits for a byte, or for room for one. */
static enum transfer_fault
wait_idle(struct transfer_socket *s, short events)
{
	int64_t idle_ns = clock_monotonic_ns() + s->limits.idle_ns;
	int rc = wait_for(s->fd, events, earlier(idle_ns, s->end_ns));
	if (rc > 0)
		return TRANSFER_FAULT_NONE;
	if (rc < 0)
		return TRANSFER_FAULT_MACHINE;
	return clock_monotonic_ns() >= s->end_ns ? TRANSFER_FAULT_SLOW
						 : TRANSFER_FAULT_SILENT;
}

static enum transfer_fault
send_all(struct transfer_socket *s, const uint8_t *bytes, size_t len)
{
	while (len > 0) {
		enum transfer_fault fault = wait_idle(s, POLLOUT);
		if (fault != TRANSFER_FAULT_NONE)
			return fault;
		ssize_t n = send(s->fd, bytes, len, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return TRANSFER_FAULT_CUT;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return TRANSFER_FAULT_NONE;
}

enum transfer_fault
transfer_socket_send(
    struct transfer_socket *s, const uint8_t *message, size_t len)
{
	uint8_t *out = s->buffer; /* of which nothing is used yet */
	out[0] = (uint8_t)(len >> 8);
	out[1] = (uint8_t)len;
	memcpy(out + LENGTH_BYTES, message, len);
	s->at = s->len = 0;
	return send_all(s, out, len + LENGTH_BYTES);
}

/* More bytes behind those that are there. */
static enum transfer_fault
fill(struct transfer_socket *s)
{
	memmove(s->buffer, s->buffer + s->at, s->len);
	s->at = 0;
	if (clock_monotonic_ns() >= s->end_ns)
		return TRANSFER_FAULT_SLOW;
	for (;;) {
		ssize_t n = recv(s->fd, s->buffer + s->len,
		    TRANSFER_BUFFER_BYTES - s->len, 0);
		if (n > 0) {
			s->len += (size_t)n;
			s->bytes += (uint64_t)n;
			return s->bytes > s->limits.bytes
				   ? TRANSFER_FAULT_ENDLESS
				   : TRANSFER_FAULT_NONE;
		}
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			return TRANSFER_FAULT_CUT;
		enum transfer_fault fault = wait_idle(s, POLLIN);
		if (fault != TRANSFER_FAULT_NONE)
			return fault;
	}
}

/* Bytes of the next message, with its length; 0: they are not known yet. */
static size_t
next_bytes(const struct transfer_socket *s)
{
	const uint8_t *at = s->buffer + s->at;
	return s->len < LENGTH_BYTES
		   ? 0
		   : ((size_t)at[0] << 8 | at[1]) + LENGTH_BYTES;
}

enum transfer_fault
transfer_socket_next(
    struct transfer_socket *s, const uint8_t **message, size_t *len)
{
	for (;;) {
		size_t bytes = next_bytes(s);
		if (bytes > 0 && s->len >= bytes) {
			*message = s->buffer + s->at + LENGTH_BYTES;
			*len = bytes - LENGTH_BYTES;
			s->at += bytes;
			s->len -= bytes;
			return TRANSFER_FAULT_NONE;
		}
		enum transfer_fault fault = fill(s);
		if (fault != TRANSFER_FAULT_NONE)
			return fault;
	}
}
