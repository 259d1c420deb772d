#include "explanation_policy.h"

#include "domain_policy.h"
#include "explanation_text.h"
#include "policy_record.h"

static void
add_fault(struct text *t, const struct evidence *e,
    const struct dns_name *domain, enum mail_policy p)
{
	struct text record;
	text_init(&record);
	size_t count = domain_policy_text(e, domain, p, &record);
	enum policy_fault fault = POLICY_FINE;
	if (count > 1)
		fault = POLICY_SEVERAL;
	else if (count == 1 && text_ok(&record))
		fault = policy_record_judge(p, record.bytes, record.len);
	if (fault != POLICY_FINE) {
		text_addf(t, "    %s: ", mail_policy_words[p]);
		explanation_add_foreign(
		    t, (const uint8_t *)record.bytes, record.len);
		text_addf(t, "\n      %s\n", policy_fault_advice(fault));
	}
	text_fini(&record);
}

void
explanation_add_policies(struct text *t, const struct evidence *e,
    const struct dns_name *domain, const struct mail_policies *p)
{
	static const char *const words[] = {
	    [PRESENCE_UNKNOWN] = "not known",
	    [PRESENCE_ABSENT] = "no",
	    [PRESENCE_PRESENT] = "yes",
	};
	if (!mail_policies_known(p))
		return;
	text_add(t, "  beside DANE:");
	for (int i = 0; i < MAIL_POLICY_COUNT; i++)
		text_addf(t, "%s %s %s", i > 0 ? "," : "", mail_policy_words[i],
		    words[p->at[i]]);
	text_add_char(t, '\n');
	for (int i = 0; i < MAIL_POLICY_COUNT; i++)
		add_fault(t, e, domain, (enum mail_policy)i);
}
