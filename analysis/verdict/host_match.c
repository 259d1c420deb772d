#include "host_match.h"

#include <string.h>

#include <openssl/x509.h>

#include "base/macros.h"
#include "analysis/dane/match.h"
#include "cert_history.h"
#include "analysis/dane/paper_match.h"
#include "analysis/dane/retired_ca.h"
#include "analysis/dane/wrong_fields.h"
#include "tls/cert.h"

/*
 * What is asked within this time is one observation.  A key and its TLSA
 * records roll over together, and hours may lie between the stages of a sweep.
 */
#define OBSERVATION_NS ((uint64_t)(10 * 60 * NS_PER_S))

/* Why a session gave no chain that counts. */
static enum reason
reason_of(enum smtp_status s)
{
	switch (s) {
	case SMTP_STATUS_TIMEOUT:
		return REASON_CONNECT_TIMEOUT;
	case SMTP_STATUS_REFUSED_CONN:
		return REASON_CONNECT_REFUSED;
	case SMTP_STATUS_BANNER_TIMEOUT:
		return REASON_BANNER_TIMEOUT;
	case SMTP_STATUS_BANNER_REFUSED:
	case SMTP_STATUS_EHLO_REFUSED:
		return REASON_SMTP_REFUSED;
	case SMTP_STATUS_NO_STARTTLS:
		return REASON_NO_STARTTLS;
	case SMTP_STATUS_STARTTLS_REFUSED:
		return REASON_STARTTLS_REFUSED;
	case SMTP_STATUS_OK: /* without a certificate */
	case SMTP_STATUS_CERTIFICATE_ONLY:
	case SMTP_STATUS_TLS_FAILED:
		return REASON_TLS_FAILED;
	case SMTP_STATUS_TLS_SESSION_LOST:
		return REASON_TLS_SESSION_LOST;
	case SMTP_STATUS_SESSION_TIMEOUT:
		return REASON_SESSION_TIMEOUT;
	case SMTP_STATUS_NO_ROUTE: /* of us, not of the server */
	case SMTP_STATUS_NOT_ASKED:
	case SMTP_STATUS_BLOCKED:
	case SMTP_STATUS_OPEN: /* no session was wanted */
		return REASON_EVIDENCE_MISSING;
	case SMTP_STATUS_CLOSED:
	case SMTP_STATUS_RESET:
	case SMTP_STATUS_BAD_REPLY:
	case SMTP_STATUS_NO_ADDRESS:
	case SMTP_STATUS_COUNT:
		break;
	}
	return REASON_SESSION_BROKEN;
}

/*
 * Only a finished handshake shows that the server holds the leaf's key; a
 * sender delivers nothing without one, whatever chain came before it broke,
 * nor where nobody answers in TLS.
 */
static bool
proves_key(const struct host_session *s)
{
	return s->status == SMTP_STATUS_OK && s->chain_count > 0;
}

/* A chain that is held against the records, whatever it proves. */
static bool
shows_chain(const struct host_session *s)
{
	return proves_key(s) || (s->status == SMTP_STATUS_CERTIFICATE_ONLY &&
				    s->chain_count > 0);
}

int64_t
host_match_time(const struct evidence *e, const struct dns_name *host)
{
	const struct host_sessions *h = evidence_sessions(e, host);
	int64_t latest_ns = 0;
	for (size_t i = 0; h != NULL && i < h->count; i++)
		if (shows_chain(&h->at[i]) && h->at[i].rx_ns > latest_ns)
			latest_ns = h->at[i].rx_ns;
	return latest_ns;
}

static bool
is_one_observation(const struct host_verdict *out, const struct host_session *s)
{
	return evidence_apart_ns(s->rx_ns, out->tlsa_first_ns) <=
		   OBSERVATION_NS &&
	       evidence_apart_ns(s->rx_ns, out->tlsa_last_ns) <= OBSERVATION_NS;
}

static void
free_chain(struct dane_peer *peer)
{
	for (size_t i = 0; i < peer->chain_count; i++)
		X509_free(peer->chain[i]);
	peer->chain_count = 0;
}

/*
 * The certificates of a session; those behind the leaf that do not parse
 * are left out.  NONE, or why there is no chain to look at.
 */
