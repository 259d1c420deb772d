#include "resolver/transfer/source.h"

#include <stdbool.h>
#include <string.h>

static bool
take(char *out, size_t cap, const char *text, size_t len)
{
	if (len == 0 || len >= cap)
		return false;
	memcpy(out, text, len);
	out[len] = '\0';
	return true;
}

static bool
is_port(const char *text, size_t len)
{
	unsigned n = 0;
	if (len == 0 || len >= TRANSFER_PORT_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		n = n * 10 + (unsigned)(text[i] - '0');
	}
	return n > 0 && n <= 65535;
}

/* "host", "host:port", "[::1]:port"; `end` is behind it. */
static const char *
parse_server(const char *at, const char *end, struct transfer_source *out)
{
	bool bracket = *at == '[';
	const char *host = bracket ? at + 1 : at;
	const char *host_end =
	    memchr(host, bracket ? ']' : ':', (size_t)(end - host));
	if (host_end == NULL && bracket)
		return "an IPv6 address without its bracket";
	if (host_end == NULL)
		host_end = end;
	if (!take(
		out->host, sizeof(out->host), host, (size_t)(host_end - host)))
		return "no server";
	const char *rest = bracket ? host_end + 1 : host_end;
	if (rest == end)
		return NULL;
	size_t len = (size_t)(end - rest) - 1;
	if (*rest != ':' || !is_port(rest + 1, len))
		return "no port (an IPv6 address stands in brackets)";
	return take(out->port, sizeof(out->port), rest + 1, len) ? NULL
								 : "no port";
}

const char *
transfer_source_parse(const char *url, struct transfer_source *out)
{
	static const char scheme[] = "axfr://";
	*out = (struct transfer_source){.url = url, .port = "53"};
	if (strncmp(url, scheme, sizeof(scheme) - 1) != 0)
		return "only axfr://SERVER[:PORT]/ZONE is known";
	const char *at = url + sizeof(scheme) - 1;
	const char *zone = strchr(at, '/');
	if (zone == NULL || zone[1] == '\0')
		return "no zone: axfr://SERVER/ZONE";
	const char *why = parse_server(at, zone, out);
	if (why != NULL)
		return why;
	zone++;
	if (strchr(zone, '/') != NULL ||
	    !dns_name_from_text(zone, strlen(zone), &out->zone))
		return "the zone is no name";
	return NULL;
}
