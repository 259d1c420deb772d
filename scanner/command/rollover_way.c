#include "rollover_way.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DISCARD_PORT = 9 };

const char rollover_no_way[] =
    "this machine has no way there (if it has no IPv6: --no-ipv6)";

static socklen_t
name_of(const struct addr *a, struct sockaddr_storage *out)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
	*out = (struct sockaddr_storage){.ss_family = AF_UNSPEC};
	if (addr_is_v4(a)) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(DISCARD_PORT);
		memcpy(&v4->sin_addr, addr_v4_bytes(a), sizeof(v4->sin_addr));
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(DISCARD_PORT);
	memcpy(&v6->sin6_addr, a->bytes, sizeof(v6->sin6_addr));
	return sizeof(*v6);
}

bool
rollover_has_way(const struct addr *to)
{
	struct sockaddr_storage name;
	socklen_t len = name_of(to, &name);
	int fd = socket(name.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno != EAFNOSUPPORT;
	bool none = connect(fd, (const struct sockaddr *)&name, len) < 0 &&
		    (errno == ENETUNREACH || errno == EHOSTUNREACH ||
			errno == EADDRNOTAVAIL || errno == EACCES);
	close(fd);
	return !none;
}
