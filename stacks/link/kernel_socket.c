#include "link/kernel_socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/socket_addr.h"

enum {
	SYN_RETRIES = 2, /* after 7 s a host is silent; by default 127 s */
	OTHER_FILES = 256,
	SOCKETS_MIN = 16,
};

static bool
set(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) == 0;
}

/*
 * Connections to many hosts leave from one port: SO_REUSEADDR permits that,
 * and connect() still refuses the same four numbers twice.
 */
static bool
set_options(int fd, int type, bool ipv4)
{
	if (!ipv4 && !set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1))
		return false;
	return type != SOCK_STREAM ||
	       (set(fd, SOL_SOCKET, SO_REUSEADDR, 1) &&
		   set(fd, IPPROTO_TCP, TCP_NODELAY, 1) &&
		   set(fd, IPPROTO_TCP, TCP_SYNCNT, SYN_RETRIES));
}

static bool
bind_at(int fd, const struct addr *own, uint16_t port)
{
	struct sockaddr_storage at;
	socklen_t len = socket_addr_of(own, port, &at);
	return bind(fd, (struct sockaddr *)&at, len) == 0;
}

/* Where another program has the port, the kernel draws one. */
static bool
bind_near(int fd, const struct addr *own, uint16_t port)
{
	return bind_at(fd, own, port) ||
	       (errno == EADDRINUSE && bind_at(fd, own, 0));
}

static bool
bind_to(int fd, const struct addr *own, uint16_t port)
{
	static const uint8_t any[16];
	if (bind_near(fd, own, port))
		return true;
	if (errno != EADDRNOTAVAIL)
		return false;
	struct addr unspecified =
	    addr_is_v4(own) ? addr_from_v4(any) : addr_from_v6(any);
	return bind_near(fd, &unspecified, port);
}

int
kernel_socket_open(int type, const struct addr *own, uint16_t port)
{
	bool ipv4 = addr_is_v4(own);
	int fd = socket(
	    ipv4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (!set_options(fd, type, ipv4) || !bind_to(fd, own, port)) {
		int rc = -errno;
		close(fd);
		return rc;
	}
	return fd;
}

int
kernel_socket_connect(int fd, const struct addr *peer, uint16_t port)
{
	struct sockaddr_storage to;
	socklen_t len = socket_addr_of(peer, port, &to);
	if (connect(fd, (struct sockaddr *)&to, len) == 0 ||
	    errno == EINPROGRESS)
		return 0;
	return -errno;
}

unsigned
kernel_socket_max(unsigned max)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) < 0)
		return SOCKETS_MIN;
	struct rlimit raised = {files.rlim_max, files.rlim_max};
	if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
		files = raised;
	if (files.rlim_cur < OTHER_FILES + 2 * SOCKETS_MIN)
		return SOCKETS_MIN;
	rlim_t each = (files.rlim_cur - OTHER_FILES) / 2;
	return each < max ? (unsigned)each : max;
}