static enum reason
parse_chain(const struct evidence *e, const struct host_session *s,
    struct dane_peer *peer)
{
	for (size_t i = 0; i < s->chain_count; i++) {
		const struct seen_cert *c = evidence_cert(e, s->chain[i]);
		if (c == NULL)
			return REASON_EVIDENCE_MISSING;
		X509 *x = evidence_x509(c);
		if (x == NULL && i == 0)
			return REASON_MISMATCH; /* no leaf that could match */
		if (x != NULL && peer->chain_count < DANE_CHAIN_MAX)
			peer->chain[peer->chain_count++] = x;
		else
			X509_free(x);
	}
	return REASON_NONE;
}

/* Usage 3 knows no dates (R11). */
static void
note_dates(struct host_verdict *out, const struct dane_peer *peer)
{
	bool path = false;
	instants_note_now(&out->instants, peer->at_s);
	for (size_t i = 0; i < out->record_count; i++)
		path = path || out->records[i].tlsa.usage != TLSA_EE;
	for (size_t i = 0; path && i < peer->chain_count; i++) {
		const ASN1_TIME *dates[] = {X509_get0_notBefore(peer->chain[i]),
		    X509_get0_notAfter(peer->chain[i])};
		for (size_t k = 0; k < ARRAY_LEN(dates); k++) {
			int64_t at_s;
			if (cert_date(dates[k], &at_s))
				instants_add(&out->instants, at_s);
		}
	}
}

/* R15: usage 3 first, then usage 2 by depth. */
static bool
is_better(const struct dane_result *r, const struct tlsa *t,
    const struct address_verdict *a, const struct host_verdict *out)
{
	if (!a->matched)
		return true;
	const struct tlsa *best = &out->records[a->record].tlsa;
	if (t->usage != best->usage)
		return t->usage == TLSA_EE;
	return r->depth < a->depth;
}

static void
take_match(
    struct address_verdict *a, size_t record, const struct dane_result *r)
{
	unsigned len;
	a->matched = true;
	a->record = record;
	a->depth = r->depth;
	a->has_cert = r->cert != NULL &&
		      X509_digest(r->cert, EVP_sha256(), a->cert, &len) == 1;
}

/* `a` stands higher in the table of reasons. */
static bool
is_higher(enum reason a, enum reason b)
{
	return b == REASON_NONE || a < b;
}

/*
 * Whether each (usage, selector, matching type) has a record that matched
 * this chain (R16); agility does not count here.
 */
static bool
covers_all(const struct host_verdict *out, const bool *fits)
{
	for (size_t i = 0; i < out->record_count; i++) {
		const struct tlsa *t = &out->records[i].tlsa;
		bool covered = !t->usable;
		for (size_t k = 0; k < out->record_count; k++) {
			const struct tlsa *o = &out->records[k].tlsa;
			covered = covered || (fits[k] && o->usage == t->usage &&
						 o->selector == t->selector &&
						 o->mtype == t->mtype);
		}
		if (!covered)
			return false;
	}
	return true;
}

/* Where what the record means was seen; `reason`: nowhere. */
static enum reason
trace(struct scenario *s, const struct dns_name *host,
    struct record_verdict *rv, enum reason reason)
{
	enum reason found = REASON_NONE;
	struct arena *arena = &s->validator.arena;
	if (s->input.history != NULL)
		found = cert_history_of_host(
		    s->input.history, arena, host, &rv->tlsa, &rv->detail);
	const char *ca = retired_ca_name(&rv->tlsa);
	if (found == REASON_NONE && ca != NULL) {
		rv->detail = ca;
		found = REASON_RETIRED_CA;
	}
	if (found == REASON_NONE && rv->tlsa.usage == TLSA_EE)
		found = cert_history_of_others(s->input.dnssec.evidence, arena,
		    host, &rv->tlsa, &rv->detail);
	return found != REASON_NONE ? found : reason;
}

/*
 * The study takes usages 0 and 1 for usable.  One that matches nothing has a
 * wrong field, or else no path to a root leads to what it means.
 */
static enum reason
pkix_reason(const struct tlsa *record, const struct tlsa_miss *miss)
{
	struct tlsa r = *record;
	tlsa_allow_pkix(&r);
	if (!r.usable)
		return r.reason;
	enum reason reason = wrong_fields_reason(miss->wrong);
	return reason != REASON_NONE ? reason : REASON_MISMATCH;
}

