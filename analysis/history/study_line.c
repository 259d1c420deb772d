#include "study_line.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "analysis/dane/pem_chain.h"
#include "base/hex.h"
#include "dns/message.h"

enum { SECONDS_OF_HOUR = 3600 };

/* libunbound's words; what it says otherwise is no more than bogus. */
static const struct {
	const char *words;
	enum reason reason;
} why_bogus[] = {
    {"expired", REASON_RRSIG_EXPIRED},
    {"before inception", REASON_RRSIG_NOT_YET_VALID},
    {"no DNSKEY", REASON_DNSKEY_MISSING},
    {"No DNSKEY", REASON_DNSKEY_MISSING},
    {"DS", REASON_DS_MISMATCH},
    {"no signatures", REASON_RRSIG_MISSING},
    {"missing", REASON_RRSIG_MISSING},
    {"NSEC", REASON_DENIAL_WRONG},
};

/* Why there is no chain, by words of Python's smtplib and ssl. */
static const struct {
	const char *words;
	enum smtp_status status;
} why_fail[] = {
    {"timed out", SMTP_STATUS_TIMEOUT},
    {"refused", SMTP_STATUS_REFUSED_CONN},
    {"STARTTLS", SMTP_STATUS_NO_STARTTLS},
    {"SSL", SMTP_STATUS_TLS_FAILED},
    {"ssl", SMTP_STATUS_TLS_FAILED},
    {"reset", SMTP_STATUS_RESET},
};

/* "20191031 9", valid at that hour and one minute. */
static bool
read_hour(struct record_reader *r, int64_t *out)
{
	const char *text = NULL;
	struct tm tm = {0};
	int year, month, used = 0;
	if (!record_get_text(r, r->root, "time", &text))
		return false;
	if (text == NULL ||
	    sscanf(text, "%4d%2d%2d %2d%n", &year, &month, &tm.tm_mday,
		&tm.tm_hour, &used) != 4 ||
	    text[used] != '\0' || year < 1970 || month < 1 || month > 12 ||
	    tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour < 0 ||
	    tm.tm_hour > 23)
		return record_wrong(r, "time", "as 20191031 9");
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	*out = (int64_t)timegm(&tm) / SECONDS_OF_HOUR;
	return true;
}

static bool
read_state(struct record_reader *r, const struct json_value *tlsa,
    struct dnssec_state *s)
{
	static const char *const words[] = {"Secure", "Insecure", "Bogus"};
	static const enum security states[] = {
	    SECURITY_SECURE, SECURITY_INSECURE, SECURITY_BOGUS};
	unsigned word = 3;
	const char *why = NULL;
	if (!record_get_word(r, tlsa, "dnssec", words, 3,
		"Secure, Insecure or Bogus", &word) ||
	    !record_get_text(r, tlsa, "why_bogus", &why))
		return false;
	if (word == 3)
		return record_wrong(r, "dnssec", "Secure, Insecure or Bogus");
	s->security = states[word];
	if (s->security != SECURITY_BOGUS)
		return true;
	s->reason = REASON_RRSIG_WRONG;
	for (size_t i = 0; why != NULL && i < ARRAY_LEN(why_bogus); i++)
		if (strstr(why, why_bogus[i].words) != NULL) {
			s->reason = why_bogus[i].reason;
			break;
		}
	return true;
}

static int
by_rdata(const void *a, const void *b)
{
	const struct verdict_tlsa *x = a, *y = b;
	uint8_t head[2][3] = {{x->usage, x->selector, x->mtype},
	    {y->usage, y->selector, y->mtype}};
	int order = memcmp(head[0], head[1], 3);
	size_t len = x->data.len < y->data.len ? x->data.len : y->data.len;
	if (order == 0)
		order = memcmp(x->data.at, y->data.at, len);
	return order != 0
		   ? order
		   : (x->data.len > y->data.len) - (x->data.len < y->data.len);
}

/* All TLSA records of the answer, in order of RDATA, each once. */
static void
take_answer(struct study_line *out, const struct dns_message *m)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	size_t count = 0, kept = 0;
	while (dns_rr_next(&it, &rr)) {
		if (rr.section != DNS_ANSWER || rr.type != DNS_TLSA ||
		    wire_left(&rr.rdata) < 3 || count == STUDY_RECORDS_MAX)
			continue;
		struct verdict_tlsa *t = &out->records[count++];
		*t = (struct verdict_tlsa){
		    .usage = wire_u8(&rr.rdata),
		    .selector = wire_u8(&rr.rdata),
		    .mtype = wire_u8(&rr.rdata),
		};
		t->data =
		    (struct record_bytes){rr.rdata.at, wire_left(&rr.rdata)};
		if (rr.ttl_s > out->host.ttl_s)
			out->host.ttl_s = rr.ttl_s;
	}
	if (count > 1)
		qsort(out->records, count, sizeof(out->records[0]), by_rdata);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 ||
		    by_rdata(&out->records[kept - 1], &out->records[i]) != 0)
			out->records[kept++] = out->records[i];
	out->host.records = out->records;
	out->host.record_count = kept;
}

