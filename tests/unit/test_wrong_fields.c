/* Which fields of a TLSA record are wrong, and how far its digest is away. */
#include "analysis/dane/wrong_fields.h"

#include <openssl/pem.h>

#include "analysis/dane/diagnose.h"
#include "mail_world.h"
#include "tap.h"

enum {
	U = TLSA_FIELD_USAGE,
	S = TLSA_FIELD_SELECTOR,
	M = TLSA_FIELD_MTYPE,
	DATA_MAX = 4096,
};

static struct mail_cert ca, under_ca, stranger;

/* What selector s and matching type m mean of `cert`. */
static struct rdata
data_of(
    const struct mail_cert *cert, uint8_t s, uint8_t m, uint8_t out[DATA_MAX])
{
	size_t len;
	unsigned digest_len = 0;
	uint8_t *part = tlsa_selected(cert->cert, s, &len);
	assert(part != NULL && len <= DATA_MAX);
	if (m == TLSA_FULL) {
		memcpy(out, part, len);
	} else {
		EVP_Digest(part, len, out, &digest_len,
		    m == TLSA_SHA256 ? EVP_sha256() : EVP_sha512(), NULL);
		len = digest_len;
	}
	OPENSSL_free(part);
	return (struct rdata){out, len};
}

static struct dane_peer
peer_of(bool as_paper)
{
	return (struct dane_peer){
	    .chain = {under_ca.cert, ca.cert},
	    .chain_count = 2,
	    .as_paper = as_paper,
	};
}

/* A record u s m that holds what s2 and m2 mean of a certificate. */
static const struct {
	const char *name;
	uint8_t u, s, m;
	const struct mail_cert *cert;
	uint8_t s2, m2;
	unsigned rfc, paper;
} cases[] = {
    {"3 0 1 of the leaf's key", 3, 0, 1, &under_ca, 1, 1, S, S},
    {"3 1 2 by SHA-256", 3, 1, 2, &under_ca, 1, 1, M, M},
    {"3 1 1 of the authority's key", 3, 1, 1, &ca, 1, 1, U, U},
    {"3 0 1 of the authority's key", 3, 0, 1, &ca, 1, 1, U | S, U | S},
    {"3 0 1 of the authority by SHA-512", 3, 0, 1, &ca, 0, 2, U | M, U | M},
    {"3 0 1 of the leaf's key by SHA-512", 3, 0, 1, &under_ca, 1, 2, S | M,
	S | M},
    {"3 0 2 of the authority's key by SHA-256", 3, 0, 2, &ca, 1, 1, U | S | M,
	U | S | M},
    {"2 1 1 of the leaf's key", 2, 1, 1, &under_ca, 1, 1, U, U},
    {"2 0 1 of the leaf's key", 2, 0, 1, &under_ca, 1, 1, U | S, U | S},
    {"1 1 1 of the leaf's key", 1, 1, 1, &under_ca, 1, 1, U, U},
    {"0 0 1 of the authority", 0, 0, 1, &ca, 0, 1, U, U},
    {"0 0 1 of the authority's key", 0, 0, 1, &ca, 1, 1, U | S, U | S},
    {"usage 7", 7, 1, 1, &under_ca, 1, 1, U, U},
    {"selector 9", 3, 9, 1, &under_ca, 1, 1, S, S},
    {"matching type 254", 3, 1, 254, &under_ca, 1, 2, M, M},
    {"9 9 9", 9, 9, 9, &ca, 0, 1, U | S | M, U | S | M},
    {"3 1 1 with the whole key", 3, 1, 1, &under_ca, 1, 0, M, 0},
    {"2 0 2 with the whole leaf", 2, 0, 2, &under_ca, 0, 0, U | M, 0},
    {"a certificate that was not sent", 3, 0, 1, &stranger, 0, 1, 0, 0},
    {"its key, under selector 0", 3, 0, 1, &stranger, 1, 1, 0, 0},
};

