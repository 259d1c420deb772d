#include "dns/tlsa_name.h"

#include <stdio.h>
#include <string.h>

static uint16_t port = 25;
static char port_label[8] = "_25";

void
tlsa_port_set(uint16_t value)
{
	port = value;
	snprintf(port_label, sizeof(port_label), "_%u", (unsigned)value);
}

uint16_t
tlsa_port(void)
{
	return port;
}

bool
tlsa_name(const struct dns_name *host, struct dns_name *out)
{
	struct dns_name tcp;
	return dns_name_prepend("_tcp", host, &tcp) &&
	       dns_name_prepend(port_label, &tcp, out);
}

bool
tlsa_host(const struct dns_name *name, struct dns_name *out)
{
	static const uint8_t tcp[] = "\x04_tcp";
	size_t digits = strlen(port_label), len = 1 + digits + sizeof(tcp) - 1;
	if (name->len <= len || name->wire[0] != digits ||
	    memcmp(name->wire + 1, port_label, digits) != 0 ||
	    memcmp(name->wire + 1 + digits, tcp, sizeof(tcp) - 1) != 0)
		return false;
	out->len = (uint8_t)(name->len - len);
	memcpy(out->wire, name->wire + len, out->len);
	return true;
}
