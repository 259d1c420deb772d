#include "mta_sts_line.h"

#include "mta_sts_advice.h"
#include "output/json.h"
#include "output/record/keys.h"
#include "output/record/writer.h"

static void
add_reply(struct json *j, const struct policy_file_record *f)
{
	json_add_key(j, KEY_RX_TS);
	json_add_time(j, f->rx_ns);
	json_add_key_string(j, KEY_STATUS, policy_fetch_words[f->status]);
	json_add_key(j, KEY_IP);
	if (f->ip != NULL)
		json_add_addr(j, f->ip);
	else
		json_add_null(j);
	if (f->http_status != 0)
		json_add_key_u64(j, KEY_HTTP_STATUS, f->http_status);
	else
		json_add_key_null(j, KEY_HTTP_STATUS);
	record_add_text_or_null(j, KEY_CONTENT_TYPE, f->content_type);
	record_add_text_or_null(j, KEY_LOCATION, f->location);
	record_add_text_or_null(j, KEY_DETAIL, f->detail);
}

static void
add_policy(struct json *j, const struct mta_sts_verdict *v)
{
	const struct mta_sts_policy *p = &v->policy;
	json_add_key(j, "policy");
	if (!v->is_policy) {
		json_add_null(j);
		return;
	}
	json_open_object(j);
	json_add_key_string(j, "mode", mta_sts_mode_word(p->mode));
	json_add_key_u64(j, "max_age", p->max_age_s);
	json_add_key(j, "mx");
	json_open_array(j);
	for (unsigned i = 0; i < p->mx_count; i++) {
		json_begin_string(j);
		text_add(j->text, p->mx[i].wildcard ? "*." : "");
		text_add_bytes(j->text, p->mx[i].at, p->mx[i].len);
		json_end_string(j);
	}
	json_close_array(j);
	json_close_object(j);
}

static void
add_hosts(struct json *j, const struct mta_sts_verdict *v)
{
	json_add_key(j, KEY_HOSTS);
	json_open_array(j);
	for (size_t i = 0; v->is_policy && i < v->mail->host_count; i++) {
		const struct domain_host *h = &v->mail->hosts[i];
		json_open_object(j);
		record_add_name(j, KEY_HOST, h->host);
		record_add_bool(j, "listed", mta_sts_has_host(v, h));
		json_close_object(j);
	}
	json_close_array(j);
}

static void
add_fault(struct json *j, const struct mta_sts_advice *a)
{
	if (a->word[0] == '\0')
		return;
	json_open_object(j);
	json_add_key_string(j, "fault", a->word);
	json_add_key_string(j, "advice", a->advice);
	json_close_object(j);
}

static void
add_faults(struct json *j, const struct mta_sts_verdict *v)
{
	json_add_key(j, "faults");
	json_open_array(j);
	add_fault(j, mta_sts_advice_fetch(v->file->status));
	add_fault(j, mta_sts_advice_syntax(v->syntax));
	for (int i = 0; i < MTA_STS_TROUBLE_COUNT; i++)
		if (v->trouble[i] && i != MTA_STS_FILE_BAD)
			add_fault(
			    j, mta_sts_advice_trouble((enum mta_sts_trouble)i));
	json_close_array(j);
}

void
mta_sts_line_add(struct text *t, const struct mta_sts_verdict *v)
{
	struct json j = json_over(t);
	json_open_object(&j);
	json_add_key_string(&j, KEY_KIND, "mta_sts");
	record_add_name(&j, KEY_DOMAIN, v->file->domain);
	json_add_key_string(&j, "id", v->id);
	add_reply(&j, v->file);
	add_policy(&j, v);
	add_hosts(&j, v);
	add_faults(&j, v);
	json_add_key_string(&j, "sender", mta_sts_action_word(v->action));
	json_close_object(&j);
	text_add_char(t, '\n');
}
