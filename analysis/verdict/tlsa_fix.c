#include "tlsa_fix.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

enum { HEADER_BYTES = 3, SHA256_BYTES = 32, RECORDS_TRIED = 4 };

/* Each change of one field: which byte of RDATA becomes what. */
static const struct {
	uint8_t at, value;
} changes[] = {{1, TLSA_SPKI}, {1, TLSA_CERT}, {2, TLSA_SHA256},
    {2, TLSA_SHA512}, {2, TLSA_FULL}, {0, TLSA_EE}, {0, TLSA_TA}};

enum { CHANGES = sizeof(changes) / sizeof(changes[0]) };

static struct rrset *
new_set(struct arena *arena, const struct host_verdict *host, size_t count)
{
	struct rrset *set = arena_alloc(arena, sizeof(*set));
	if (host->tlsa_owner == NULL)
		return NULL;
	set->owner = name_new(arena, host->tlsa_owner);
	set->type = DNS_TLSA;
	set->rdata = arena_alloc(arena, count * sizeof(*set->rdata));
	return set;
}

static void
add(struct rrset *set, struct arena *arena, uint8_t usage, uint8_t selector,
    uint8_t mtype, const uint8_t *data, size_t len)
{
	uint8_t *bytes = arena_bytes(arena, HEADER_BYTES + len);
	bytes[0] = usage;
	bytes[1] = selector;
	bytes[2] = mtype;
	if (len > 0)
		memcpy(bytes + HEADER_BYTES, data, len);
	set->rdata[set->count++] = (struct rdata){bytes, HEADER_BYTES + len};
}

/* The set with one field of record `at` changed. */
static const struct rrset *
change(struct arena *arena, const struct host_verdict *host, size_t at,
    size_t which)
{
	struct rrset *set = new_set(arena, host, host->record_count);
	for (size_t i = 0; set != NULL && i < host->record_count; i++) {
		const struct tlsa *t = &host->records[i].tlsa;
		uint8_t fields[HEADER_BYTES] = {
		    t->usage, t->selector, t->mtype};
		if (i == at)
			fields[changes[which].at] = changes[which].value;
		add(set, arena, fields[0], fields[1], fields[2], t->data.bytes,
		    t->data.len);
	}
	return set;
}

static bool
spki_digest(const struct evidence *e, const struct host_session *s,
    uint8_t out[SHA256_BYTES])
{
	X509 *x = evidence_x509(evidence_cert(e, s->chain[0]));
	size_t len = 0;
	uint8_t *spki = x != NULL ? tlsa_selected(x, TLSA_SPKI, &len) : NULL;
	bool good = spki != NULL &&
		    EVP_Digest(spki, len, out, NULL, EVP_sha256(), NULL) == 1;
	OPENSSL_free(spki);
	X509_free(x);
	return good;
}

static bool
has(const struct rrset *set, const uint8_t digest[SHA256_BYTES])
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->rdata[i].len == HEADER_BYTES + SHA256_BYTES &&
		    memcmp(set->rdata[i].bytes + HEADER_BYTES, digest,
			SHA256_BYTES) == 0)
			return true;
	}
	return false;
}

/* 3 1 1 of the leaf of a session; NULL: there was none. */
static void
add_leaf(struct rrset *set, const struct evidence *e, struct arena *arena,
    const struct host_session *s)
{
	uint8_t digest[SHA256_BYTES];
	if (s != NULL && s->status == SMTP_STATUS_OK && s->chain_count > 0 &&
	    spki_digest(e, s, digest) && !has(set, digest))
		add(set, arena, TLSA_EE, TLSA_SPKI, TLSA_SHA256, digest,
		    SHA256_BYTES);
}

/* 3 1 1 of each leaf, twins too. */
static const struct rrset *
leaves(const struct evidence *e, struct arena *arena,
    const struct host_verdict *host)
{
	struct rrset *set = new_set(arena, host, 2 * host->address_count);
	for (size_t i = 0; set != NULL && i < host->address_count; i++) {
		add_leaf(set, e, arena, host->addresses[i].session);
		add_leaf(set, e, arena, host->addresses[i].twin);
	}
	return set != NULL && set->count > 0 ? set : NULL;
}

static bool
matches_some(const struct host_verdict *host)
{
	bool some = false;
	for (size_t i = 0; i < host->address_count; i++)
		some |= host->addresses[i].matched ||
			host->addresses[i].twin_matched;
	return some;
}

/* What is published, and 3 1 1 of each leaf that it does not match. */
static const struct rrset *
more(const struct evidence *e, struct arena *arena,
    const struct host_verdict *host)
{
	struct rrset *set =
	    new_set(arena, host, host->record_count + 2 * host->address_count);
	for (size_t i = 0; set != NULL && i < host->record_count; i++) {
		const struct tlsa *t = &host->records[i].tlsa;
		add(set, arena, t->usage, t->selector, t->mtype, t->data.bytes,
		    t->data.len);
	}
	for (size_t i = 0; set != NULL && i < host->address_count; i++) {
		const struct address_verdict *a = &host->addresses[i];
		if (!a->matched)
			add_leaf(set, e, arena, a->session);
		if (!a->twin_matched)
			add_leaf(set, e, arena, a->twin);
	}
	return set;
}

const struct rrset *
tlsa_fix_candidate(const struct evidence *e, struct arena *arena,
    const struct host_verdict *host, size_t n)
{
	size_t tried = host->record_count < RECORDS_TRIED ? host->record_count
							  : RECORDS_TRIED;
	if (n < tried * CHANGES)
		return change(arena, host, n / CHANGES, n % CHANGES);
	n -= tried * CHANGES;
	if (!matches_some(host))
		n++; /* what is there is of no use */
	if (n == 0)
		return more(e, arena, host);
	return n == 1 ? leaves(e, arena, host) : NULL;
}
