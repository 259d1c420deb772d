/* A session as a row: what is read is what was written, field by field. */
#include "analysis/evidence/evidence_row.h"

#include <string.h>

#include "tap.h"

static const uint8_t chain[2][CERT_SHA256_BYTES] = {{1}, {2}};
static const uint8_t said[] = "220 mx.example ESMTP\r\n";

static bool
same_bytes(const struct rdata *a, const struct rdata *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->bytes, b->bytes, a->len) == 0);
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_name(const struct dns_name *a, const struct dns_name *b)
{
	return a == NULL || b == NULL ? a == b : dns_name_equal(a, b);
}

static void
check(const char *what, const struct host_session *s)
{
	struct arena arena;
	struct text value;
	arena_init(&arena);
	text_init(&value);
	evidence_row_put_session(&value, s);
	struct key_row row = {
	    .value = (const uint8_t *)value.bytes, .value_len = value.len};
	const struct host_session *got = evidence_row_session(&row, &arena);
	ok(same_name(got->host, s->host) &&
		same_name(got->same_as, s->same_as) &&
		addr_equal(&got->ip, &s->ip) && got->status == s->status &&
		got->step == s->step && got->rx_ns == s->rx_ns &&
		got->order == s->order,
	    what);
	ok(got->chain_count == s->chain_count &&
		memcmp(got->chain, s->chain,
		    s->chain_count * sizeof(*s->chain)) == 0 &&
		got->chain_cut == s->chain_cut && got->twin == s->twin,
	    "its chain");
	ok(got->offer == s->offer && same_text(got->tls, s->tls) &&
		same_text(got->cipher, s->cipher) &&
		same_bytes(&got->banner, &s->banner) &&
		same_bytes(&got->error, &s->error),
	    "what was said in it");
	text_fini(&value);
	arena_fini(&arena);
}

/* Whose word a delegation is decides what it proves. */
static void
check_delegated(const char *what, const struct delegated *d)
{
	struct arena arena;
	struct text value;
	arena_init(&arena);
	text_init(&value);
	evidence_row_put_delegated(&value, d);
	struct key_row row = {
	    .value = (const uint8_t *)value.bytes, .value_len = value.len};
	const struct delegated *got = evidence_row_delegated(&row, &arena);
	ok(same_name(got->domain, d->domain) && same_name(got->zone, d->zone) &&
		got->order == d->order &&
		got->by_zone_file == d->by_zone_file && got->ds.count == 0,
	    what);
	text_fini(&value);
	arena_fini(&arena);
}

int
main(void)
{
	struct dns_name host, other;
	if (!dns_name_from_text("mx.example", 10, &host) ||
	    !dns_name_from_text("mx2.example", 11, &other))
		return 1;
	struct host_session s = {
	    .host = &host,
	    .ip = addr_from_v4((const uint8_t[]){192, 0, 2, 1}),
	    .status = SMTP_STATUS_TLS_FAILED,
	    .step = SMTP_STEP_TLS,
	    .rx_ns = 5,
	    .order = 7,
	    .chain = chain,
	    .chain_count = 2,
	    .chain_cut = true,
	    .twin = LEAF_KEY_RSA,
	    .tls = "TLSv1.3",
	    .cipher = "TLS_AES_256_GCM_SHA384",
	    .error = {said, 3},
	    .banner = {said, sizeof(said) - 1},
	    .offer = SMTP_OFFER_MASKED,
	};
	check("a session with all there is", &s);
	s = (struct host_session){.host = &host,
	    .same_as = &other,
	    .chain = chain,
	    .status = SMTP_STATUS_TIMEOUT};
	check("one of another host", &s);
	struct delegated d = {.domain = &host, .zone = &other, .order = 9};
	check_delegated("a referral", &d);
	d.by_zone_file = true;
	check_delegated("a zone file's delegation", &d);
	return tap_end();
}
