#include "resolver/web/czds_reply.h"

#include <string.h>

#include "output/json_line.h"

enum { URL_MAX = 1000, TOKEN_MAX = 8192 };

static const struct json_value *
read_reply(struct json_line *line, const struct text *reply)
{
	return reply->len > 0 ? json_line_read(line, reply->bytes, reply->len)
			      : NULL;
}

static bool
is_printable(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return len > 0;
}

enum transfer_fault
czds_reply_token(const struct text *reply, struct text *token)
{
	struct json_line line;
	size_t len = 0;
	json_line_init(&line);
	const struct json_value *object = read_reply(&line, reply);
	const char *said =
	    json_value_string(json_value_of(object, "accessToken"), &len);
	bool good = said != NULL && len <= TOKEN_MAX && is_printable(said, len);
	if (good)
		text_add_bytes(token, said, len);
	json_line_fini(&line);
	if (!good)
		return TRANSFER_FAULT_MALFORMED;
	return text_ok(token) ? TRANSFER_FAULT_NONE : TRANSFER_FAULT_MACHINE;
}

static void
take_link(struct text *links, const struct json_value *v)
{
	static const char https[] = "https://";
	size_t len;
	const char *url = json_value_string(v, &len);
	if (url != NULL && len <= URL_MAX && is_printable(url, len) &&
	    strncmp(url, https, strlen(https)) == 0)
		text_add_bytes(links, url, len + 1);
}

enum transfer_fault
czds_reply_links(const struct text *reply, struct text *links)
{
	struct json_line line;
	json_line_init(&line);
	const struct json_value *all = read_reply(&line, reply);
	bool is_list = json_value_kind(all) == JSON_VALUE_ARRAY;
	const struct json_value *v = is_list ? json_value_first(all) : NULL;
	for (; v != NULL; v = json_value_next(v))
		take_link(links, v);
	json_line_fini(&line);
	if (!is_list)
		return TRANSFER_FAULT_MALFORMED;
	return text_ok(links) ? TRANSFER_FAULT_NONE : TRANSFER_FAULT_MACHINE;
}
