#include "explanation_session.h"

#include <string.h>

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "analysis/dane/match.h"
#include "base/macros.h"
#include "cert_strength.h"
#include "explanation_text.h"
#include "tls_grade.h"
#include "tls/cert.h"

enum { NAMES_SHOWN = 8 };

/* X509_NAME_oneline() escapes what is not ASCII. */
static void
add_name(struct text *t, X509_NAME *name)
{
	char line[256];
	X509_NAME_oneline(name, line, sizeof(line));
	text_add(t, line[0] != 0 ? line : "(empty)");
}

/* The DNS names of a leaf, as far as a screen has room. */
static void
add_dns_names(struct text *t, X509 *x)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	int shown = 0;
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *n = sk_GENERAL_NAME_value(names, i);
		if (n->type != GEN_DNS)
			continue;
		if (++shown > NAMES_SHOWN)
			continue;
		text_add(t, shown == 1 ? "        names: " : ", ");
		explanation_add_foreign(t, ASN1_STRING_get0_data(n->d.dNSName),
		    (size_t)ASN1_STRING_length(n->d.dNSName));
	}
	if (shown > NAMES_SHOWN)
		text_addf(t, " and %d more", shown - NAMES_SHOWN);
	text_add(t, shown > 0 ? "\n" : "");
	GENERAL_NAMES_free(names);
}

static void
add_dates(struct text *t, X509 *x, int64_t now_s)
{
	int64_t begin_s, end_s;
	if (!cert_date(X509_get0_notBefore(x), &begin_s) ||
	    !cert_date(X509_get0_notAfter(x), &end_s))
		return;
	text_add(t, "        from ");
	explanation_add_time(t, begin_s);
	text_add(t, "\n        until ");
	explanation_add_end(t, end_s, now_s);
	text_add_char(t, '\n');
}

static void
add_strength(struct text *t, X509 *x)
{
	struct cert_strength s = cert_strength_of(x);
	if (s.key[0] == 0)
		return;
	text_addf(
	    t, "        key %s, %d bits (%s)", s.key, s.bits, s.key_grade);
	if (s.hash != NULL)
		text_addf(t, "; signed over %s (%s)", s.hash, s.hash_grade);
	text_add_char(t, '\n');
}

static void
add_digest(struct text *t, const char *what, const uint8_t *bytes, size_t len)
{
	text_addf(t, "        %s ", what);
	text_add_hex(t, bytes, len);
	text_add_char(t, '\n');
}

static void
add_certificate(struct text *t, const struct evidence *e, size_t depth,
    const uint8_t sha256[CERT_SHA256_BYTES], int64_t now_s)
{
	const struct seen_cert *c = evidence_cert(e, sha256);
	X509 *x = evidence_x509(c);
	text_addf(t, "      certificate %zu: ", depth);
	if (x == NULL) {
		text_add(t, "cannot be read\n");
		return;
	}
	add_name(t, X509_get_subject_name(x));
	text_add(t, ", issued by ");
	add_name(t, X509_get_issuer_name(x));
	text_add_char(t, '\n');
	if (depth == 0)
		add_dns_names(t, x);
	add_dates(t, x, now_s);
	add_strength(t, x);
	add_digest(t, "SHA-256", c->sha256, sizeof(c->sha256));
	add_digest(t, "of key ", c->spki_sha256, sizeof(c->spki_sha256));
	X509_free(x);
}

static bool
same_chain(const struct host_session *a, const struct host_session *b)
{
	return a->chain_count == b->chain_count && a->chain_count > 0 &&
	       memcmp(a->chain, b->chain, a->chain_count * sizeof(*a->chain)) ==
		   0;
}

static void
add_chain(struct text *t, const struct evidence *e,
    const struct host_session *s, int64_t now_s)
{
	for (size_t i = 0; i < s->chain_count; i++)
		add_certificate(t, e, i, s->chain[i], now_s);
}

/* A reply or an alert, without its last line end. */
static void
add_said(struct text *t, const char *what, const struct rdata *said)
{
	size_t len = said->len;
	while (len > 0 &&
	       (said->bytes[len - 1] == '\r' || said->bytes[len - 1] == '\n'))
		len--;
	if (len == 0)
		return;
	text_addf(t, "      %s: ", what);
	explanation_add_foreign(t, said->bytes, len);
	text_add_char(t, '\n');
}

