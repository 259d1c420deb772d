#include "explanation.h"

#include <time.h>

#include <openssl/x509.h>

#include "analysis/dnssec/zone.h"
#include "base/macros.h"
#include "dns/tlsa_name.h"

enum { HEX_SHOWN = 8, ERROR_SHOWN = 200 };

/* What a person wants to know of an outcome, in a sentence. */
static const char *
sentence(enum sender_action s)
{
	static const char *const texts[] = {
	    [SENDER_INDETERMINATE] = "what a sender would do is not known",
	    [SENDER_UNREACHABLE] = "no mail can be delivered",
	    [SENDER_DEFER] = "a sender that does DANE defers the mail",
	    [SENDER_OPPORTUNISTIC] =
		"a sender delivers, with TLS at best unauthenticated",
	    [SENDER_ENCRYPTED] =
		"a sender delivers encrypted, but cannot be sure to whom",
	    [SENDER_AUTHENTICATED] =
		"a sender delivers encrypted and authenticated",
	    [SENDER_NO_MAIL] = "takes no mail, and says so (RFC 7505)",
	};
	return texts[s];
}

static void
add_outcome(struct text *t, const struct outcome *o)
{
	text_add(t, sentence(o->sender));
	if (o->reason != REASON_NONE)
		text_addf(t, " (%s)", reason_text(o->reason));
	text_add_char(t, '\n');
}

static void
add_time(struct text *t, int64_t at_s)
{
	time_t when = (time_t)at_s;
	struct tm tm;
	char text[32] = "";
	if (gmtime_r(&when, &tm) != NULL)
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &tm);
	text_add(t, text);
}

static void
add_state(struct text *t, const struct dnssec_state *s)
{
	text_add(t, security_text(s->security));
	if (s->reason != REASON_NONE)
		text_addf(t, ": %s", reason_text(s->reason));
	if (s->security != SECURITY_SECURE && s->zone != NULL) {
		text_add(t, " at ");
		dns_name_add_text(t, s->zone);
	}
	if (s->detail != NULL)
		text_addf(t, " (%s)", s->detail);
	text_add_char(t, '\n');
}

/* Each zone from the root down to `name`, the first broken one the last.
 * True: all were secure. */
static bool
add_zones(struct text *t, struct validator *v, const struct dns_name *name)
{
	struct dns_name parent;
	if (dns_name_parent(name, &parent) && !add_zones(t, v, &parent))
		return false;
	const struct zone *z = zone_at(v, name, NULL);
	if (!z->cut)
		return true;
	text_add(t, "  zone ");
	dns_name_add_text(t, name);
	text_add(t, ": ");
	add_state(t, &z->state);
	return z->state.security == SECURITY_SECURE;
}

static void
add_tlsa(struct text *t, const struct tlsa *r)
{
	text_addf(t, "%u %u %u ", r->usage, r->selector, r->mtype);
	text_add_hex(t, r->data.bytes,
	    r->data.len > HEX_SHOWN ? HEX_SHOWN : r->data.len);
	text_add(t, r->data.len > HEX_SHOWN ? "..." : "");
}

/* What was answered at another time. */
static void
add_answer(struct text *t, const struct reply *r)
{
	text_add(t, "    asked at ");
	add_time(t, r->rx_ns / NS_PER_S);
	text_addf(t, " as well: %s", r->status);
	for (size_t i = 0; i < r->answers.count; i++) {
		const struct rrset *set = &r->answers.at[i];
		for (size_t k = 0; set->type == DNS_TLSA && k < set->count;
		     k++) {
			struct tlsa record = tlsa_parse(&set->rdata[k]);
			text_add(t, ", ");
			add_tlsa(t, &record);
		}
	}
	text_add_char(t, '\n');
}

static void
add_other_answers(
    struct text *t, const struct evidence *e, const struct host_verdict *h)
{
	struct dns_name name;
	if (!tlsa_name(h->tlsa_base, &name))
		return;
	for (const struct reply *r = evidence_reply(e, &name, DNS_TLSA);
	     r != NULL; r = r->other)
		if (r->rx_ns != h->tlsa_first_ns && r->rx_ns != h->tlsa_last_ns)
			add_answer(t, r);
}

