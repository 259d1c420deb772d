#include "host_judge.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/dane/match.h"
#include "host_address.h"
#include "host_match.h"

/* Nobody can prove what cannot be asked: it is absent, and not secure. */
static const struct dnssec_state cannot_have_tlsa = {
    .security = SECURITY_INSECURE,
    .reason = REASON_NO_TLSA,
    .detail = "no name is long enough to hold _25._tcp. before the host's",
};

static const char *
name_text(struct arena *arena, const struct dns_name *name)
{
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, name);
	return arena_text(arena, &t);
}

/* Of usage 3 no name counts. */
static bool
names_count(const struct host_verdict *out)
{
	for (size_t i = 0; i < out->record_count; i++)
		if (out->records[i].tlsa.usage != TLSA_EE)
			return true;
	return false;
}

/* R13: the base domain and the next hops. */
static size_t
reference_names(struct arena *arena, struct host_verdict *out,
    next_hops_fn *next_hops, void *arg, const char *names[DANE_NAMES_MAX])
{
	const struct dns_name *hops[NEXT_HOPS_MAX];
	size_t n = 0, hop_count = 0;
	names[n++] = name_text(arena, out->tlsa_base);
	if (names_count(out))
		hop_count = next_hops(arg, &out->instants, hops);
	for (size_t i = 0; i < hop_count && n < DANE_NAMES_MAX; i++)
		names[n++] = name_text(arena, hops[i]);
	return n;
}

static void
parse_records(
    struct arena *arena, const struct lookup *l, struct host_verdict *out)
{
	struct tlsa *all;
	out->tlsa_owner = l->rrset->owner;
	out->record_count = l->rrset->count;
	out->tlsa_ttl_s = l->rrset->ttl_s;
	all = arena_alloc(arena, out->record_count * sizeof(*all));
	out->records =
	    arena_alloc(arena, out->record_count * sizeof(*out->records));
	for (size_t i = 0; i < out->record_count; i++)
		all[i] = tlsa_parse(&l->rrset->rdata[i]);
	tlsa_apply_agility(all, out->record_count);
	for (size_t i = 0; i < out->record_count; i++)
		out->records[i].tlsa = all[i];
}

static void
set_outcome(struct host_verdict *out, enum study study,
    enum sender_action sender, enum reason reason)
{
	out->outcome = (struct outcome){study, sender, reason};
}

/*
 * A sender that needs no TLS would deliver here.  Not so where the session
 * ends behind the handshake: what does not answer in TLS is no failure of TLS,
 * and no sender goes on in the clear at once.
 */
static bool
takes_mail(const struct host_session *s)
{
	return s->status == SMTP_STATUS_OK ||
	       s->status == SMTP_STATUS_NO_STARTTLS ||
	       s->status == SMTP_STATUS_STARTTLS_REFUSED ||
	       s->status == SMTP_STATUS_TLS_FAILED ||
	       s->step == SMTP_STEP_STARTTLS || s->step == SMTP_STEP_TLS;
}

static bool
was_spoken_to(const struct host_session *s)
{
	return s->status != SMTP_STATUS_NO_ROUTE &&
	       s->status != SMTP_STATUS_NOT_ASKED &&
	       s->status != SMTP_STATUS_BLOCKED &&
	       s->status != SMTP_STATUS_OPEN;
}

/*
 * What becomes of mail that asks for no proof.  Where nobody looked at the
 * host, nothing speaks against delivery.
 */
static enum sender_action
without_dane(const struct host_verdict *out)
{
	bool all_spoken_to = true;
	for (size_t i = 0; i < out->address_count; i++) {
		const struct host_session *s = out->addresses[i].session;
		if (takes_mail(s))
			return SENDER_OPPORTUNISTIC;
		all_spoken_to = all_spoken_to && was_spoken_to(s);
	}
	if (out->address_count == 0)
		return SENDER_OPPORTUNISTIC;
	return all_spoken_to ? SENDER_DEFER : SENDER_INDETERMINATE;
}

