#include "keys.h"
#include "state.h"

#include "dns/status.h"

void
reason_add(struct json *j, enum reason reason)
{
	record_add_text_or_null(
	    j, KEY_REASON, reason != REASON_NONE ? reason_text(reason) : NULL);
}

void
state_add_why(struct json *j, const struct dnssec_state *s)
{
	int ede = reason_ede(s->reason);
	if (ede >= 0)
		json_add_key_u64(j, KEY_EDE, (uint64_t)ede);
	else
		json_add_key_null(j, KEY_EDE);
	reason_add(j, s->reason);
	record_add_name_or_null(j, KEY_ZONE, s->zone);
	record_add_text_or_null(j, KEY_DETAIL, s->detail);
	record_add_bool(j, KEY_SHA1, s->sha1);
}

void
state_add_word(struct json *j, const struct dnssec_state *s)
{
	json_add_key_string(j, KEY_STATE, security_text(s->security));
}

void
rx_time_add(struct json *j, int64_t rx_ns)
{
	json_add_key(j, KEY_RX_TS);
	if (rx_ns != 0)
		json_add_time(j, rx_ns);
	else
		json_add_null(j);
}

void
state_add(struct json *j, const char *key, const struct verdict_state *s)
{
	json_add_key(j, key);
	json_open_object(j);
	state_add_word(j, &s->state);
	record_add_text_or_null(j, KEY_STATUS, s->status);
	rx_time_add(j, s->rx_ns);
	state_add_why(j, &s->state);
	json_close_object(j);
}

void
outcome_add_words(struct json *j, const struct outcome *o)
{
	json_add_key_string(j, KEY_STUDY, study_text(o->study));
	json_add_key_string(j, KEY_SENDER, sender_action_text(o->sender));
}

void
outcome_add(struct json *j, const struct outcome *o)
{
	outcome_add_words(j, o);
	reason_add(j, o->reason);
}

bool
reason_read(
    struct record_reader *r, const struct json_value *object, enum reason *out)
{
	const char *text = NULL;
	*out = REASON_NONE;
	return record_get_text(r, object, KEY_REASON, &text) &&
	       (text == NULL || reason_parse(text, out) ||
		   record_wrong(r, KEY_REASON, "a reason"));
}

bool
state_read_fields(struct record_reader *r, const struct json_value *object,
    struct dnssec_state *out)
{
	const char *word = NULL;
	*out = (struct dnssec_state){.security = SECURITY_INDETERMINATE};
	if (!record_get_text(r, object, KEY_STATE, &word) ||
	    !reason_read(r, object, &out->reason) ||
	    !record_get_name(r, object, KEY_ZONE, &out->zone) ||
	    !record_get_text(r, object, KEY_DETAIL, &out->detail) ||
	    !record_get_bool(r, object, KEY_SHA1, &out->sha1))
		return false;
	return word == NULL || security_parse(word, &out->security) ||
	       record_wrong(r, KEY_STATE, "a DNSSEC state");
}

static bool
status_read(
    struct record_reader *r, const struct json_value *object, const char **out)
{
	enum dns_status status;
	uint16_t rcode;
	*out = NULL;
	return record_get_text(r, object, KEY_STATUS, out) &&
	       (*out == NULL || strcmp(*out, STATE_STATUS_TOO_LARGE) == 0 ||
		   dns_status_parse(*out, &status, &rcode) ||
		   record_wrong(r, KEY_STATUS, "the status of a question"));
}

bool
state_read(struct record_reader *r, const struct json_value *object,
    const char *key, struct verdict_state *out)
{
	const struct json_value *state;
	return record_get_object(r, object, key, &state) &&
	       state_read_fields(r, state, &out->state) &&
	       status_read(r, state, &out->status) &&
	       record_get_time(r, state, KEY_RX_TS, &out->rx_ns);
}

bool
outcome_read(struct record_reader *r, const struct json_value *object,
    struct outcome *out)
{
	const char *study = NULL, *sender = NULL;
	*out = (struct outcome){STUDY_NONE, SENDER_INDETERMINATE, REASON_NONE};
	if (!record_get_text(r, object, KEY_STUDY, &study) ||
	    !record_get_text(r, object, KEY_SENDER, &sender) ||
	    !reason_read(r, object, &out->reason))
		return false;
	if (study != NULL && !study_parse(study, &out->study))
		return record_wrong(r, KEY_STUDY, "a word of the study");
	return sender == NULL || sender_action_parse(sender, &out->sender) ||
	       record_wrong(r, KEY_SENDER, "what a sender does");
}
