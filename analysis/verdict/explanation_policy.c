#include "explanation_policy.h"

#include "dkim.h"
#include "domain_policy.h"
#include "explanation_text.h"

static void
add_faults(struct text *t, const struct evidence *e,
    const struct dns_name *domain, enum mail_policy p)
{
	struct text record;
	struct policy_faults faults;
	bool is_shown = false;
	text_init(&record);
	domain_policy_record(e, domain, p, &record, &faults);
	for (int i = POLICY_FINE + 1; i < POLICY_FAULT_COUNT; i++) {
		if (!faults.at[i])
			continue;
		if (!is_shown) {
			text_addf(t, "    %s: ", mail_policy_words[p]);
			explanation_add_foreign(
			    t, (const uint8_t *)record.bytes, record.len);
			text_add_char(t, '\n');
		}
		is_shown = true;
		text_addf(
		    t, "      %s\n", policy_fault_advice((enum policy_fault)i));
	}
	text_fini(&record);
}

/* No selector is known: whether any key could be there is all that shows. */
static void
add_dkim(struct text *t, enum presence p)
{
	if (p == PRESENCE_PRESENT)
		text_add(t, "    DKIM: _domainkey is there, so keys may be "
			    "below it\n");
	if (p == PRESENCE_ABSENT)
		text_addf(t, "    DKIM: _domainkey does not exist\n      %s\n",
		    DKIM_ADVICE);
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
		add_faults(t, e, domain, (enum mail_policy)i);
	add_dkim(t, dkim_find(e, domain));
}