static void
add_record(struct text *t, const struct record_verdict *r)
{
	text_add(t, "    ");
	add_tlsa(t, &r->tlsa);
	text_add(t, ": ");
	if (r->matched)
		text_add(t, "matches");
	else if (r->reason != REASON_NONE)
		text_addf(t, "%s: %s",
		    r->tlsa.usable ? "no match" : "not usable",
		    reason_text(r->reason));
	else
		text_add(t, "nothing to match it with");
	if (r->detail != NULL)
		text_addf(t, " (%s)", r->detail);
	tlsa_miss_add_text(t, &r->miss);
	text_add_char(t, '\n');
}

static void
add_subject(struct text *t, X509 *x)
{
	char subject[256];
	struct tm tm;
	X509_NAME_oneline(X509_get_subject_name(x), subject, sizeof(subject));
	text_add(
	    t, subject); /* X509_NAME_oneline() escapes what is not ASCII */
	if (ASN1_TIME_to_tm(X509_get0_notAfter(x), &tm) == 1) {
		text_add(t, ", until ");
		add_time(t, timegm(&tm));
	}
}

static void
add_certificate(struct text *t, const struct evidence *e, size_t depth,
    const uint8_t sha256[CERT_SHA256_BYTES])
{
	X509 *x = evidence_x509(evidence_cert(e, sha256));
	text_addf(t, "      certificate %zu: ", depth);
	if (x != NULL)
		add_subject(t, x);
	else
		text_add(t, "cannot be read");
	text_add_char(t, '\n');
	X509_free(x);
}

static void
add_chain(
    struct text *t, const struct evidence *e, const struct host_session *s)
{
	for (size_t i = 0; i < s->chain_count; i++)
		add_certificate(t, e, i, s->chain[i]);
}

/* A stranger's bytes, of which none is to reach a terminal as it is. */
static void
add_foreign(struct text *t, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] >= ' ' && bytes[i] <= '~' && bytes[i] != '\\')
			text_add_char(t, (char)bytes[i]);
		else
			text_addf(t, "\\x%02x", bytes[i]);
	}
}

/* The reply or the alert that ended it, without its last line end. */
static void
add_error(struct text *t, const struct host_session *s)
{
	size_t len = s->error.len;
	while (len > 0 && (s->error.bytes[len - 1] == '\r' ||
			      s->error.bytes[len - 1] == '\n'))
		len--;
	if (len == 0)
		return;
	text_add(t, "      ended by: ");
	add_foreign(t, s->error.bytes, len < ERROR_SHOWN ? len : ERROR_SHOWN);
	text_add(t, len > ERROR_SHOWN ? "...\n" : "\n");
}

static void
add_address(
    struct text *t, const struct evidence *e, const struct address_verdict *a)
{
	char ip[ADDR_TEXT_MAX];
	const struct host_session *s = a->session;
	text_addf(t, "    session with %s: %s", addr_format(&s->ip, ip),
	    smtp_status_words[s->status]);
	if (a->matched)
		text_addf(t, "; record %zu matches at depth %d", a->record + 1,
		    a->depth);
	else if (a->reason != REASON_NONE)
		text_addf(t, "; %s", reason_text(a->reason));
	text_add_char(t, '\n');
	add_error(t, s);
	add_chain(t, e, s);
	for (s = s->other; s != NULL; s = s->other) {
		text_add(t, "    another session at ");
		add_time(t, s->rx_ns / NS_PER_S);
		text_addf(t, ": %s\n", smtp_status_words[s->status]);
		add_error(t, s);
		add_chain(t, e, s);
	}
}

/* Who has no other certificate ends such a session, and that tells nothing. */
static void
add_twin(struct text *t, const struct evidence *e,
    const struct address_verdict *a, enum twins twins)
{
	const struct host_session *s = a->twin;
	if (s == NULL || twins == TWINS_UNKNOWN || s->status != SMTP_STATUS_OK)
		return;
	text_addf(t, "    asked for a certificate with an %s key alone: %s\n",
	    s->twin == LEAF_KEY_RSA ? "RSA" : "ECDSA",
	    a->twin_matched ? "a record matches" : "no record matches");
	add_chain(t, e, s);
}

