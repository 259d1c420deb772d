#include "summary.h"

#include <openssl/x509.h>

#include "analysis/dnssec/zone.h"
#include "dns/tlsa_name.h"
#include "explanation.h"
#include "mta_sts_advice.h"
#include "signature_life.h"
#include "tls/cert.h"

enum { DAY_S = 24 * 3600 };

void
summary_init(struct summary *s, int64_t now_s, unsigned warn_days)
{
	*s = (struct summary){.now_s = now_s, .warn_days = warn_days};
	text_init(&s->first);
	text_init(&s->warnings);
	text_init(&s->certificate_of);
	text_init(&s->signature_of);
}

void
summary_fini(struct summary *s)
{
	text_fini(&s->first);
	text_fini(&s->warnings);
	text_fini(&s->certificate_of);
	text_fini(&s->signature_of);
}

/* UNKNOWN is the worst number, and CRITICAL the worst news. */
static void
worsen(struct summary *s, enum summary_state state)
{
	static const int badness[] = {
	    [SUMMARY_OK] = 0,
	    [SUMMARY_WARNING] = 1,
	    [SUMMARY_CRITICAL] = 3,
	    [SUMMARY_UNKNOWN] = 2,
	};
	if (badness[state] > badness[s->state])
		s->state = state;
}

static void
add_name(
    struct summary *s, const struct dns_name *name, const struct outcome *o)
{
	static const char *const words[] = {
	    [SENDER_INDETERMINATE] = "not known",
	    [SENDER_UNREACHABLE] = "cannot be reached",
	    [SENDER_DEFER] = "mail is deferred",
	    [SENDER_OPPORTUNISTIC] = "not authenticated",
	    [SENDER_ENCRYPTED] = "encrypted, not authenticated",
	    [SENDER_AUTHENTICATED] = "encrypted and authenticated",
	    [SENDER_NO_MAIL] = "takes no mail",
	};
	bool is_elsewhere = o->sender == SENDER_DEFER && tlsa_port() != 25;
	s->names++;
	if (o->sender == SENDER_AUTHENTICATED)
		s->safe++;
	else
		worsen(s, o->sender == SENDER_INDETERMINATE ? SUMMARY_UNKNOWN
							    : SUMMARY_CRITICAL);
	if (s->first.len > 0 &&
	    (o->sender == SENDER_AUTHENTICATED || s->names > s->safe + 1))
		return;
	text_clear(&s->first);
	dns_name_add_text(&s->first, name);
	text_addf(&s->first, ": %s",
	    o->reason == REASON_NXDOMAIN ? explanation_sentence(o)
	    : is_elsewhere               ? "clients that do DANE do not connect"
					 : words[o->sender]);
	if (o->reason != REASON_NONE)
		text_addf(&s->first, " (%s)", reason_text(o->reason));
}

/* The sooner of two ends, and whose it is. */
static bool
take_end(
    int64_t *end, struct text *whose, int64_t at_s, const struct dns_name *name)
{
	if (*end != 0 && *end <= at_s)
		return false;
	*end = at_s;
	text_clear(whose);
	dns_name_add_text(whose, name);
	return true;
}

static void
note_set(
    struct summary *s, const struct rrset *set, const struct dns_name *name)
{
	struct signature_life life;
	if (set == NULL || !signature_life_of(set, s->now_s, &life))
		return;
	bool stale = signature_life_is_stale(&life, s->now_s);
	/* What is signed again each day ends soon, and is no news. */
	if (s->stale && !stale)
		return;
	if (stale && !s->stale)
		s->signature_end = 0;
	s->stale = stale;
	take_end(&s->signature_end, &s->signature_of, life.end_s, name);
}

static void
note_zones(struct summary *s, struct validator *v, const struct dns_name *name)
{
	int64_t rx_ns;
	struct dns_name at = *name;
	do {
		const struct zone *z = zone_at(v, &at, NULL);
		if (z->cut && z->state.security == SECURITY_SECURE)
			note_set(s,
			    evidence_keys(v->input->evidence, &at, &rx_ns),
			    &at);
		name = &at;
	} while (dns_name_parent(name, &at));
}

static void
note_leaf(struct summary *s, const struct evidence *e,
    const struct host_session *session, const struct dns_name *host)
{
	if (session == NULL || session->chain_count == 0)
		return;
	X509 *x = evidence_x509(evidence_cert(e, session->chain[0]));
	int64_t end_s;
	if (x != NULL && cert_date(X509_get0_notAfter(x), &end_s))
		take_end(&s->certificate_end, &s->certificate_of, end_s, host);
	X509_free(x);
}

static void
warn_of_host(struct summary *s, const struct host_verdict *h)
{
	struct text *t = &s->warnings;
	if (h->twins == TWINS_RSA || h->twins == TWINS_ECDSA) {
		dns_name_add_text(t, h->host);
		text_add(t, ": records match one of its two certificates\n");
		worsen(s, SUMMARY_WARNING);
	}
	if (h->matched && h->partial) {
		dns_name_add_text(t, h->host);
		text_add(t, ": some kinds of records match nothing\n");
		worsen(s, SUMMARY_WARNING);
	}
	if (h->outcome.sender == SENDER_DEFER && h->record_count > 0) {
		dns_name_add_text(t, h->host);
		text_addf(t, ": %s (%s)\n",
		    tlsa_port() == 25 ? "mail for it is deferred"
				      : "clients that do DANE do not connect",
		    reason_text(h->outcome.reason));
		worsen(s, SUMMARY_WARNING);
	}
}

