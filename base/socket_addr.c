#include "base/socket_addr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

socklen_t
socket_addr_of(
    const struct addr *a, uint16_t port, struct sockaddr_storage *out)
{
	memset(out, 0, sizeof(*out));
	if (addr_is_v4(a)) {
		struct sockaddr_in *in = (struct sockaddr_in *)out;
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		memcpy(&in->sin_addr, addr_v4_bytes(a), 4);
		return sizeof(*in);
	}
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(port);
	memcpy(&in6->sin6_addr, a->bytes, 16);
	return sizeof(*in6);
}

struct addr
socket_addr_read(const struct sockaddr_storage *from, uint16_t *port)
{
	uint8_t bytes[16];
	if (from->ss_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)from;
		*port = ntohs(in->sin_port);
		memcpy(bytes, &in->sin_addr, 4);
		return addr_from_v4(bytes);
	}
	const struct sockaddr_in6 *in6 = (const void *)from;
	*port = ntohs(in6->sin6_port);
	memcpy(bytes, &in6->sin6_addr, 16);
	return addr_from_v6(bytes);
}
