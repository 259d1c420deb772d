#include "dns/reverse_name.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 80 };

static size_t
put_v4(const struct addr *a, char text[TEXT_MAX])
{
	const uint8_t *b = addr_v4_bytes(a);
	return (size_t)snprintf(
	    text, TEXT_MAX, "%u.%u.%u.%u.in-addr.arpa", b[3], b[2], b[1], b[0]);
}

static size_t
put_v6(const struct addr *a, char text[TEXT_MAX])
{
	static const char digits[] = "0123456789abcdef", zone[] = "ip6.arpa";
	size_t n = 0;
	for (size_t i = sizeof(a->bytes); i > 0; i--) {
		text[n++] = digits[a->bytes[i - 1] & 15];
		text[n++] = '.';
		text[n++] = digits[a->bytes[i - 1] >> 4];
		text[n++] = '.';
	}
	memcpy(text + n, zone, sizeof(zone));
	return n + sizeof(zone) - 1;
}

struct dns_name
reverse_name_of(const struct addr *a)
{
	char text[TEXT_MAX];
	struct dns_name out;
	size_t len = addr_is_v4(a) ? put_v4(a, text) : put_v6(a, text);
	bool is_name = dns_name_from_text(text, len, &out);
	assert(is_name);
	return out;
}
