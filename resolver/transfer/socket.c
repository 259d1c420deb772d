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
#include "base/wire.h"

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
	    .ahead = malloc(TRANSFER_AHEAD_BYTES),
	    .message = malloc(LENGTH_BYTES + TRANSFER_MESSAGE_MAX),
	};
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	enum transfer_fault fault = TRANSFER_FAULT_MACHINE;
	if (s->ahead == NULL || s->message == NULL)
		text_add(why, "no heap");
	else
		fault = connect_to_any(s, host, port, why);
	if (fault != TRANSFER_FAULT_NONE)
		transfer_socket_close(s);
	return fault;
}

void
transfer_socket_close(struct transfer_socket *s)
{
	if (s->fd >= 0) {
		/* The thread waits for this socket, or for room. */
		shutdown(s->fd, SHUT_RDWR);
		pthread_mutex_lock(&s->lock);
		s->closing = true;
		pthread_cond_broadcast(&s->changed);
		pthread_mutex_unlock(&s->lock);
		thread_stop(&s->thread);
		close(s->fd);
	}
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	free(s->message);
	free(s->ahead);
}

/* Waits for a byte, or for room for one. */
static enum transfer_fault
wait_idle(const struct transfer_socket *s, short events)
{
	int64_t idle_end_ns = clock_monotonic_ns() + s->limits.idle_ns;
	int rc = wait_for(s->fd, events, earlier(idle_end_ns, s->end_ns));
	if (rc > 0)
		return TRANSFER_FAULT_NONE;
	if (rc < 0)
		return TRANSFER_FAULT_MACHINE;
	/* Not by the clock: a wait ends up to a millisecond early. */
	return s->end_ns <= idle_end_ns ? TRANSFER_FAULT_SLOW
					: TRANSFER_FAULT_SILENT;
}

static enum transfer_fault
send_all(const struct transfer_socket *s, const uint8_t *bytes, size_t len)
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

/* Where there is room for the next bytes; NULL: none is wanted any more. */
static uint8_t *
wait_room(struct transfer_socket *s, size_t *room)
{
	pthread_mutex_lock(&s->lock);
	while (s->came - s->taken == TRANSFER_AHEAD_BYTES && !s->closing)
		pthread_cond_wait(&s->changed, &s->lock);
	bool closing = s->closing;
	size_t at = s->came % TRANSFER_AHEAD_BYTES;
	size_t left = TRANSFER_AHEAD_BYTES - (size_t)(s->came - s->taken);
	pthread_mutex_unlock(&s->lock);
	size_t to_end = TRANSFER_AHEAD_BYTES - at;
	*room = left < to_end ? left : to_end;
	return closing ? NULL : s->ahead + at;
}

static void
note(struct transfer_socket *s, size_t came, enum transfer_fault fault)
{
	pthread_mutex_lock(&s->lock);
	s->came += came;
	if (fault == TRANSFER_FAULT_NONE && s->came > s->limits.bytes)
		fault = TRANSFER_FAULT_ENDLESS;
	s->fault = fault;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

/* Some bytes, or why there are no more. */
static enum transfer_fault
read_some(struct transfer_socket *s, uint8_t *out, size_t room, size_t *len)
{
	for (;;) {
		if (clock_monotonic_ns() >= s->end_ns)
			return TRANSFER_FAULT_SLOW;
		ssize_t n = recv(s->fd, out, room, 0);
		if (n > 0) {
			*len = (size_t)n;
			return TRANSFER_FAULT_NONE;
		}
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			return TRANSFER_FAULT_CUT;
		enum transfer_fault fault = wait_idle(s, POLLIN);
		if (fault != TRANSFER_FAULT_NONE)
			return fault;
	}
}

static void
read_all(void *ctx)
{
	struct transfer_socket *s = ctx;
	size_t room, len;
	uint8_t *at;
	/* `fault` of the socket is this thread's to write. */
	while (s->fault == TRANSFER_FAULT_NONE &&
	       (at = wait_room(s, &room)) != NULL) {
		len = 0;
		enum transfer_fault fault = read_some(s, at, room, &len);
		note(s, len, fault);
	}
}

enum transfer_fault
transfer_socket_send(
    struct transfer_socket *s, const uint8_t *message, size_t len)
{
	memcpy(wire_put_u16(s->message, (uint16_t)len), message, len);
	enum transfer_fault fault = send_all(s, s->message, len + LENGTH_BYTES);
	if (fault != TRANSFER_FAULT_NONE)
		return fault;
	return thread_start(&s->thread, "transfer", read_all, s) < 0
		   ? TRANSFER_FAULT_MACHINE
		   : TRANSFER_FAULT_NONE;
}

static void
copy_ahead(const struct transfer_socket *s, uint8_t *out, size_t len)
{
	size_t at = s->taken % TRANSFER_AHEAD_BYTES;
	size_t to_end = TRANSFER_AHEAD_BYTES - at;
	size_t first = len < to_end ? len : to_end;
	memcpy(out, s->ahead + at, first);
	memcpy(out + first, s->ahead, len - first);
}

/* The next bytes, when all of them have come; or why they do not. */
static enum transfer_fault
take(struct transfer_socket *s, uint8_t *out, size_t len)
{
	enum transfer_fault fault = TRANSFER_FAULT_NONE;
	pthread_mutex_lock(&s->lock);
	while (s->came - s->taken < len && s->fault == TRANSFER_FAULT_NONE)
		pthread_cond_wait(&s->changed, &s->lock);
	if (s->fault == TRANSFER_FAULT_ENDLESS || s->came - s->taken < len) {
		fault = s->fault;
	} else {
		copy_ahead(s, out, len);
		s->taken += len;
		pthread_cond_broadcast(&s->changed);
	}
	pthread_mutex_unlock(&s->lock);
	return fault;
}

enum transfer_fault
transfer_socket_next(
    struct transfer_socket *s, const uint8_t **message, size_t *len)
{
	uint8_t head[LENGTH_BYTES];
	enum transfer_fault fault = take(s, head, sizeof(head));
	if (fault != TRANSFER_FAULT_NONE)
		return fault;
	*len = (size_t)head[0] << 8 | head[1];
	*message = s->message;
	return take(s, s->message, *len);
}
