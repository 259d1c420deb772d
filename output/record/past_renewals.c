#include "past_renewals.h"

#include <string.h>

#include "base/macros.h"
#include "keys.h"

const char *const renewal_way_words[RENEWAL_WAY_COUNT] = {
    [RENEWAL_KEPT] = "kept",
    [RENEWAL_AHEAD] = "ahead",
    [RENEWAL_AT_ONCE] = "at_once",
    [RENEWAL_LATE] = "late",
    [RENEWAL_NEVER] = "never",
    [RENEWAL_OPEN] = "open",
    [RENEWAL_UNSEEN] = "unknown",
};

void
past_renewals_note(struct past_renewals *p, const struct past_renewal *r)
{
	if (r->way == RENEWAL_AHEAD &&
	    (p->ways[RENEWAL_AHEAD] == 0 || r->ahead_s < p->ahead_s))
		p->ahead_s = r->ahead_s;
	p->ways[r->way]++;
	if (p->last_count < PAST_RENEWALS_TOLD)
		p->last_count++;
	memmove(
	    &p->last[1], &p->last[0], (p->last_count - 1) * sizeof(p->last[0]));
	p->last[0] = *r;
}

static void
add_one(struct json *j, const struct past_renewal *r)
{
	json_open_object(j);
	json_add_key(j, KEY_AT);
	json_add_time(j, r->at_s * NS_PER_S);
	json_add_key_string(j, KEY_WAY, renewal_way_words[r->way]);
	json_add_key(j, KEY_NEW_KEY);
	json_add_bool(j, r->new_key);
	json_add_key_u64(j, KEY_EXPOSED_S, (uint64_t)r->exposed_s);
	json_close_object(j);
}

void
past_renewals_add(struct json *j, const struct past_renewals *p)
{
	if (p == NULL)
		return;
	json_add_key(j, KEY_PAST_RENEWALS);
	json_open_object(j);
	for (size_t i = 0; i < RENEWAL_WAY_COUNT; i++)
		json_add_key_u64(j, renewal_way_words[i], p->ways[i]);
	if (p->ways[RENEWAL_AHEAD] > 0)
		json_add_key_u64(j, KEY_AHEAD_S, (uint64_t)p->ahead_s);
	else
		json_add_key_null(j, KEY_AHEAD_S);
	json_add_key(j, KEY_LAST);
	json_open_array(j);
	for (size_t i = 0; i < p->last_count; i++)
		add_one(j, &p->last[i]);
	json_close_array(j);
	json_close_object(j);
}