void
summary_add_host(struct summary *s, struct validator *v,
    const struct host_judgement *r, bool is_name)
{
	const struct host_verdict *h = &r->verdict;
	struct dns_name name;
	if (is_name)
		add_name(s, h->host, &h->outcome);
	note_zones(s, v, h->host);
	if (h->tlsa_base != NULL && tlsa_name(h->tlsa_base, &name))
		note_set(
		    s, lookup_judge(v, &name, DNS_TLSA, NULL)->rrset, &name);
	for (size_t i = 0; i < h->address_count; i++) {
		note_leaf(
		    s, v->input->evidence, h->addresses[i].session, h->host);
		note_leaf(s, v->input->evidence, h->addresses[i].twin, h->host);
	}
	warn_of_host(s, h);
}

void
summary_add_domain(
    struct summary *s, struct validator *v, const struct domain_judgement *r)
{
	const struct domain_mail *mail = r->verdict.mail;
	add_name(s, mail->domain, &r->verdict.outcome);
	note_zones(s, v, mail->domain);
	note_set(s, mail->mx->rrset, mail->domain);
}

void
summary_add_mta_sts(struct summary *s, const struct mta_sts_verdict *v)
{
	struct text *t = &s->warnings;
	if (!mta_sts_is_bad(v))
		return;
	dns_name_add_text(t, v->file->domain);
	if (v->file->status != POLICY_FETCH_OK)
		text_addf(t, ": its MTA-STS policy was not fetched: %s\n",
		    mta_sts_advice_fetch(v->file->status)->text);
	else if (!v->is_policy)
		text_addf(t, ": its MTA-STS policy is none: %s\n",
		    mta_sts_advice_syntax(v->syntax)->text);
	else
		text_addf(t,
		    ": its MTA-STS policy does not list %zu of %zu MX hosts\n",
		    v->missing, v->mail->host_count);
	worsen(s, SUMMARY_WARNING);
}

static long long
days_left(const struct summary *s, int64_t end_s)
{
	return (long long)((end_s - s->now_s) / DAY_S);
}

/* "SOON in 3 days", or "ended 3 days ago". */
static void
add_end(
    const struct summary *s, struct text *t, const char *soon, int64_t end_s)
{
	long long days = days_left(s, end_s);
	if (days < 0)
		text_addf(t, "ended %lld days ago", -days);
	else
		text_addf(t, "%s%lld days", soon, days);
}

static bool
ends_soon(const struct summary *s, int64_t end_s)
{
	return end_s != 0 && end_s - s->now_s < (int64_t)s->warn_days * DAY_S;
}

void
summary_end(struct summary *s)
{
	struct text *t = &s->warnings;
	if (ends_soon(s, s->certificate_end)) {
		text_addf(t, "%s: its certificate ", s->certificate_of.bytes);
		add_end(s, t, "ends in ", s->certificate_end);
		text_add_char(t, '\n');
		worsen(s, SUMMARY_WARNING);
	}
	if (s->stale) {
		text_addf(t, "%s: its signatures ", s->signature_of.bytes);
		add_end(s, t, "end in ", s->signature_end);
		text_add(t, ", and nobody seems to sign again\n");
		if (ends_soon(s, s->signature_end))
			worsen(s, SUMMARY_WARNING);
	}
}

static void
add_ends(const struct summary *s, struct text *t)
{
	if (s->certificate_end != 0) {
		text_add(t, "; certificate ");
		add_end(s, t, "", s->certificate_end);
	}
	if (s->signature_end != 0) {
		text_add(t, "; signatures ");
		add_end(s, t, "", s->signature_end);
	}
}

void
summary_add_text(const struct summary *s, struct text *t)
{
	if (s->names > 1)
		text_addf(t, "%zu of %zu safe; ", s->safe, s->names);
	text_add(t, s->first.len > 0 ? s->first.bytes : "nothing was judged");
	add_ends(s, t);
	text_add_char(t, '\n');
}

/* The first line, without its end. */
static void
add_first_line(struct text *t, const struct text *lines)
{
	text_add_bytes(t, lines->bytes, strcspn(lines->bytes, "\n"));
}

void
summary_add_nagios(const struct summary *s, struct text *t)
{
	static const char *const words[] = {
	    [SUMMARY_OK] = "OK",
	    [SUMMARY_WARNING] = "WARNING",
	    [SUMMARY_CRITICAL] = "CRITICAL",
	    [SUMMARY_UNKNOWN] = "UNKNOWN",
	};
	text_addf(t, "DANE %s - ", words[s->state]);
	if (s->state == SUMMARY_WARNING)
		add_first_line(t, &s->warnings);
	else
		text_add(t,
		    s->first.len > 0 ? s->first.bytes : "nothing was judged");
	if (s->names > 1)
		text_addf(t, "; %zu of %zu safe", s->safe, s->names);
	text_addf(t, " | safe=%zu;;;0;%zu", s->safe, s->names);
	if (s->certificate_end != 0)
		text_addf(t, " certificate_days=%lld;%u:",
		    days_left(s, s->certificate_end), s->warn_days);
	if (s->signature_end != 0)
		text_addf(
		    t, " signature_days=%lld", days_left(s, s->signature_end));
	text_add_char(t, '\n');
}
