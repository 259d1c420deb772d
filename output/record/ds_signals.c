#include "ds_signals.h"

#include "keys.h"

void
ds_signals_add(struct json *j, const struct ds_signals *s)
{
	if (s->zone == NULL) {
		json_add_key_null(j, KEY_DS_SIGNALS);
		return;
	}
	json_add_key(j, KEY_DS_SIGNALS);
	json_open_object(j);
	record_add_name(j, KEY_ZONE, s->zone);
	presence_add(j, KEY_CDS, s->cds);
	presence_add(j, KEY_DSYNC, s->dsync);
	presence_add(j, KEY_DSBOOT, s->dsboot);
	json_close_object(j);
}

bool
ds_signals_read(struct record_reader *r, const struct json_value *object,
    struct ds_signals *out)
{
	const struct json_value *signals;
	*out = (struct ds_signals){0};
	if (!record_get_object(r, object, KEY_DS_SIGNALS, &signals))
		return false;
	return signals == NULL ||
	       (record_need_name(r, signals, KEY_ZONE, &out->zone) &&
		   presence_read(r, signals, KEY_CDS, &out->cds) &&
		   presence_read(r, signals, KEY_DSYNC, &out->dsync) &&
		   presence_read(r, signals, KEY_DSBOOT, &out->dsboot));
}
