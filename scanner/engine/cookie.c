#include "cookie.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

#include "base/entropy.h"

int
cookie_key_new(struct siphash_key *out)
{
	return entropy_fill(out, sizeof(*out));
}

struct dns_cookie
cookie_dns(const struct siphash_key *key, const struct addr *server,
    const struct dns_name *name, uint16_t type, uint16_t port_first,
    uint16_t port_last)
{
	uint8_t input[sizeof(server->bytes) + 2 + DNS_NAME_MAX];
	size_t len = sizeof(server->bytes);

	memcpy(input, server->bytes, len);
	input[len++] = (uint8_t)(type >> 8);
	input[len++] = (uint8_t)type;
	memcpy(input + len, name->wire, name->len);
	len += name->len;

	uint64_t hash = siphash(key, input, len);
	uint32_t ports = (uint32_t)(port_last - port_first) + 1;
	uint32_t offset = (uint32_t)((hash >> 32) % ports);
	return (struct dns_cookie){
	    .src_port = (uint16_t)(port_first + offset),
	    .id = (uint16_t)hash,
	};
}

uint32_t
cookie_tcp(const struct siphash_key *key, const struct addr *peer,
    uint16_t src_port, uint16_t dst_port)
{
	uint8_t input[20];
	const uint32_t ports = htonl((uint32_t)src_port << 16 | dst_port);

	static_assert(sizeof(peer->bytes) + sizeof(ports) == sizeof(input),
	    "all of them, and nothing else");
	memcpy(input, peer->bytes, sizeof(peer->bytes));
	memcpy(input + sizeof(peer->bytes), &ports, sizeof(ports));
	return (uint32_t)siphash_20(key, input);
}
