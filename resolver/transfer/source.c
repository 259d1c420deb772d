#include "resolver/transfer/source.h"

#include <stdbool.h>
#include <string.h>

#include "base/macros.h"

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

static const char *
parse_axfr(const char *at, struct transfer_source *out)
{
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

/* What such files are called, behind the zone's name. */
static size_t
without_tail(const char *name, size_t len)
{
	static const char *const tails[] = {".gz", ".zone", ".txt", ".db"};
	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		size_t n = strlen(tails[i]);
		if (len > n && memcmp(name + len - n, tails[i], n) == 0)
			len -= n;
	}
	return len;
}

bool
transfer_source_zone(const char *url, struct dns_name *out)
{
	size_t len = strcspn(url, "?#");
	const char *slash = memrchr(url, '/', len);
	const char *name = slash != NULL ? slash + 1 : url;
	len = without_tail(name, len - (size_t)(name - url));
	if (len == 4 && memcmp(name, "root", len) == 0) {
		*out = DNS_ROOT;
		return true;
	}
	return len > 0 && dns_name_from_text(name, len, out);
}

/* Behind "ZONE="; or as it is. */
static const char *
skip_zone(const char *url, struct transfer_source *out, bool *named)
{
	size_t len = strcspn(url, "=/:");
	*named = url[len] == '=' && len > 0 &&
		 dns_name_from_text(url, len, &out->zone);
	return *named ? url + len + 1 : url;
}

static const char *
parse_https(const char *at)
{
	size_t len = strcspn(at, "/");
	for (const char *c = at; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return "a URL has no such characters";
	if (memchr(at, '@', len) != NULL)
		return "no password stands in a URL";
	return len > 0 && at[len] == '/' ? NULL : "no file: https://HOST/FILE";
}

static const char *
parse_czds(const char *zone, struct transfer_source *out)
{
	out->all = *zone == '\0';
	if (!out->all && !dns_name_from_text(zone, strlen(zone), &out->zone))
		return "the zone is no name";
	return NULL;
}

/* Behind its scheme; NULL: it has another one. */
static const char *
behind(const char *url, const char *scheme)
{
	size_t len = strlen(scheme);
	return strncmp(url, scheme, len) == 0 ? url + len : NULL;
}

/* By a file's name, or a URL's. */
static const char *
parse_file(const char *at, bool named, struct transfer_source *out)
{
	const char *rest = behind(at, "https://"), *why = NULL;
	out->location = at;
	out->kind = rest != NULL ? TRANSFER_BY_HTTPS : TRANSFER_BY_FILE;
	if (rest != NULL)
		why = parse_https(rest);
	else if ((rest = behind(at, "file://")) != NULL ||
		 (rest = behind(at, "file:")) != NULL)
		out->location = rest;
	else if (strstr(at, "://") != NULL || strchr(at, '/') == NULL)
		return "known are axfr://SERVER[:PORT]/ZONE, https://, "
		       "czds:ZONE and file:PATH";
	if (why != NULL || named)
		return why;
	return transfer_source_zone(out->location, &out->zone)
		   ? NULL
		   : "which zone is it?  Say ZONE= before it";
}

const char *
transfer_source_parse(const char *url, struct transfer_source *out)
{
	const char *rest;
	bool named;
	*out = (struct transfer_source){.url = url, .port = "53"};
	if ((rest = behind(url, "axfr://")) != NULL)
		return parse_axfr(rest, out);
	if ((rest = behind(url, "czds:")) != NULL) {
		out->kind = TRANSFER_BY_CZDS;
		return parse_czds(rest, out);
	}
	rest = skip_zone(url, out, &named);
	if (behind(rest, "http://") != NULL)
		return "who is on the way could change it: say https://";
	return parse_file(rest, named, out);
}
