#include "dns/tlsa_name.h"

#include <string.h>

bool
tlsa_name(const struct dns_name *host, struct dns_name *out)
{
	struct dns_name tcp;
	return dns_name_prepend("_tcp", host, &tcp) &&
	       dns_name_prepend("_25", &tcp, out);
}

bool
tlsa_host(const struct dns_name *name, struct dns_name *out)
{
	static const uint8_t labels[] = "\x03_25\x04_tcp";
	size_t len = sizeof(labels) - 1;
	if (name->len <= len || memcmp(name->wire, labels, len) != 0)
		return false;
	out->len = (uint8_t)(name->len - len);
	memcpy(out->wire, name->wire + len, out->len);
	return true;
}