/* What was chosen, and what the guidelines say of it. */
static void
add_tls(struct text *t, const struct host_session *s)
{
	text_addf(t, "      %s (%s)", s->tls, tls_grade_version(s->tls));
	if (s->cipher != NULL)
		text_addf(
		    t, ", %s (%s)", s->cipher, tls_grade_cipher(s->cipher));
	if (s->tls_group != NULL && s->tls_group[0] != 0)
		text_addf(t, ", %s (%s)", s->tls_group,
		    tls_grade_group(s->tls_group));
	text_add_char(t, '\n');
}

static void
add_dialogue(struct text *t, const struct host_session *s)
{
	add_said(t, "greeting", &s->banner);
	if (s->offer == SMTP_OFFER_MASKED)
		text_add(
		    t, "      STARTTLS is masked by a middlebox (XXXXXXXA)\n");
	if (s->tls != NULL)
		add_tls(t, s);
	add_said(t, "ended by", &s->error);
}

/* Whether some record would match what was sent before all broke. */
static bool
would_fit(const struct evidence *e, const struct host_verdict *h,
    const struct host_session *s)
{
	struct dane_peer peer = {.at_s = s->rx_ns / NS_PER_S};
	struct text base;
	bool fits = false;
	text_init(&base);
	dns_name_add_text(&base, h->tlsa_base);
	peer.names[peer.name_count++] = base.bytes;
	for (size_t i = 0; i < s->chain_count && i < DANE_CHAIN_MAX; i++) {
		X509 *x = evidence_x509(evidence_cert(e, s->chain[i]));
		if (x != NULL)
			peer.chain[peer.chain_count++] = x;
		else if (i == 0)
			break; /* no leaf that could fit */
	}
	for (size_t i = 0; peer.chain_count > 0 && i < h->record_count; i++)
		fits =
		    fits || (h->records[i].tlsa.usable &&
				dane_match(&h->records[i].tlsa, &peer).matched);
	for (size_t i = 0; i < peer.chain_count; i++)
		X509_free(peer.chain[i]);
	text_fini(&base);
	return fits;
}

/* A chain that came before the session failed proves nobody's key. */
static void
add_not_compared(struct text *t, const struct evidence *e,
    const struct host_verdict *h, const struct host_session *s)
{
	if (s->status == SMTP_STATUS_OK ||
	    s->status == SMTP_STATUS_CERTIFICATE_ONLY || s->chain_count == 0 ||
	    h->record_count == 0 || h->tlsa_base == NULL)
		return;
	text_addf(t, "      not compared: the session failed; %s\n",
	    would_fit(e, h, s) ? "what it sent would fit all the same"
			       : "what it sent would fit no record, either");
}

static void
add_address(struct text *t, const struct evidence *e,
    const struct host_verdict *h, const struct address_verdict *a,
    int64_t now_s)
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
	add_dialogue(t, s);
	add_not_compared(t, e, h, s);
	if (h->addresses[0].session != s &&
	    same_chain(h->addresses[0].session, s))
		text_add(t, "      the same certificates as above\n");
	else
		add_chain(t, e, s, now_s);
	for (s = s->other; s != NULL; s = s->other) {
		text_add(t, "    another session at ");
		explanation_add_time(t, s->rx_ns / NS_PER_S);
		text_addf(t, ": %s\n", smtp_status_words[s->status]);
		add_dialogue(t, s);
		if (same_chain(a->session, s))
			text_add(t, "      the same certificates as above\n");
		else
			add_chain(t, e, s, now_s);
	}
}

/* Who has no other certificate ends such a session, and that tells nothing. */
static void
add_twin(struct text *t, const struct evidence *e,
    const struct address_verdict *a, enum twins twins, int64_t now_s)
{
	const struct host_session *s = a->twin;
	if (s == NULL || twins == TWINS_UNKNOWN || s->status != SMTP_STATUS_OK)
		return;
	text_addf(t, "    asked for a certificate with an %s key alone: %s\n",
	    s->twin == LEAF_KEY_RSA ? "RSA" : "ECDSA",
	    a->twin_matched ? "a record matches" : "no record matches");
	add_chain(t, e, s, now_s);
}

void
explanation_add_sessions(struct text *t, const struct evidence *e,
    const struct host_verdict *h, int64_t now_s)
{
	for (size_t i = 0; i < h->address_count; i++) {
		add_address(t, e, h, &h->addresses[i], now_s);
		add_twin(t, e, &h->addresses[i], h->twins, now_s);
	}
}
