#include "domain_policy.h"

#include <string.h>
#include <strings.h>

/* Where each is, and how its text begins; NULL: any record will do. */
static const struct place {
	const char *labels[2]; /* in front of the domain, the outer one last */
	uint16_t type;
	const char *version;
} places[MAIL_POLICY_COUNT] = {
    [MAIL_POLICY_MTA_STS] = {{"_mta-sts"}, DNS_TXT, "v=STSv1"},
    [MAIL_POLICY_TLSRPT] = {{"_tls", "_smtp"}, DNS_TXT, "v=TLSRPTv1"},
    [MAIL_POLICY_DMARC] = {{"_dmarc"}, DNS_TXT, "v=DMARC1"},
    [MAIL_POLICY_SPF] = {{NULL}, DNS_TXT, "v=spf1"},
    [MAIL_POLICY_CAA] = {{NULL}, DNS_CAA, NULL},
};

enum { BEGIN_MAX = 16 };

/* The first bytes of the character-strings, one behind another. */
static size_t
begin_of(const struct rdata *txt, char out[BEGIN_MAX])
{
	size_t at = 0, n = 0;
	while (at < txt->len && n < BEGIN_MAX) {
		size_t len = txt->bytes[at++];
		for (; len > 0 && at < txt->len && n < BEGIN_MAX; len--)
			out[n++] = (char)txt->bytes[at++];
	}
	return n;
}

/* Behind the version tag is nothing, a blank or a semicolon. */
static bool
is_version(const struct rdata *txt, const char *version)
{
	char begin[BEGIN_MAX];
	size_t len = strlen(version), n = begin_of(txt, begin);
	return n >= len && strncasecmp(begin, version, len) == 0 &&
	       (n == len || strchr("; \t", begin[len]) != NULL);
}

static size_t
count_records(const struct rrset *set, const char *version)
{
	size_t count = 0;
	for (size_t i = 0; i < set->count; i++)
		count += version == NULL || is_version(&set->rdata[i], version);
	return count;
}

/* An alias whose target is not in the reply leaves it open. */
static enum presence
presence_in(const struct reply *r, const struct place *p)
{
	bool alias = false, told = false;
	size_t count = 0;
	for (size_t i = 0; i < r->answers.count; i++) {
		const struct rrset *set = &r->answers.at[i];
		alias = alias || set->type == DNS_CNAME;
		if (set->type != p->type)
			continue;
		told = true;
		count += count_records(set, p->version);
	}
	if (alias && !told)
		return PRESENCE_UNKNOWN;
	bool there = p->version == NULL ? count > 0 : count == 1;
	return there ? PRESENCE_PRESENT : PRESENCE_ABSENT;
}

/* NULL: it was not asked, or there can be no such name. */
static const struct reply *
reply_of(const struct evidence *e, const struct dns_name *domain,
    const struct place *p, bool *no_name)
{
	struct dns_name at;
	*no_name = false;
	dns_name_copy(domain, &at);
	for (size_t i = 0; i < 2 && p->labels[i] != NULL; i++) {
		struct dns_name below;
		if (!dns_name_prepend(p->labels[i], &at, &below)) {
			*no_name = true;
			return NULL;
		}
		at = below;
	}
	const struct reply *r = evidence_reply(e, &at, p->type);
	return r != NULL && r->usable ? r : NULL;
}

static enum presence
find(const struct evidence *e, const struct dns_name *domain,
    const struct place *p)
{
	bool no_name;
	const struct reply *r = reply_of(e, domain, p, &no_name);
	if (no_name)
		return PRESENCE_ABSENT;
	return r != NULL ? presence_in(r, p) : PRESENCE_UNKNOWN;
}

static void
add_strings(struct text *t, const struct rdata *txt)
{
	struct wire w = rdata_wire(txt);
	while (wire_left(&w) > 0) {
		struct wire part = wire_sub(&w, wire_u8(&w));
		text_add_bytes(t, part.at, wire_left(&part));
	}
}

static size_t
add_first(const struct rrset *set, const char *version, size_t before,
    struct text *out)
{
	size_t count = 0;
	for (size_t i = 0; i < set->count; i++) {
		if (!is_version(&set->rdata[i], version))
			continue;
		if (before + count++ == 0)
			add_strings(out, &set->rdata[i]);
	}
	return count;
}

/* How many there are of its version; appends the first. */
static size_t
find_record(const struct evidence *e, const struct dns_name *domain,
    enum mail_policy policy, struct text *out)
{
	const struct place *p = &places[policy];
	bool no_name;
	const struct reply *r = reply_of(e, domain, p, &no_name);
	size_t count = 0;
	if (!e->policies || r == NULL || p->version == NULL)
		return 0;
	for (size_t i = 0; i < r->answers.count; i++)
		if (r->answers.at[i].type == p->type)
			count += add_first(
			    &r->answers.at[i], p->version, count, out);
	return count;
}

bool
domain_policy_record(const struct evidence *e, const struct dns_name *domain,
    enum mail_policy p, struct text *out, struct policy_faults *faults)
{
	size_t before = out->len;
	size_t count = find_record(e, domain, p, out);
	*faults = (struct policy_faults){0};
	if (count == 1 && text_ok(out))
		*faults = policy_record_judge(
		    p, out->bytes + before, out->len - before);
	faults->at[POLICY_SEVERAL] = count > 1;
	return count > 0;
}

struct mail_policies
domain_policy_find(const struct evidence *e, const struct dns_name *domain)
{
	struct mail_policies out = {0};
	for (int i = 0; e->policies && i < MAIL_POLICY_COUNT; i++)
		out.at[i] = find(e, domain, &places[i]);
	return out;
}
