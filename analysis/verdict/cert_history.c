#include "cert_history.h"

#include <openssl/err.h>
#include <openssl/x509.h>

static bool
describes(const struct tlsa *r, const struct seen_cert *c)
{
	X509 *x = evidence_x509(c);
	bool same = x != NULL && tlsa_describes(r, r->selector, r->mtype, x);
	X509_free(x);
	ERR_clear_error();
	return same;
}

/* Usage 3 and 1 mean the leaf, 2 and 0 what is behind it. */
static bool
was_sent(const struct evidence *e, const struct host_session *s,
    const struct tlsa *r)
{
	bool leaf = r->usage == TLSA_EE || r->usage == TLSA_PKIX_EE;
	for (size_t i = leaf ? 0 : 1; i < (leaf ? 1 : s->chain_count); i++) {
		const struct seen_cert *c =
		    i < s->chain_count ? evidence_cert(e, s->chain[i]) : NULL;
		if (describes(r, c))
			return true;
	}
	return false;
}

/* In any session with one address: a store has all that it ever was. */
static bool
ever_sent(const struct evidence *e, const struct host_session *s,
    const struct tlsa *r)
{
	while (s != NULL && !was_sent(e, s, r))
		s = s->other;
	return s != NULL;
}

enum reason
cert_history_of_host(const struct cert_history *h, struct arena *arena,
    const struct dns_name *host, const struct tlsa *record, const char **detail)
{
	for (size_t i = h->count; i > 0; i--) {
		const struct evidence *e = &h->runs[i - 1];
		const struct host_sessions *s = evidence_sessions(e, host);
		for (size_t k = 0; s != NULL && k < s->count; k++) {
			if (!ever_sent(e, &s->at[k], record))
				continue;
			*detail =
			    arena_format(arena, "seen in %s", h->names[i - 1]);
			return REASON_OUTDATED;
		}
	}
	return REASON_NONE;
}

enum reason
cert_history_of_others(const struct evidence *e, struct arena *arena,
    const struct dns_name *host, const struct tlsa *record, const char **detail)
{
	if (record->mtype != TLSA_SHA256 ||
	    record->data.len != CERT_SHA256_BYTES)
		return REASON_NONE;
	const struct seen_cert *c =
	    record->selector == TLSA_CERT
		? evidence_cert(e, record->data.bytes)
		: evidence_cert_of_key(e, record->data.bytes);
	if (c == NULL || c->host == NULL || dns_name_equal(c->host, host))
		return REASON_NONE;
	struct text name;
	text_init(&name);
	text_add(&name, "of ");
	dns_name_add_text(&name, c->host);
	*detail = arena_text(arena, &name);
	return REASON_OTHER_HOST;
}