static bool
read_tlsa(struct record_reader *r, struct study_line *out)
{
	const struct json_value *tlsa = NULL;
	struct record_bytes raw = {0};
	struct dns_message m;
	out->host.tlsa.state.security = SECURITY_INDETERMINATE;
	if (!record_get_object(r, r->root, "tlsa", &tlsa))
		return false;
	if (tlsa == NULL)
		return true;
	if (!read_state(r, tlsa, &out->host.tlsa.state) ||
	    !record_get_base64(r, tlsa, "record_raw", &raw))
		return false;
	if (raw.at == NULL)
		return true;
	if (!dns_message_parse(raw.at, raw.len, &m))
		return record_wrong(r, "record_raw", "a DNS message");
	take_answer(out, &m);
	return true;
}

/* The certificates of one PEM text go behind those that are there. */
static bool
take_pem(struct record_reader *r, struct study_line *out, const char *base64)
{
	X509 *certs[DANE_CHAIN_MAX];
	size_t count = 0, len = strlen(base64), got = 0;
	struct text why;
	char *pem = record_alloc(r, len + 1, 1);
	if (pem == NULL)
		return false;
	if (!base64_decode(base64, len, (uint8_t *)pem, len, &got))
		return record_wrong(r, "certs", "base64 of PEM");
	text_init(&why);
	bool good =
	    pem_chain_parse("certs", pem, got, certs, &count, &why) == 0;
	text_fini(&why);
	for (size_t i = 0; i < count; i++) {
		size_t n = out->address.chain_count;
		int size = i2d_X509(certs[i], NULL);
		uint8_t *der = good && size > 0 && n < DANE_CHAIN_MAX
				   ? record_alloc(r, (size_t)size, 1)
				   : NULL;
		if (der != NULL) {
			uint8_t *at = der;
			i2d_X509(certs[i], &at);
			out->ders[n] = (struct record_bytes){der, (size_t)size};
			EVP_Digest(der, (size_t)size, out->chain[n], NULL,
			    EVP_sha256(), NULL);
			out->address.chain_count = n + 1;
		}
		X509_free(certs[i]);
	}
	return good || record_wrong(r, "certs", "base64 of PEM");
}

/* One text, or a list of them, the leaf first. */
static bool
read_certs(struct record_reader *r, struct study_line *out,
    const struct json_value *certs)
{
	size_t len;
	const char *only = json_value_string(certs, &len);
	if (only != NULL)
		return take_pem(r, out, only);
	if (json_value_kind(certs) != JSON_VALUE_ARRAY)
		return record_wrong(r, "certs", "base64 of PEM");
	const struct json_value *v = json_value_first(certs);
	for (size_t i = 0; i < json_value_count(certs);
	     i++, v = json_value_next(v)) {
		const char *one = json_value_string(v, &len);
		if (one == NULL)
			return record_wrong(r, "certs", "base64 of PEM");
		if (!take_pem(r, out, one))
			return false;
	}
	return true;
}

static bool
read_session(struct record_reader *r, struct study_line *out)
{
	const struct json_value *session = NULL;
	const char *why = NULL;
	if (!record_get_object(r, r->root, "starttls", &session))
		return false;
	if (session == NULL)
		return true;
	const struct json_value *certs = record_value(session, "certs");
	if (!record_get_text(r, session, "why_fail", &why) ||
	    (certs != NULL && !read_certs(r, out, certs)))
		return false;
	out->address.ip = &out->ip;
	out->address.chain = (const smtp_record_digest *)out->chain;
	if (out->address.chain_count == 0)
		out->address.status = SMTP_STATUS_CLOSED;
	for (size_t i = 0; why != NULL && out->address.chain_count == 0 &&
			   i < ARRAY_LEN(why_fail);
	     i++)
		if (strstr(why, why_fail[i].words) != NULL) {
			out->address.status = why_fail[i].status;
			break;
		}
	out->host.addresses = &out->address;
	out->host.address_count = 1;
	return true;
}

bool
study_line_read(struct record_reader *r, const char *line, size_t len,
    struct study_line *out)
{
	static const uint8_t nowhere[4] = {0};
	*out = (struct study_line){.city = "", .ip = addr_from_v4(nowhere)};
	return record_begin(r, line, len) &&
	       record_need_name(r, r->root, "domain", &out->host.host) &&
	       read_hour(r, &out->hour) &&
	       record_get_text(r, r->root, "city", &out->city) &&
	       read_tlsa(r, out) && read_session(r, out);
}
