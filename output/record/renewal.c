#include "renewal.h"

#include "base/macros.h"
#include "keys.h"

static const char *const words[] = {
    [RENEWAL_UNKNOWN] = "",
    [RENEWAL_BY_LIFE] = "life",
    [RENEWAL_BY_HISTORY] = "history",
};

void
renewal_add(struct json *j, const struct renewal *r)
{
	if (r->basis == RENEWAL_UNKNOWN)
		return;
	json_add_key(j, KEY_RENEWAL);
	json_open_object(j);
	json_add_key(j, KEY_AT);
	json_add_time(j, r->at_s * NS_PER_S);
	json_add_key_string(j, KEY_BASIS, words[r->basis]);
	json_add_key_u64(j, KEY_INTERVAL_S, (uint64_t)r->interval_s);
	json_add_key_u64(j, KEY_SEEN, r->seen);
	json_add_key_u64(j, KEY_NEW_KEYS, r->new_keys);
	json_add_key(j, KEY_BREAKS);
	json_add_bool(j, r->breaks);
	json_close_object(j);
}
