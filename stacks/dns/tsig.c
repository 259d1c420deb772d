#include "dns/tsig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/hex.h"

enum { MAC_MAX = 64, TIMERS = 8, ID_AT = 0, ARCOUNT_AT = 10 };

/* RFC 8945 6; people write hmac-md5 without what stands behind it. */
static const struct {
	const char *name, *wire, *digest;
	size_t mac_len;
} algorithms[] = {
    {"hmac-sha256", "hmac-sha256", "SHA256", 32},
    {"hmac-sha384", "hmac-sha384", "SHA384", 48},
    {"hmac-sha512", "hmac-sha512", "SHA512", 64},
    {"hmac-sha224", "hmac-sha224", "SHA224", 28},
    {"hmac-sha1", "hmac-sha1", "SHA1", 20},
    {"hmac-md5", "hmac-md5.sig-alg.reg.int", "MD5", 16},
    {"hmac-md5.sig-alg.reg.int", "hmac-md5.sig-alg.reg.int", "MD5", 16},
};

/*
 * A MAC is over the MAC before it, the messages since, and what the last
 * message's TSIG says of itself; `mac` is at any time in the middle of that.
 */
struct tsig_chain {
	struct dns_name name, algorithm;
	EVP_MAC_CTX *mac;
	size_t mac_len;
	uint8_t before[MAC_MAX]; /* of the query, then of the last one signed */
	unsigned unsigned_count; /* messages since */
	bool first;              /* of the reply none was signed yet */
	uint16_t error;          /* that the server's TSIG told */
	size_t secret_len;
	uint8_t secret[TSIG_KEY_TEXT];
};

/* What a TSIG says. */
struct tsig_fields {
	size_t at; /* where the record begins in the message */
	struct dns_name name, algorithm;
	struct wire mac, timers, other;
	uint16_t id, error, class;
	uint32_t ttl_s;
	uint64_t signed_s;
	uint16_t fudge_s;
};

static size_t
algorithm_of(const char *text)
{
	size_t len = strlen(text), i = 0;
	if (len > 0 && text[len - 1] == '.')
		len--;
	for (; i < ARRAY_LEN(algorithms); i++)
		if (strlen(algorithms[i].name) == len &&
		    strncasecmp(algorithms[i].name, text, len) == 0)
			break;
	return i;
}

