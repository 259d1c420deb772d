#include "policy_target.h"

#include <errno.h>
#include <string.h>

#include "analysis/dnssec/lookup.h"
#include "analysis/verdict/domain_policy.h"
#include "analysis/verdict/scenario.h"
#include "dns/type.h"

enum { A_BYTES = 4, AAAA_BYTES = 16 };

static bool
has_record(const struct evidence *e, const struct dns_name *domain)
{
	static const struct policy_faults none;
	struct policy_faults faults;
	struct text record;
	text_init(&record);
	bool valid = domain_policy_record(
			 e, domain, MAIL_POLICY_MTA_STS, &record, &faults) &&
		     text_ok(&record) &&
		     memcmp(&faults, &none, sizeof(none)) == 0;
	text_fini(&record);
	return valid;
}

static bool
read_address(const struct rdata *r, uint16_t type, struct addr *out)
{
	if (type == DNS_A && r->len == A_BYTES)
		*out = addr_from_v4(r->bytes);
	else if (type == DNS_AAAA && r->len == AAAA_BYTES)
		*out = addr_from_v6(r->bytes);
	else
		return false;
	return true;
}

/* A validating resolver gives nothing that is bogus. */
static bool
is_of_use(const struct lookup *l)
{
	return l->kind != LOOKUP_UNASKED && l->kind != LOOKUP_FAILED &&
	       l->state.security != SECURITY_BOGUS;
}

/* Gives how many there are, allowed or not. */
static size_t
add_addresses(struct policy_target *t, const struct rrset *set,
    const struct block_rules *rules)
{
	for (size_t i = 0; i < set->count; i++) {
		struct addr *a = &t->addresses[t->count];
		if (t->count < POLICY_ADDRESSES_MAX &&
		    read_address(&set->rdata[i], set->type, a) &&
		    !block_rules_have(rules, a))
			t->count++;
	}
	return set->count;
}

static void
find_addresses(struct policy_target *t, struct scenario *s,
    const struct block_rules *rules)
{
	static const uint16_t types[] = {DNS_A, DNS_AAAA};
	size_t there = 0;
	bool failed = false;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		const struct lookup *l =
		    lookup_judge(&s->validator, &t->host, types[i], NULL);
		failed = failed || !is_of_use(l);
		if (is_of_use(l) && l->kind == LOOKUP_POSITIVE)
			there += add_addresses(t, l->rrset, rules);
	}
	if (t->count > 0)
		t->status = POLICY_FETCH_OK;
	else if (there > 0)
		t->status = POLICY_FETCH_NOT_ALLOWED;
	else
		t->status = failed ? POLICY_FETCH_LOOKUP_FAILED
				   : POLICY_FETCH_NO_ADDRESS;
}

/* No byte of it means something else in a URL. */
static bool
is_for_url(const struct dns_name *host)
{
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, host);
	bool fine =
	    text_ok(&t) &&
	    strspn(t.bytes, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == t.len;
	text_fini(&t);
	return fine;
}

int
policy_target_add(struct array *targets, struct scenario *s,
    const struct block_rules *rules, const struct dns_name *domain)
{
	struct dns_name host;
	if (!has_record(s->input.dnssec.evidence, domain) ||
	    !dns_name_prepend("mta-sts", domain, &host) || !is_for_url(&host))
		return 0;
	struct policy_target *t = array_push(targets, 1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	*t = (struct policy_target){.domain = *domain, .host = host};
	const struct opt_out *names = block_rules_opt_out(rules);
	if (opt_out_of_host(names, &host) != NOT_ASKED_UNSAID)
		t->status = POLICY_FETCH_NOT_ALLOWED;
	else
		find_addresses(t, s, rules);
	return 0;
}
