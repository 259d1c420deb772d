/*
 * loopback_peers.h - servers on 127.0.0.1 and ::1 for tests of real sockets.
 * Each has a thread of its own that lasts as long as the process.
 */
#ifndef LOOPBACK_PEERS_H
#define LOOPBACK_PEERS_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BANNER "220 loopback ESMTP\r\n"

static atomic_uint peer_connections, peer_resets;
static sem_t peer_may_read; /* of a "slow" one */

/* A socket on a free port of loopback, which is told in `port`. */
static inline int
peer_bind(int type, bool ipv4, uint16_t *port)
{
	struct sockaddr_storage at = {.ss_family = AF_INET6};
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&at;
	struct sockaddr_in *in = (struct sockaddr_in *)&at;
	in6->sin6_addr = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
	if (ipv4)
		*in = (struct sockaddr_in){.sin_family = AF_INET,
		    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = ipv4 ? sizeof(*in) : sizeof(*in6);
	int fd = socket(at.ss_family, type, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		abort();
	*port = ntohs(ipv4 ? in->sin_port : in6->sin6_port);
	return fd;
}

static inline void
peer_thread(void *(*run)(void *), int fd)
{
	pthread_t thread;
	if (pthread_create(&thread, NULL, run, (void *)(intptr_t)fd) != 0)
		abort();
	pthread_detach(thread);
}

/* UDP: what it hears it says; to "big" it says more than a frame holds. */
static inline void *
peer_udp_run(void *arg)
{
	int fd = (int)(intptr_t)arg;
	uint8_t bytes[4096] = {0};
	struct sockaddr_storage from;
	for (;;) {
		socklen_t len = sizeof(from);
		ssize_t n = recvfrom(fd, bytes, sizeof(bytes), 0,
		    (struct sockaddr *)&from, &len);
		if (n < 0)
			abort();
		if (n == 3 && memcmp(bytes, "big", 3) == 0)
			n = 1473;
		(void)sendto(
		    fd, bytes, (size_t)n, 0, (struct sockaddr *)&from, len);
	}
	return NULL;
}

static inline uint16_t
peer_udp(bool ipv4)
{
	uint16_t port;
	peer_thread(peer_udp_run, peer_bind(SOCK_DGRAM, ipv4, &port));
	return port;
}

static inline bool
peer_say(int fd, const void *bytes, size_t len)
{
	return send(fd, bytes, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/*
 * TCP: a banner, then an echo until the end.  "slow" makes it wait for
 * `peer_may_read` before it reads on, "reset" makes it reset the connection.
 */
static inline void *
peer_tcp_talk(void *arg)
{
	int fd = (int)(intptr_t)arg;
	uint8_t bytes[4096];
	ssize_t n = 0;
	bool said = peer_say(fd, BANNER, strlen(BANNER));
	while (said && (n = recv(fd, bytes, sizeof(bytes), 0)) > 0) {
		if (memcmp(bytes, "slow", 4) == 0)
			sem_wait(&peer_may_read);
		if (memcmp(bytes, "reset", 5) == 0) {
			struct linger reset = {.l_onoff = 1};
			setsockopt(
			    fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
			break;
		}
		said = peer_say(fd, bytes, (size_t)n);
	}
	if (n < 0)
		atomic_fetch_add(&peer_resets, 1);
	close(fd);
	atomic_fetch_sub(&peer_connections, 1);
	return NULL;
}

static inline void *
peer_tcp_run(void *arg)
{
	int listening = (int)(intptr_t)arg;
	for (;;) {
		int fd = accept(listening, NULL, NULL);
		if (fd < 0)
			abort();
		atomic_fetch_add(&peer_connections, 1);
		peer_thread(peer_tcp_talk, fd);
	}
	return NULL;
}

static inline uint16_t
peer_tcp(bool ipv4)
{
	uint16_t port;
	int fd = peer_bind(SOCK_STREAM, ipv4, &port), small = 16384;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	if (listen(fd, 512) < 0)
		abort();
	peer_thread(peer_tcp_run, fd);
	return port;
}

#endif
