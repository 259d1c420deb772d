#include <assert.h>
#include <string.h>

#include "output/record/cert.h"
#include "output/record/delegation.h"
#include "output/record/dns.h"
#include "output/record/dropped.h"
#include "output/record/listed.h"
#include "output/record/policy_file.h"
#include "output/record/rrset.h"
#include "output/record/smtp.h"
#include "output/record/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Reads a line and appends what its writer makes of it.  False: refused. */
typedef bool copy_fn(
    struct record_reader *r, const char *line, size_t len, struct text *out);

static bool
copy_delegation(
    struct record_reader *r, const char *line, size_t len, struct text *out)
{
	struct delegation_record d;
	if (!delegation_record_read(r, line, len, &d))
		return false;
	delegation_record_add(out, &d);
	return true;
}

static bool
copy_listed(
    struct record_reader *r, const char *line, size_t len, struct text *out)
{
	struct listed_record l;
	if (!listed_record_read(r, line, len, &l))
		return false;
	listed_record_add(out, &l);
	return true;
}

static bool
copy_policy_file(
    struct record_reader *r, const char *line, size_t len, struct text *out)
{
	struct policy_file_record f;
	if (!policy_file_record_read(r, line, len, &f))
		return false;
	policy_file_record_add(out, &f);
	return true;
}

static bool
copy_dropped(
    struct record_reader *r, const char *line, size_t len, struct text *out)
{
	struct dropped_record d;
	if (!dropped_record_read(r, line, len, &d))
		return false;
	dropped_record_add(out, &d);
	return true;
}

static bool
copy_smtp(
    struct record_reader *r, const char *line, size_t len, struct text *out)
{
	struct smtp_record s;
	if (!smtp_record_read(r, line, len, &s))
		return false;
	smtp_record_add(out, &s);
	return true;
}

static bool
copy_verdict(
    struct record_reader *r, const char *line, size_t len, struct text *out)
{
	struct verdict_record v;
	if (!verdict_record_read(r, line, len, &v))
		return false;
	if (v.kind == VERDICT_HOST)
		verdict_record_add_host(out, &v.host);
	else
		verdict_record_add_domain(out, &v.domain);
	return true;
}

static bool
copy_rrset(
    struct record_reader *r, const char *line, size_t len, struct text *out)
{
	struct rrset_record q;
	if (!rrset_record_read(r, line, len, &q))
		return false;
	rrset_record_add(out, &q);
	return true;
}

/* It is written from a message alone, so only what was read is looked at. */
static bool
copy_dns(
    struct record_reader *r, const char *line, size_t len, struct text *out)
{
	struct dns_record d;
	struct dns_record_reply reply;
	if (!dns_record_read(r, line, len, &d, &reply))
		return false;
	dns_record_add(out, &d);
	for (unsigned s = 0; s < 3; s++) {
		for (size_t i = 0; i < reply.section[s].count; i++) {
			const struct dns_record_rr *rr =
			    &reply.section[s].at[i];
			assert(rr->owner->len > 0);
			assert(rr->data == NULL || strlen(rr->data) <= len);
		}
	}
	text_clear(out);
	return false;
}

/* It is written from DER alone. */
static bool
copy_cert(
    struct record_reader *r, const char *line, size_t len, struct text *out)
{
	struct cert_record c;
	if (!cert_record_read(r, line, len, &c))
		return false;
	cert_record_add(out, c.der.len > 0 ? c.der.at : "", c.der.len);
	return cert_record_read(r, out->bytes, out->len, &c);
}

static copy_fn *
kind_of(uint8_t letter)
{
	switch (letter) {
	case 'g':
		return copy_delegation;
	case 'l':
		return copy_listed;
	case 'p':
		return copy_policy_file;
	case 'x':
		return copy_dropped;
	case 's':
		return copy_smtp;
	case 'c':
		return copy_cert;
	case 'v':
		return copy_verdict;
	case 'r':
		return copy_rrset;
	default:
		return copy_dns;
	}
}

/* Any line is refused, or what is written of it reads back as the same. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct record_reader r;
	struct text first, second;
	if (len == 0)
		return 0;
	copy_fn *copy = kind_of(bytes[0]);
	record_reader_init(&r);
	text_init(&first);
	text_init(&second);
	if (copy(&r, (const char *)bytes + 1, len - 1, &first)) {
		bool good = copy(&r, first.bytes, first.len, &second);
		assert(good && first.len == second.len &&
		       memcmp(first.bytes, second.bytes, first.len) == 0);
	} else {
		assert(strlen(record_reader_fault(&r)) > 0);
	}
	text_fini(&first);
	text_fini(&second);
	record_reader_fini(&r);
	return 0;
}
