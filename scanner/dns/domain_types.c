#include "domain_types.h"

#include <string.h>

#include "base/macros.h"
#include "dns/type.h"

/*
 * RFC 8461 3.1, RFC 8460 3, RFC 7489 6.1, RFC 6376 3.6.2.1, RFC 7208 3 and
 * RFC 8659 3.  Of DKIM only whether there is a name above its keys.
 */
static const struct question_form policies[DOMAIN_POLICIES_MAX] = {
    {DNS_TXT, 9, "\x8_mta-sts"},
    {DNS_TXT, 11, "\x5_smtp\x4_tls"},
    {DNS_TXT, 7, "\x6_dmarc"},
    {DNS_TXT, 11, "\xa_domainkey"},
    {DNS_TXT, 0, ""},
    {DNS_CAA, 0, ""},
};

/* RFC 8461 3.2: where the policy itself is, which HTTPS is asked for. */
static const struct question_form policy_host[] = {
    {DNS_A, 8, "\x7mta-sts"},
    {DNS_AAAA, 8, "\x7mta-sts"},
};

/* Of no use to ask, or not to be asked of a domain's own servers. */
static const char *
fault_of(uint16_t type)
{
	if (type == DNS_DS)
		return "it lies in the parent: stage chain asks for it";
	if (type == DNS_CDS || type == DNS_CDNSKEY)
		return "stage chain asks for it, of zones that it could help";
	if (type == DNS_NSEC || type == DNS_NSEC3 || type == DNS_RRSIG)
		return "it comes with the answers that it proves";
	if (type == 0 || type == DNS_OPT || (type >= 128 && type <= 255))
		return "it is a type of questions, not of data";
	return NULL;
}

static bool
has(const struct domain_types *t, const struct question_form *f)
{
	for (unsigned i = 0; i < t->count; i++)
		if (t->forms[i].type == f->type &&
		    t->forms[i].labels_len == f->labels_len &&
		    memcmp(t->forms[i].labels, f->labels, f->labels_len) == 0)
			return true;
	return false;
}

static const char *
add(struct domain_types *t, uint16_t type)
{
	static const struct question_form tlsa = QUESTION_FORM_TLSA;
	struct question_form f = {type, 0, ""};
	bool is_there = type == DNS_MX && t->mx;

	if (type == DNS_TLSA)
		f = tlsa;
	if (is_there || has(t, &f))
		return "it stands there twice";
	if (type == DNS_MX)
		t->mx = true;
	else if (t->count == DOMAIN_TYPES_MAX)
		return "these are more than 16 beside MX";
	else
		t->forms[t->count++] = f;
	return NULL;
}

static void
add_policies(struct domain_types *t)
{
	for (unsigned i = 0; i < DOMAIN_POLICIES_MAX; i++)
		if (!has(t, &policies[i]))
			t->policies[t->policy_count++] = policies[i];
}

static void
add_all_policies(struct domain_types *t)
{
	for (unsigned i = 0; i < DOMAIN_POLICIES_MAX; i++)
		if (!has(t, &policies[i]))
			t->forms[t->count++] = policies[i];
	for (size_t i = 0; i < ARRAY_LEN(policy_host); i++)
		t->forms[t->count++] = policy_host[i];
}

bool
domain_types_parse(const char *list, enum policy_scope scope,
    struct domain_types *out, struct text *why)
{
	*out = (struct domain_types){0};
	for (const char *at = list;; at++) {
		size_t len = strcspn(at, ",");
		uint16_t type;
		const char *fault = "no such type";
		if (dns_type_from_text(at, len, &type)) {
			fault = fault_of(type);
			if (fault == NULL)
				fault = add(out, type);
		}
		if (fault != NULL) {
			text_addf(why,
			    "--types: %.*s: %s; a list of types, such as "
			    "MX,A,TXT",
			    len > 32 ? 32 : (int)len, at, fault);
			return false;
		}
		at += len;
		if (*at == '\0')
			break;
	}
	if (scope == POLICIES_OF_DANE)
		add_policies(out);
	if (scope == POLICIES_OF_ALL)
		add_all_policies(out);
	return true;
}
