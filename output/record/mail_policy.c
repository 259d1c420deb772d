#include "mail_policy.h"

#include "keys.h"

const char *const mail_policy_words[MAIL_POLICY_COUNT] = {
    [MAIL_POLICY_MTA_STS] = "mta_sts",
    [MAIL_POLICY_TLSRPT] = "tlsrpt",
    [MAIL_POLICY_DMARC] = "dmarc",
    [MAIL_POLICY_SPF] = "spf",
    [MAIL_POLICY_CAA] = "caa",
};

bool
mail_policies_known(const struct mail_policies *p)
{
	for (int i = 0; i < MAIL_POLICY_COUNT; i++)
		if (p->at[i] != PRESENCE_UNKNOWN)
			return true;
	return false;
}

void
mail_policies_add(struct json *j, const struct mail_policies *p)
{
	if (!mail_policies_known(p)) {
		json_add_key_null(j, KEY_POLICY);
		return;
	}
	json_add_key(j, KEY_POLICY);
	json_open_object(j);
	for (int i = 0; i < MAIL_POLICY_COUNT; i++)
		presence_add(j, mail_policy_words[i], p->at[i]);
	json_close_object(j);
}

bool
mail_policies_read(struct record_reader *r, const struct json_value *object,
    struct mail_policies *out)
{
	const struct json_value *policy;
	*out = (struct mail_policies){0};
	if (!record_get_object(r, object, KEY_POLICY, &policy))
		return false;
	for (int i = 0; policy != NULL && i < MAIL_POLICY_COUNT; i++)
		if (!presence_read(
			r, policy, mail_policy_words[i], &out->at[i]))
			return false;
	return true;
}