/* What nobody could use is a reason only where every record is so. */
static void
note_as_paper(struct host_verdict *out, enum reason reason)
{
	if (!reason_is_unusable(reason) && is_higher(reason, out->paper_reason))
		out->paper_reason = reason;
}

/* One record against one chain: is it a match that counts? */
static void
try_record(struct scenario *s, struct host_verdict *out,
    struct address_verdict *a, size_t i, const struct dane_peer *peer,
    bool *fits)
{
	struct record_verdict *rv = &out->records[i];
	struct dane_result r = {0};
	if (rv->tlsa.usable)
		r = dane_match(&rv->tlsa, peer);
	else
		r.why = diagnose_unusable(&rv->tlsa, peer);
	enum reason reason = r.why.reason;
	fits[i] = r.matched;
	if (r.matched && !rv->tlsa.superseded) {
		if (is_better(&r, &rv->tlsa, a, out))
			take_match(a, i, &r);
		rv->matched = true;
		rv->reason = REASON_NONE;
		rv->miss = (struct tlsa_miss){0};
		rv->apart = false;
		return;
	}
	if (r.matched)
		reason = REASON_SUPERSEDED;
	else if (reason == REASON_MISMATCH || reason == REASON_TA_NOT_IN_CHAIN)
		reason = trace(s, out->host, rv, reason);
	if (s->input.paper && reason == REASON_UNUSABLE_USAGE &&
	    !paper_match(&rv->tlsa, peer))
		reason = pkix_reason(&rv->tlsa, &r.why.miss);
	if (s->input.paper)
		note_as_paper(out, reason);
	bool apart = rv->tlsa.usable && !reason_is_of_record(reason) &&
		     !is_one_observation(out, a->session);
	if (!rv->matched &&
	    (rv->reason == REASON_NONE || (rv->apart && !apart))) {
		rv->reason = reason;
		rv->miss = r.why.miss;
		rv->apart = apart;
	}
	a->apart = a->apart || apart;
	if (is_higher(reason, a->reason))
		a->reason = reason;
}

static bool
all_unusable(const struct host_verdict *out, enum reason reason)
{
	for (size_t i = 0; i < out->record_count; i++) {
		const struct tlsa *t = &out->records[i].tlsa;
		if (t->usable || (reason != REASON_NONE && t->reason != reason))
			return false;
	}
	return true;
}

/* These are only for a host of which every record is so. */
static enum reason
reason_of_address(const struct host_verdict *out, enum reason reason)
{
	if (out->record_count == 0)
		return REASON_NONE;
	if (all_unusable(out, REASON_UNUSABLE_USAGE))
		return REASON_UNUSABLE_USAGE;
	if (all_unusable(out, REASON_UNDEFINED_FIELD))
		return REASON_UNDEFINED_FIELD;
	if (all_unusable(out, REASON_NONE))
		return REASON_UNUSABLE_RECORD;
	if (!reason_is_unusable(reason))
		return reason;
	reason = REASON_NONE;
	for (size_t i = 0; i < out->record_count; i++) {
		const struct record_verdict *rv = &out->records[i];
		if (rv->tlsa.usable && is_higher(rv->reason, reason))
			reason = rv->reason;
	}
	return reason == REASON_NONE ? REASON_MISMATCH : reason;
}

/* What was cut off the chain might have matched. */
static bool
may_lack_match(
    const struct host_verdict *out, const struct host_session *session)
{
	for (size_t i = 0; session->chain_cut && i < out->record_count; i++) {
		const struct tlsa *t = &out->records[i].tlsa;
		if (t->usable && t->usage == TLSA_TA)
			return true;
	}
	return false;
}

/* All records against one chain. */
static void
try_records(struct scenario *s, struct host_verdict *out,
    struct address_verdict *a, const struct dane_peer *peer)
{
	bool *fits =
	    arena_alloc(&s->validator.arena, out->record_count * sizeof(*fits));
	for (size_t i = 0; i < out->record_count; i++)
		try_record(s, out, a, i, peer, fits);
	a->reason =
	    a->matched ? REASON_NONE : reason_of_address(out, a->reason);
	a->apart = a->apart && !a->matched;
	if (!a->matched && may_lack_match(out, a->session)) {
		a->reason = REASON_EVIDENCE_MISSING;
		a->apart = false;
	}
	for (size_t i = 0; s->input.paper && i < out->record_count; i++)
		out->matched_as_paper =
		    out->matched_as_paper ||
		    paper_match(&out->records[i].tlsa, peer);
	if (a->matched && !covers_all(out, fits))
		out->partial = true;
}

