#include "tls_line.h"

#include "cert_strength.h"
#include "output/json.h"
#include "output/record/writer.h"
#include "tls_grade.h"

static void
add_graded(struct json *j, const char *key, const char *name, const char *grade)
{
	if (name == NULL || name[0] == 0)
		return;
	json_add_key(j, key);
	json_open_object(j);
	json_add_key_string(j, "name", name);
	json_add_key_string(j, "grade", grade);
	json_close_object(j);
}

static void
add_certificate(struct json *j, const struct seen_cert *c)
{
	X509 *x = evidence_x509(c);
	struct cert_strength s = {0};
	if (x != NULL)
		s = cert_strength_of(x);
	json_open_object(j);
	add_graded(j, "key", s.key, s.key_grade);
	if (s.key[0] != 0)
		json_add_key_u64(j, "bits", (uint64_t)s.bits);
	add_graded(j, "signed_over", s.hash, s.hash_grade);
	json_close_object(j);
	X509_free(x);
}

static void
add_session(struct text *t, const struct evidence *e,
    const struct host_verdict *h, const struct host_session *s)
{
	struct json j = json_over(t);
	if (s == NULL || s->tls == NULL)
		return;
	json_open_object(&j);
	json_add_key_string(&j, "kind", "tls");
	record_add_name(&j, "host", h->host);
	json_add_key(&j, "ip");
	json_add_addr(&j, &s->ip);
	add_graded(&j, "version", s->tls, tls_grade_version(s->tls));
	if (s->cipher != NULL)
		add_graded(
		    &j, "cipher", s->cipher, tls_grade_cipher(s->cipher));
	if (s->tls_group != NULL)
		add_graded(
		    &j, "group", s->tls_group, tls_grade_group(s->tls_group));
	json_add_key(&j, "chain");
	json_open_array(&j);
	for (size_t i = 0; i < s->chain_count; i++)
		add_certificate(&j, evidence_cert(e, s->chain[i]));
	json_close_array(&j);
	json_close_object(&j);
	text_add_char(t, '\n');
}

void
tls_line_add_host(
    struct text *t, const struct evidence *e, const struct host_verdict *h)
{
	for (size_t i = 0; i < h->address_count; i++) {
		add_session(t, e, h, h->addresses[i].session);
		add_session(t, e, h, h->addresses[i].twin);
	}
}