/*
 * What the address lookup alone decides.  False: it leaves it to TLSA (an
 * insecure address does, too: the study asks whether the records match).
 */
static bool
decide_by_address(const struct host_address *a, struct host_verdict *out)
{
	enum reason reason = a->state.reason;
	enum sender_action sender = SENDER_INDETERMINATE;
	if (a->state.security == SECURITY_BOGUS)
		sender = SENDER_DEFER; /* a resolver gives SERVFAIL */
	else if (a->absent)
		reason = REASON_NO_ADDRESS, sender = SENDER_UNREACHABLE;
	else if (reason == REASON_LOOKUP_FAILED)
		sender = SENDER_UNREACHABLE;
	else if (a->state.security != SECURITY_INDETERMINATE)
		return false;
	enum study study = reason_study(reason);
	if (reason == REASON_NO_ADDRESS && out->record_count == 0)
		study = STUDY_NONE;
	set_outcome(out, study, sender, reason);
	return true;
}

/*
 * What the TLSA lookup alone decides; false: records were found, and are
 * secure.  RFC 7672 2.1.1: a lookup that fails or is bogus is no absence; the
 * sender defers, lest who can drop packets could switch DANE off.
 */
static bool
decide_by_tlsa(const struct host_address *a, const struct lookup *l,
    struct host_verdict *out)
{
	enum reason reason = out->tlsa.reason;
	enum sender_action sender = SENDER_INDETERMINATE;
	switch (out->tlsa.security) {
	case SECURITY_BOGUS:
		sender = a->asks_tlsa ? SENDER_DEFER : without_dane(out);
		break;
	case SECURITY_INDETERMINATE:
		if (!a->asks_tlsa)
			sender = without_dane(out);
		else if (reason == REASON_LOOKUP_FAILED)
			sender = SENDER_DEFER;
		break;
	case SECURITY_SECURE:
	case SECURITY_INSECURE:
		sender = without_dane(out);
		if (l == NULL || l->kind != LOOKUP_POSITIVE)
			reason = REASON_NO_TLSA;
		if (reason == REASON_NONE)
			return false;
		break;
	}
	set_outcome(out, reason_study(reason), sender, reason);
	return true;
}

static bool
any_usable(const struct host_verdict *out)
{
	for (size_t i = 0; i < out->record_count; i++) {
		if (out->records[i].tlsa.usable)
			return true;
	}
	return false;
}

/*
 * Of all addresses: the reason that stands highest among those that make the
 * host invalid, else among those that leave it unknown.
 */
static enum reason
worst_address(const struct host_verdict *out)
{
	enum reason invalid = REASON_NONE, unknown = REASON_NONE;
	for (size_t i = 0; i < out->address_count; i++) {
		enum reason r = out->addresses[i].reason;
		enum reason *kept =
		    reason_study(r) == STUDY_INVALID ? &invalid : &unknown;
		if (r != REASON_NONE && (*kept == REASON_NONE || r < *kept))
			*kept = r;
	}
	if (invalid != REASON_NONE)
		return invalid;
	if (out->matched)
		return out->proved ? REASON_NONE : REASON_CERTIFICATE_ONLY;
	return unknown;
}

static bool
was_tried(const struct host_verdict *out)
{
	for (size_t i = 0; i < out->address_count; i++) {
		if (out->addresses[i].reason != REASON_EVIDENCE_MISSING)
			return true;
	}
	return false;
}

/* Another TLSA answer may have matched what some address sent. */
static bool
may_have_matched(const struct host_verdict *out)
{
	for (size_t i = 0; i < out->address_count; i++) {
		if (out->addresses[i].apart)
			return true;
	}
	return false;
}

