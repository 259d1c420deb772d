#include "domain_verdict.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/evidence/mail_targets.h"

static void
add_host(struct arena *arena, struct domain_mail *m, uint16_t preference,
    const struct dns_name *host)
{
	for (size_t i = 0; i < m->host_count; i++) {
		if (!dns_name_equal(m->hosts[i].host, host))
			continue;
		if (preference < m->hosts[i].preference)
			m->hosts[i].preference = preference;
		return;
	}
	m->hosts =
	    arena_grow(arena, m->hosts, m->host_count, sizeof(*m->hosts));
	m->hosts[m->host_count++] = (struct domain_host){
	    .preference = preference,
	    .host = name_new(arena, host),
	};
}

static int
by_preference(const void *a, const void *b)
{
	const struct domain_host *x = a, *y = b;
	if (x->preference != y->preference)
		return (int)x->preference - (int)y->preference;
	return dns_name_compare(x->host, y->host);
}

static void
list_hosts(struct arena *arena, struct domain_mail *m)
{
	bool literal = false, null_mx = false;
	for (size_t i = 0; i < m->mx->rrset->count; i++) {
		struct mail_target t;
		enum mail_target_kind kind =
		    mail_target_parse(&m->mx->rrset->rdata[i], &t);
		null_mx = null_mx || kind == MAIL_TARGET_NONE;
		literal = literal || kind == MAIL_TARGET_IP_LITERAL;
		if (kind == MAIL_TARGET_HOST)
			add_host(arena, m, t.preference, &t.host);
	}
	m->ip_literal = literal && m->host_count == 0;
	m->null_mx = null_mx && m->host_count == 0 && !literal;
	if (m->host_count > 1)
		qsort(
		    m->hosts, m->host_count, sizeof(*m->hosts), by_preference);
}

void
domain_mail_find(
    struct scenario *s, const struct dns_name *domain, struct domain_mail *out)
{
	*out = (struct domain_mail){.domain = domain};
	out->mx = lookup_judge(&s->validator, domain, DNS_MX, NULL);
	if (out->mx->kind == LOOKUP_POSITIVE)
		list_hosts(&s->validator.arena, out);
	if (out->mx->kind != LOOKUP_NODATA)
		return;
	if (mail_target_asked_itself(s->input.dnssec.evidence, domain))
		add_host(&s->validator.arena, out, 0, domain);
	else
		out->no_mx = true;
}

static void
set_outcome(
    struct domain_verdict *out, enum sender_action sender, enum reason reason)
{
	out->outcome = (struct outcome){reason_study(reason), sender, reason};
}

/* The MX lookup alone decides.  False: the hosts do. */
static bool
decide_by_mx(const struct domain_mail *m, struct domain_verdict *out)
{
	const struct dnssec_state *s = &m->mx->state;
	if (s->security == SECURITY_BOGUS || s->reason == REASON_LOOKUP_FAILED)
		set_outcome(out, SENDER_DEFER, s->reason); /* R1 */
	else if (s->security == SECURITY_INDETERMINATE)
		set_outcome(out, SENDER_INDETERMINATE, s->reason);
	else if (m->mx->kind == LOOKUP_NXDOMAIN)
		set_outcome(out, SENDER_DEFER, REASON_NXDOMAIN);
	else if (m->null_mx)
		set_outcome(out, SENDER_NO_MAIL, REASON_NULL_MX);
	else if (m->ip_literal)
		set_outcome(out, SENDER_DEFER, REASON_MX_IP_LITERAL);
	else if (m->host_count == 0)
		set_outcome(out, SENDER_INDETERMINATE, REASON_NO_MX);
	else
		return false;
	return true;
}

static bool
has_study(const struct domain_mail *m, enum study study)
{
	for (size_t i = 0; i < m->host_count; i++) {
		if (m->hosts[i].outcome->study == study)
			return true;
	}
	return false;
}

/*
 * The first host that would take the mail.  Where one before it cannot be
 * judged, neither can the domain.
 */
static enum sender_action
first_taker(const struct domain_mail *m)
{
	for (size_t i = 0; i < m->host_count; i++) {
		enum sender_action s = m->hosts[i].outcome->sender;
		if (s != SENDER_DEFER && s != SENDER_UNREACHABLE)
			return s;
	}
	return SENDER_DEFER;
}

/* The study counts the worst host: mail may come by any of them. */
static void
study_by_hosts(const struct domain_mail *m, struct domain_verdict *out)
{
	struct outcome *o = &out->outcome;
	o->study = has_study(m, STUDY_INVALID)   ? STUDY_INVALID
		   : has_study(m, STUDY_UNKNOWN) ? STUDY_UNKNOWN
		   : has_study(m, STUDY_VALID)   ? STUDY_VALID
						 : STUDY_NONE;
	o->reason = REASON_NONE;
	for (size_t i = 0; i < m->host_count; i++) {
		const struct domain_host *h = &m->hosts[i];
		if (h->outcome->study != o->study)
			continue;
		o->reason = h->outcome->reason;
		if (o->reason != REASON_NONE || o->study != STUDY_VALID)
			out->host = h->host;
		return;
	}
}

/* A sender goes by the first that takes the mail. */
static void
decide_by_hosts(const struct domain_mail *m, struct domain_verdict *out)
{
	struct outcome *o = &out->outcome;
	o->sender = first_taker(m);
	if (m->mx->state.security == SECURITY_INSECURE &&
	    o->sender == SENDER_AUTHENTICATED)
		o->sender = SENDER_ENCRYPTED; /* R1 */
	study_by_hosts(m, out);
}

/* The zone file that has it; without one the name above. */
static const struct dns_name *
zone_of(struct scenario *s, const struct dns_name *domain)
{
	const struct delegated *d =
	    evidence_delegated(s->input.dnssec.evidence, domain);
	struct dns_name parent;
	if (d != NULL)
		return d->zone;
	if (!dns_name_parent(domain, &parent))
		return domain;
	return name_new(&s->validator.arena, &parent);
}

void
domain_verdict_judge(struct scenario *s, const struct domain_mail *mail,
    struct domain_verdict *out)
{
	*out = (struct domain_verdict){.mail = mail};
	out->zone = zone_of(s, mail->domain);
	if (!decide_by_mx(mail, out))
		decide_by_hosts(mail, out);
	else if (s->input.paper && mail->host_count > 0)
		study_by_hosts(mail, out); /* it tests no MX for DNSSEC */
}