static EVP_MAC_CTX *
hmac_new(const char *digest)
{
	char name[16];
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = hmac != NULL ? EVP_MAC_CTX_new(hmac) : NULL;
	EVP_MAC_free(hmac);
	strncpy(name, digest, sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
	    OSSL_PARAM_construct_end()};
	if (ctx != NULL && EVP_MAC_CTX_set_params(ctx, params) != 1) {
		EVP_MAC_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

int
tsig_chain_new(
    const struct tsig_key *key, struct tsig_chain **out, struct text *why)
{
	struct tsig_chain *c = calloc(1, sizeof(*c));
	size_t i = algorithm_of(key->algorithm);
	const char *fault = NULL;
	if (c == NULL)
		return -ENOMEM;
	if (i == ARRAY_LEN(algorithms))
		fault = "the TSIG key's algorithm is not known here";
	else if (!dns_name_from_text(key->name, strlen(key->name), &c->name))
		fault = "the TSIG key's name is none";
	else if (!base64_decode(key->secret, strlen(key->secret), c->secret,
		     sizeof(c->secret), &c->secret_len) ||
		 c->secret_len == 0)
		fault = "the TSIG key's secret is no base64";
	if (fault != NULL) {
		text_add(why, fault);
		tsig_chain_free(c);
		return -EINVAL;
	}
	const char *name = algorithms[i].wire;
	c->mac_len = algorithms[i].mac_len;
	c->mac = hmac_new(algorithms[i].digest);
	if (c->mac == NULL ||
	    !dns_name_from_text(name, strlen(name), &c->algorithm)) {
		tsig_chain_free(c);
		return -ENOMEM;
	}
	*out = c;
	return 0;
}

void
tsig_chain_free(struct tsig_chain *c)
{
	if (c == NULL)
		return;
	EVP_MAC_CTX_free(c->mac);
	OPENSSL_cleanse(c->secret, sizeof(c->secret));
	free(c);
}

static bool
add(struct tsig_chain *c, const void *bytes, size_t len)
{
	return EVP_MAC_update(c->mac, bytes, len) == 1;
}

static bool
begin(struct tsig_chain *c)
{
	return EVP_MAC_init(c->mac, c->secret, c->secret_len, NULL) == 1;
}

/* Begins the next MAC with the one before it. */
static bool
begin_behind(struct tsig_chain *c)
{
	uint8_t len[2] = {0, (uint8_t)c->mac_len};
	c->unsigned_count = 0;
	return begin(c) && add(c, len, sizeof(len)) &&
	       add(c, c->before, c->mac_len);
}

static uint8_t *
put_name(uint8_t *at, const struct dns_name *name)
{
	memcpy(at, name->wire, name->len);
	return at + name->len;
}

/* RFC 8945 4.3.3: what stands in the MAC besides the message. */
static bool
add_variables(struct tsig_chain *c, const uint8_t timers[TIMERS],
    uint16_t error, const struct wire *other)
{
	uint8_t bytes[2 * DNS_NAME_MAX + 6 + TIMERS + 4];
	uint8_t *at = put_name(bytes, &c->name);
	at = wire_put_u16(at, DNS_CLASS_ANY);
	at = wire_put_u16(wire_put_u16(at, 0), 0); /* TTL */
	at = put_name(at, &c->algorithm);
	memcpy(at, timers, TIMERS);
	at = wire_put_u16(at + TIMERS, error);
	at = wire_put_u16(at, (uint16_t)wire_left(other));
	return add(c, bytes, (size_t)(at - bytes)) &&
	       add(c, other->at, wire_left(other));
}

static bool
finish(struct tsig_chain *c, uint8_t mac[MAC_MAX])
{
	size_t len = 0;
	return EVP_MAC_final(c->mac, mac, &len, MAC_MAX) == 1 &&
	       len == c->mac_len;
}

size_t
tsig_chain_sign(
    struct tsig_chain *c, uint8_t *query, size_t len, uint64_t now_s)
{
	uint8_t timers[TIMERS];
	struct wire none = wire_over(query, 0);
	wire_put_u16(wire_put_u16(wire_put_u16(wire_put_u16(timers,
						   (uint16_t)(now_s >> 32)),
				      (uint16_t)(now_s >> 16)),
			 (uint16_t)now_s),
	    TSIG_FUDGE_S);
	if (!begin(c) || !add(c, query, len) ||
	    !add_variables(c, timers, 0, &none) || !finish(c, c->before))
		return 0;

	uint8_t *at = put_name(query + len, &c->name);
	at = wire_put_u16(at, DNS_TSIG);
	at = wire_put_u16(at, DNS_CLASS_ANY);
	at = wire_put_u16(wire_put_u16(at, 0), 0);
	at = wire_put_u16(
	    at, (uint16_t)(c->algorithm.len + TIMERS + 2u + c->mac_len + 6u));
	at = put_name(at, &c->algorithm);
	memcpy(at, timers, TIMERS);
	at = wire_put_u16(at + TIMERS, (uint16_t)c->mac_len);
	memcpy(at, c->before, c->mac_len);
	at += c->mac_len;
	memcpy(at, query + ID_AT, 2);
	at = wire_put_u16(at + 2, 0);
	at = wire_put_u16(at, 0);
	uint8_t *count = query + ARCOUNT_AT;
	wire_put_u16(count, (uint16_t)(count[0] << 8 | count[1]) + 1);
	c->first = true;
	return begin_behind(c) ? (size_t)(at - query) : 0;
}

/* The last record of the additional section, if it is a TSIG that parses. */
static bool
find(const struct dns_message *m, struct tsig_fields *out)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr = {.type = 0};
	unsigned rrs = 0u + m->count[0] + m->count[1] + m->count[2];
	if (m->count[DNS_ADDITIONAL] == 0)
		return false;
	for (unsigned i = 0; i < rrs; i++) {
		out->at = (size_t)(it.at.at - m->whole.at);
		if (!dns_rr_next(&it, &rr))
			return false;
	}
	if (rr.type != DNS_TSIG)
		return false;
	dns_name_copy(&rr.owner, &out->name);
	out->class = rr.class;
	out->ttl_s = rr.ttl_s;
	struct wire w = rr.rdata;
	if (!dns_name_parse(&w, &m->whole, &out->algorithm))
		return false;
	out->timers = wire_sub(&w, TIMERS);
	struct wire timers = out->timers;
	out->signed_s = (uint64_t)wire_u16(&timers) << 32;
	out->signed_s |= wire_u32(&timers);
	out->fudge_s = wire_u16(&timers);
	out->mac = wire_sub(&w, wire_u16(&w));
	out->id = wire_u16(&w);
	out->error = wire_u16(&w);
	out->other = wire_sub(&w, wire_u16(&w));
	return wire_ok(&w) && wire_left(&w) == 0;
}

/* The message as it was before its TSIG was put behind it. */
static bool
add_message(struct tsig_chain *c, const struct dns_message *m,
    const struct tsig_fields *t)
{
	uint8_t head[DNS_HEADER_BYTES];
	const uint8_t *bytes = m->whole.at;
	memcpy(head, bytes, sizeof(head));
	wire_put_u16(head, t->id);
	wire_put_u16(
	    head + ARCOUNT_AT, (uint16_t)(m->count[DNS_ADDITIONAL] - 1));
	return add(c, head, sizeof(head)) &&
	       add(c, bytes + sizeof(head), t->at - sizeof(head));
}

static enum tsig_verdict
take_unsigned(struct tsig_chain *c, const struct dns_message *m)
{
	if (c->first || ++c->unsigned_count > TSIG_UNSIGNED_MAX)
		return TSIG_MISSING;
	return add(c, m->whole.at, wire_left(&m->whole)) ? TSIG_UNSIGNED
							 : TSIG_FAILED;
}

/* RFC 8945 5.3.1: behind the first one the timers alone. */
static bool
add_end(struct tsig_chain *c, const struct tsig_fields *t)
{
	return c->first ? add_variables(c, t->timers.at, t->error, &t->other)
			: add(c, t->timers.at, TIMERS);
}

static bool
is_ours(const struct tsig_chain *c, const struct tsig_fields *t)
{
	return dns_name_equal(&t->name, &c->name) &&
	       dns_name_equal(&t->algorithm, &c->algorithm) &&
	       t->class == DNS_CLASS_ANY && t->ttl_s == 0;
}

enum tsig_verdict
tsig_chain_verify(
    struct tsig_chain *c, const struct dns_message *m, uint64_t now_s)
{
	struct tsig_fields t;
	uint8_t mac[MAC_MAX];
	if (!find(m, &t))
		return take_unsigned(c, m);
	c->error = t.error;
	if (t.error != 0)
		return TSIG_REFUSED;
	if (!is_ours(c, &t))
		return TSIG_OTHER_KEY;
	if (wire_left(&t.mac) != c->mac_len)
		return TSIG_WRONG;
	if (!add_message(c, m, &t) || !add_end(c, &t) || !finish(c, mac))
		return TSIG_FAILED;
	if (CRYPTO_memcmp(mac, t.mac.at, c->mac_len) != 0)
		return TSIG_WRONG;
	uint64_t apart =
	    t.signed_s > now_s ? t.signed_s - now_s : now_s - t.signed_s;
	if (apart > t.fudge_s)
		return TSIG_LATE;
	c->first = false;
	memcpy(c->before, mac, c->mac_len);
	return begin_behind(c) ? TSIG_SIGNED : TSIG_FAILED;
}

uint16_t
tsig_chain_error(const struct tsig_chain *c)
{
	return c->error;
}

const char *
tsig_error_text(uint16_t error)
{
	switch (error) {
	case TSIG_ERROR_BADSIG:
		return "BADSIG: it has another secret";
	case TSIG_ERROR_BADKEY:
		return "BADKEY: it does not know the key";
	case TSIG_ERROR_BADTIME:
		return "BADTIME: its clock is another";
	default:
		return "an error of its own";
	}
}
