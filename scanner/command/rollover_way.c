#include "rollover_way.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/socket_addr.h"

enum { DISCARD_PORT = 9 };

const char rollover_no_way[] =
    "this machine has no way there (if it has no IPv6: --no-ipv6)";

bool
rollover_has_way(const struct addr *to)
{
	struct sockaddr_storage name;
	socklen_t len = socket_addr_of(to, DISCARD_PORT, &name);
	int fd = socket(name.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno != EAFNOSUPPORT;
	bool none = connect(fd, (const struct sockaddr *)&name, len) < 0 &&
		    (errno == ENETUNREACH || errno == EHOSTUNREACH ||
			errno == EADDRNOTAVAIL || errno == EACCES);
	close(fd);
	return !none;
}
