#include "resolver/web/head.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The value of a header that has this name; NULL: it is another one. */
static const char *
value_of(const char *line, size_t len, const char *name, size_t *value_len)
{
	size_t n = strlen(name);
	if (len <= n || strncasecmp(line, name, n) != 0 || line[n] != ':')
		return NULL;
	const char *at = line + n + 1, *end = line + len;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	while (end > at && strchr(" \t\r\n", end[-1]) != NULL)
		end--;
	*value_len = (size_t)(end - at);
	return at;
}

/* Printable, and short enough: else it is as if it were not there. */
static void
keep(char *out, size_t cap, const char *value, size_t len)
{
	out[0] = '\0';
	if (len >= cap)
		return;
	for (size_t i = 0; i < len; i++)
		if (value[i] < ' ' || value[i] > '~')
			return;
	memcpy(out, value, len);
	out[len] = '\0';
}

/* RFC 9110 8.8.3: "W/" makes it weak, and no parts are put together by it. */
static void
keep_etag(struct web_head *h, const char *value, size_t len)
{
	h->etag[0] = '\0';
	if (len >= 2 && value[0] == '"' && value[len - 1] == '"')
		keep(h->etag, sizeof(h->etag), value, len);
}

/* "bytes FROM-TO/LENGTH"; anything else gives a part that fits nowhere. */
static void
keep_range(struct web_head *h, const char *value, size_t len)
{
	char text[80];
	uint64_t to;
	int64_t length;
	keep(text, sizeof(text), value, len);
	h->from = UINT64_MAX;
	h->length = -1;
	if (sscanf(text, "bytes %" SCNu64 "-%" SCNu64 "/%" SCNd64, &h->from,
		&to, &length) == 3 &&
	    length > 0)
		h->length = length;
}

void
web_head_take(struct web_head *h, const char *line, size_t len)
{
	const char *value;
	size_t n;
	if (len >= 5 && strncmp(line, "HTTP/", 5) == 0)
		*h = (struct web_head){.length = -1}; /* of a redirect's end */
	else if ((value = value_of(line, len, "etag", &n)) != NULL)
		keep_etag(h, value, n);
	else if ((value = value_of(line, len, "last-modified", &n)) != NULL)
		keep(h->modified, sizeof(h->modified), value, n);
	else if ((value = value_of(line, len, "content-range", &n)) != NULL)
		keep_range(h, value, n);
	else if ((value = value_of(line, len, "content-type", &n)) != NULL)
		keep(h->type, sizeof(h->type), value, n);
	else if ((value = value_of(line, len, "location", &n)) != NULL)
		keep(h->location, sizeof(h->location), value, n);
}