static void
add_twins(struct text *t, enum twins twins)
{
	if (twins == TWINS_RSA || twins == TWINS_ECDSA)
		text_addf(t,
		    "  it has two certificates, and the records match the %s "
		    "one alone: senders that are given the other defer\n",
		    twins == TWINS_RSA ? "RSA" : "ECDSA");
}

static void
add_forecast(struct text *t, const struct forecast *f)
{
	if (f->at_s == 0)
		return;
	text_add(t, "  if nobody acts, from ");
	add_time(t, f->at_s);
	text_add(t, ": ");
	add_outcome(t, &f->outcome);
	if (f->detail != NULL)
		text_addf(t, "    %s\n", f->detail);
}

static void
add_patch(struct text *t, const struct patch *m)
{
	static const char *const words[] = {
	    [PATCH_TLSA] = "publish instead:",
	    [PATCH_DS] = "have the parent zone publish:",
	    [PATCH_SIGN] = "sign the zone again:",
	};
	text_addf(t, "  fix: %s", words[m->kind]);
	if (m->kind == PATCH_SIGN) {
		text_add_char(t, ' ');
		dns_name_add_text(t, m->zone);
	}
	text_add_char(t, '\n');
	for (size_t i = 0; m->kind != PATCH_SIGN && i < m->rrset->count; i++) {
		text_add(t, "    ");
		dns_name_add_text_dot(t, m->rrset->owner);
		text_add(t, " IN ");
		dns_type_add_text(t, m->rrset->type);
		text_add_char(t, ' ');
		rdata_add_text(t, m->rrset->type, &m->rrset->rdata[i]);
		text_add_char(t, '\n');
	}
}

static void
add_fix(struct text *t, const struct patches *fix)
{
	for (size_t i = 0; i < fix->count; i++)
		add_patch(t, &fix->at[i]);
}

void
explanation_add_host(
    struct text *t, struct validator *v, const struct host_judgement *r)
{
	const struct host_verdict *h = &r->verdict;
	text_add(t, "host ");
	dns_name_add_text(t, h->host);
	text_add(t, ": ");
	add_outcome(t, &h->outcome);
	add_zones(t, v, h->host);
	text_add(t, "  address: ");
	add_state(t, &h->address);
	if (h->tlsa_base != NULL) {
		text_add(t, "  TLSA at _25._tcp.");
		dns_name_add_text(t, h->tlsa_base);
		text_add(t, ": ");
		add_state(t, &h->tlsa);
	}
	for (size_t i = 0; i < h->record_count; i++)
		add_record(t, &h->records[i]);
	if (h->tlsa_base != NULL)
		add_other_answers(t, v->input->evidence, h);
	for (size_t i = 0; i < h->address_count; i++) {
		add_address(t, v->input->evidence, &h->addresses[i]);
		add_twin(t, v->input->evidence, &h->addresses[i], h->twins);
	}
	add_twins(t, h->twins);
	if (h->matched && h->partial)
		text_add(t, "  some kinds of records match nothing: clients "
			    "that use only those fail (RFC 7671 8)\n");
	add_forecast(t, &r->forecast);
	add_fix(t, &r->fix);
	text_add_char(t, '\n');
}

void
explanation_add_domain(
    struct text *t, struct validator *v, const struct domain_judgement *r)
{
	const struct domain_verdict *d = &r->verdict;
	text_add(t, "domain ");
	dns_name_add_text(t, d->mail->domain);
	text_add(t, ": ");
	add_outcome(t, &d->outcome);
	add_zones(t, v, d->mail->domain);
	text_add(t, "  MX: ");
	add_state(t, &d->mail->mx->state);
	for (size_t i = 0; i < d->mail->host_count; i++) {
		const struct domain_host *h = &d->mail->hosts[i];
		text_addf(t, "    %u ", h->preference);
		dns_name_add_text(t, h->host);
		text_add(t, ": ");
		add_outcome(t, h->outcome);
	}
	add_forecast(t, &r->forecast);
	add_fix(t, &r->fix);
	text_add_char(t, '\n');
}