/* What a chain comes to whose handshake nobody finished. */
static bool
rests_on_certificates(const struct host_verdict *out)
{
	for (size_t i = 0; i < out->address_count; i++) {
		if (out->addresses[i].session->status ==
		    SMTP_STATUS_CERTIFICATE_ONLY)
			return true;
	}
	return false;
}

/*
 * RFC 7672 2.2: with usable records nothing but a match will do; where all are
 * unusable, TLS is still wanted, without authentication.
 */
static void
decide_by_match(const struct host_address *a, struct host_verdict *out)
{
	enum reason reason = worst_address(out);
	enum sender_action sender = SENDER_DEFER;
	if (!out->matched && reason == REASON_NONE)
		reason = REASON_EVIDENCE_MISSING; /* not crawled */
	if (out->proved)
		sender = SENDER_AUTHENTICATED;
	else if (!was_tried(out) || may_have_matched(out) ||
		 rests_on_certificates(out))
		sender = SENDER_INDETERMINATE;
	else if (!any_usable(out) && reason_is_unusable(reason))
		sender = SENDER_ENCRYPTED;
	if (!a->asks_tlsa)
		sender = without_dane(out); /* R3 */
	set_outcome(out,
	    reason == REASON_NONE ? STUDY_VALID : reason_study(reason), sender,
	    reason);
}

/*
 * A host without certificates was not crawled, whatever its TLSA records are;
 * else the state of these counts, and then one record that matches will do.
 */
static enum reason
paper_reason(const struct host_verdict *out)
{
	enum reason reason = worst_address(out);
	if (!out->crawled)
		return reason == REASON_NONE ? REASON_EVIDENCE_MISSING : reason;
	if (out->tlsa.security != SECURITY_SECURE)
		return out->tlsa.reason;
	if (out->matched_as_paper)
		return REASON_NONE;
	if (out->paper_reason != REASON_NONE)
		return out->paper_reason;
	if (reason == REASON_UNUSABLE_USAGE)
		return REASON_UNUSABLE_RECORD; /* their data is no digest */
	/* That was of an address without certificates, or a doubt of ours. */
	return reason >= REASON_UNUSABLE_USAGE ? reason : REASON_MISMATCH;
}

/*
 * The study's verdict; what a sender does is another thing.  The addresses'
 * own DNSSEC was never asked about, and hosts without TLSA do not count.
 */
static void
decide_as_paper(struct host_verdict *out)
{
	struct outcome *o = &out->outcome;
	if (out->record_count == 0) {
		o->study = STUDY_NONE;
		o->reason =
		    o->reason == REASON_NONE ? REASON_NO_TLSA : o->reason;
		return;
	}
	o->reason = paper_reason(out);
	o->study = out->crawled ? reason_study(o->reason) : STUDY_UNKNOWN;
}

void
host_judge(struct scenario *s, const struct dns_name *host,
    next_hops_fn *next_hops, void *arg, struct host_verdict *out)
{
	struct host_address a = host_address_judge(s, host, &out->instants);
	const struct lookup *l = host_tlsa_judge(s, host,
	    host_match_time(s->input.dnssec.evidence, host), &out->instants,
	    &out->tlsa_base);
	const char *names[DANE_NAMES_MAX];
	out->host = host;
	out->address = a.state;
	out->address_status = a.status;
	out->address_rx_ns = a.rx_ns;
	if (l != NULL) {
		out->tlsa = l->state;
		out->tlsa_status = l->status;
		out->tlsa_first_ns = l->first_ns;
		out->tlsa_last_ns = l->last_ns;
	} else {
		out->tlsa = cannot_have_tlsa;
	}
	if (l != NULL && l->kind == LOOKUP_POSITIVE)
		parse_records(&s->validator.arena, l, out);
	size_t n =
	    reference_names(&s->validator.arena, out, next_hops, arg, names);
	host_match(s, names, n, out);
	if (!decide_by_address(&a, out) && !decide_by_tlsa(&a, l, out))
		decide_by_match(&a, out);
	if (s->input.paper)
		decide_as_paper(out);
}