static void
match_address(struct scenario *s, struct dane_peer *peer,
    const struct host_session *session, struct host_verdict *out,
    struct address_verdict *a)
{
	const struct dnssec_input *in = &s->input.dnssec;
	a->session = session;
	peer->at_s = dnssec_input_time(in, session->rx_ns);
	peer->chain_count = 0;
	a->reason = shows_chain(session)
			? parse_chain(in->evidence, session, peer)
			: reason_of(session->status);
	out->crawled = out->crawled || a->reason == REASON_NONE ||
		       a->reason == REASON_MISMATCH;
	if (a->reason == REASON_NONE) {
		note_dates(out, peer);
		try_records(s, out, a, peer);
	} else if (a->reason == REASON_MISMATCH) {
		a->apart =
		    out->record_count > 0 && !is_one_observation(out, session);
	}
	out->matched = out->matched || a->matched;
	out->proved = out->proved || (a->matched && proves_key(session));
	if (a->matched && !proves_key(session))
		a->reason = REASON_CERTIFICATE_ONLY;
	free_chain(peer);
}

/*
 * The address has another certificate, which some senders get: TLS 1.3 has the
 * server choose by what the client's list of signatures begins with.  It is a
 * finding of its own, and changes nothing of what the first session showed.
 */
static void
match_twin(struct scenario *s, struct dane_peer *peer, struct host_verdict *out,
    struct address_verdict *a)
{
	const struct evidence *e = s->input.dnssec.evidence;
	const struct host_session *twin = a->twin;
	if (twin == NULL || !proves_key(twin) || !proves_key(a->session) ||
	    memcmp(twin->chain[0], a->session->chain[0],
		sizeof(twin->chain[0])) == 0)
		return;
	peer->at_s = dnssec_input_time(&s->input.dnssec, twin->rx_ns);
	peer->chain_count = 0;
	if (parse_chain(e, twin, peer) == REASON_NONE)
		for (size_t i = 0; i < out->record_count; i++) {
			const struct tlsa *t = &out->records[i].tlsa;
			if (t->usable && !t->superseded)
				a->twin_matched |= dane_match(t, peer).matched;
		}
	free_chain(peer);
	if (out->record_count > 0 && !all_unusable(out, REASON_NONE))
		out->twins =
		    twins_worse(out->twins, twins_of(leaf_key_twin(twin->twin),
						a->matched, a->twin_matched));
}

/* The study's code knows no such time: its reasons stay. */
static void
doubt_reasons(struct host_verdict *out)
{
	for (size_t i = 0; i < out->record_count; i++)
		if (out->records[i].apart)
			out->records[i].reason = REASON_OBSERVED_APART;
	for (size_t i = 0; i < out->address_count; i++)
		if (out->addresses[i].apart)
			out->addresses[i].reason = REASON_OBSERVED_APART;
}

void
host_match(struct scenario *s, const char *const *names, size_t name_count,
    struct host_verdict *out)
{
	const struct host_sessions *h =
	    evidence_sessions(s->input.dnssec.evidence, out->host);
	struct dane_peer *peer =
	    arena_alloc(&s->validator.arena, sizeof(*peer));
	peer->roots = s->input.roots;
	peer->as_paper = s->input.paper;
	for (size_t i = 0; i < name_count && i < DANE_NAMES_MAX; i++)
		peer->names[peer->name_count++] = names[i];
	for (size_t i = 0; i < out->record_count; i++)
		out->records[i].reason = out->records[i].tlsa.reason;
	if (h == NULL)
		return;
	out->address_count = h->count;
	out->addresses = arena_alloc(
	    &s->validator.arena, h->count * sizeof(*out->addresses));
	for (size_t i = 0; i < h->count; i++) {
		struct address_verdict *a = &out->addresses[i];
		match_address(s, peer, &h->at[i], out, a);
		a->twin = host_sessions_twin(h, &h->at[i].ip);
		match_twin(s, peer, out, a);
	}
	if (!s->input.paper)
		doubt_reasons(out);
}
