#include "keys.h"
#include "writer.h"

#include "dns/type.h"

void
record_add_name_value(struct json *j, const struct dns_name *name)
{
	char *room = text_reserve(j->text, DNS_NAME_PLAIN_ROOM + 3);
	if (room == NULL)
		return;
	size_t at = j->comma, len = dns_name_put_plain(room + at + 1, name);
	if (len > 0) {
		if (at > 0)
			room[0] = ',';
		room[at] = room[at + 1 + len] = '"';
		text_commit(j->text, at + len + 2);
		j->comma = true;
		return;
	}
	json_begin_string(j);
	dns_name_add_text(j->text, name);
	json_end_string(j);
}

void
record_add_name_or_null(
    struct json *j, const char *key, const struct dns_name *name)
{
	if (name != NULL)
		record_add_name(j, key, name);
	else
		json_add_key_null(j, key);
}

void
record_add_text_or_null(struct json *j, const char *key, const char *text)
{
	if (text != NULL)
		json_add_key_string(j, key, text);
	else
		json_add_key_null(j, key);
}

void
record_add_type(struct json *j, uint16_t type)
{
	if (type == DNS_MX) {
		json_add_member(j, "\"" KEY_TYPE "\":\"MX\"");
		return;
	}
	json_add_key(j, KEY_TYPE);
	json_begin_string(j);
	dns_type_add_text(j->text, type);
	json_end_string(j);
}

void
record_add_hex(
    struct json *j, const char *key, const uint8_t *bytes, size_t len)
{
	json_add_key(j, key);
	json_add_hex(j, bytes, len);
}

void
record_add_bytes(struct json *j, const char *key, const void *bytes, size_t len)
{
	json_add_key(j, key);
	json_add_bytes(j, bytes, len);
}
