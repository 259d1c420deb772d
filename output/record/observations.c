#include "observations.h"

#include <limits.h>

#include "base/macros.h"
#include "keys.h"
#include "writer.h"

const char *const record_protos[2] = {"udp", "tcp"};

static void
add_one(struct json *j, const struct dns_observation *o)
{
	char text[DNS_STATUS_TEXT_MAX];

	json_open_object(j);
	json_add_key(j, KEY_SERVER);
	json_add_addr(j, &o->server);
	json_add_key_string(j, KEY_PROTO, record_protos[o->tcp]);
	json_add_key_string(
	    j, KEY_STATUS, dns_status_text(o->status, o->rcode, text));
	record_add_bool(j, KEY_SAME, o->same);
	record_add_bool(j, KEY_PROVABLE, o->provable);
	json_close_object(j);
}

void
observations_add(struct json *j, const struct observations *o)
{
	if (o->at == NULL)
		return;
	json_add_key(j, KEY_SERVERS);
	json_open_array(j);
	for (unsigned i = 0; i < o->count; i++)
		add_one(j, &o->at[i]);
	json_close_array(j);
	if (o->left > 0)
		json_add_key_u64(j, KEY_SERVER_LEFT, o->left);
}

static bool
read_one(struct record_reader *r, const struct json_value *object,
    struct dns_observation *out)
{
	const struct addr *server = NULL;
	const char *status = NULL;
	unsigned proto = 0;

	if (!record_get_addr(r, object, KEY_SERVER, &server) ||
	    !record_get_word(r, object, KEY_PROTO, record_protos,
		ARRAY_LEN(record_protos), "a protocol", &proto) ||
	    !record_get_text(r, object, KEY_STATUS, &status) ||
	    !record_get_bool(r, object, KEY_SAME, &out->same) ||
	    !record_get_bool(r, object, KEY_PROVABLE, &out->provable))
		return false;
	if (server == NULL)
		return record_wrong(r, KEY_SERVER, "an address");
	if (status == NULL ||
	    !dns_status_parse(status, &out->status, &out->rcode))
		return record_wrong(r, KEY_STATUS, "the status of a question");
	out->server = *server;
	out->tcp = proto == 1;
	return true;
}

bool
observations_read(struct record_reader *r, struct observations *out)
{
	const struct json_value *list;
	uint64_t left = 0;

	if (!record_get_list(r, r->root, KEY_SERVERS, "a list", &list) ||
	    !record_get_u64(r, r->root, KEY_SERVER_LEFT, UINT_MAX, &left))
		return false;
	out->left = (unsigned)left;
	if (list == NULL)
		return true;
	size_t count = json_value_count(list);
	if (count > DNS_OBSERVATIONS_MAX)
		return record_wrong(r, KEY_SERVERS, "a list of 32 at most");
	struct dns_observation *at = record_alloc(r, count + 1, sizeof(*at));
	if (at == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		if (!read_one(r, v, &at[i]))
			return false;
	}
	out->at = at;
	out->count = (unsigned)count;
	return true;
}
