#include "policy_line.h"

#include "dkim.h"
#include "domain_policy.h"
#include "output/json.h"
#include "output/record/writer.h"

static struct json
begin(struct text *t, const struct dns_name *domain, const char *policy,
    enum presence there)
{
	struct json j = json_over(t);
	json_open_object(&j);
	json_add_key_string(&j, "kind", "policy");
	record_add_name(&j, "domain", domain);
	json_add_key_string(&j, "policy", policy);
	presence_add(&j, "present", there);
	return j;
}

static void
end(struct json *j)
{
	json_close_object(j);
	text_add_char(j->text, '\n');
}

static void
add_faults(struct json *j, const struct policy_faults *faults)
{
	json_add_key(j, "faults");
	json_open_array(j);
	for (int i = POLICY_FINE + 1; i < POLICY_FAULT_COUNT; i++)
		if (faults->at[i])
			json_add_string(
			    j, policy_fault_word((enum policy_fault)i));
	json_close_array(j);
}

static void
add_policy(struct text *t, const struct evidence *e,
    const struct dns_name *domain, enum mail_policy p, enum presence there)
{
	struct policy_faults faults;
	struct text record;
	text_init(&record);
	struct json j = begin(t, domain, mail_policy_words[p], there);
	if (domain_policy_record(e, domain, p, &record, &faults)) {
		json_add_key(&j, "record");
		json_add_bytes(&j, record.bytes, record.len);
	}
	add_faults(&j, &faults);
	end(&j);
	text_fini(&record);
}

void
policy_line_add_domain(struct text *t, const struct evidence *e,
    const struct dns_name *domain, const struct mail_policies *p)
{
	enum presence dkim = dkim_find(e, domain);
	for (int i = 0; i < MAIL_POLICY_COUNT; i++)
		if (p->at[i] != PRESENCE_UNKNOWN)
			add_policy(t, e, domain, (enum mail_policy)i, p->at[i]);
	if (dkim == PRESENCE_UNKNOWN)
		return;
	struct json j = begin(t, domain, "dkim", dkim);
	end(&j);
}