static void
check_case(size_t i)
{
	uint8_t bytes[DATA_MAX];
	struct tlsa r = {.usage = cases[i].u,
	    .selector = cases[i].s,
	    .mtype = cases[i].m,
	    .data = data_of(cases[i].cert, cases[i].s2, cases[i].m2, bytes)};
	struct dane_peer rfc = peer_of(false), paper = peer_of(true);
	ok(wrong_fields(&r, &rfc) == cases[i].rfc, cases[i].name);
	ok(wrong_fields(&r, &paper) == cases[i].paper, "... by the paper");
}

/* The study's code compares raw data with the PEM text. */
static void
pem_text(void)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	PEM_write_bio_X509(bio, ca.cert);
	size_t len = (size_t)BIO_get_mem_data(bio, &text);
	struct tlsa r = {.usage = 2,
	    .selector = 0,
	    .mtype = 1,
	    .data = {(const uint8_t *)text, len}};
	struct dane_peer rfc = peer_of(false), paper = peer_of(true);
	ok(wrong_fields(&r, &paper) == M && wrong_fields(&r, &rfc) == 0,
	    "the PEM text is raw data for the paper alone");
	r.selector = 1;
	ok(wrong_fields(&r, &paper) == (S | M), "... under the other selector");
	r.data.len -= 2;
	ok(wrong_fields(&r, &paper) == 0, "... without one dash");
	BIO_free(bio);
}

static bool
is_at(const struct tlsa *r, bool as_paper, uint64_t distance)
{
	struct dane_peer peer = peer_of(as_paper);
	struct diagnosis d = diagnose_unusable(r, &peer);
	if (!d.miss.has_distance || d.miss.distance != distance)
		printf("# %d, %d digits\n", d.miss.has_distance,
		    (int)d.miss.distance);
	return d.miss.has_distance && d.miss.distance == distance;
}

static bool
has_none(uint8_t u, uint8_t s, uint8_t m, struct rdata data)
{
	struct tlsa r = {.usage = u, .selector = s, .mtype = m, .data = data};
	struct dane_peer peer = peer_of(false);
	return !diagnose_unusable(&r, &peer).miss.has_distance;
}

static void
distances(void)
{
	uint8_t bytes[DATA_MAX];
	struct tlsa r = {.usage = 3,
	    .selector = 1,
	    .mtype = 1,
	    .data = data_of(&under_ca, 1, 1, bytes)};
	bytes[7] ^= 0x11;
	ok(is_at(&r, false, 2), "two digits are wrong");
	r.data.len = 20;
	ok(is_at(&r, false, 26), "... and twelve bytes are missing");
	r.data.len = 40;
	memset(bytes + 32, 0, 8);
	ok(is_at(&r, false, 18), "... or eight too many");
	r.usage = 1;
	ok(is_at(&r, false, 18), "usage 1 means the leaf as well");

	r = (struct tlsa){.usage = 2,
	    .selector = 0,
	    .mtype = 1,
	    .data = data_of(&ca, 0, 1, bytes)};
	bytes[31] ^= 1;
	ok(is_at(&r, false, 1), "usage 2: to the authority");
	struct tlsa near = {.usage = 2,
	    .selector = 0,
	    .mtype = 1,
	    .data = data_of(&under_ca, 0, 1, bytes)};
	bytes[0] ^= 0x10;
	ok(is_at(&near, true, 1), "usage 2, by the paper: to the leaf");
	ok(has_none(2, 0, 0, near.data), "none for raw data");
	ok(has_none(2, 5, 1, near.data) && has_none(5, 0, 1, near.data),
	    "none where a field means nothing");
}

int
main(void)
{
	make_cert(&ca, "CA", NULL, WORLD_NOW + DAY);
	make_cert(&under_ca, HOST, &ca, WORLD_NOW + DAY);
	make_cert(&stranger, "Stranger", NULL, WORLD_NOW + DAY);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_case(i);
	pem_text();
	distances();
	free_cert(&stranger);
	free_cert(&under_ca);
	free_cert(&ca);
	return tap_end();
}
