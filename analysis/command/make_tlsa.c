#include "make_tlsa.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <openssl/x509.h>

#include "analysis/dane/tlsa_advice.h"
#include "analysis/dane/tlsa_source.h"
#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "make_tlsa_options.h"
#include "output/json.h"

/* What is written, and what there is to say of it. */
struct tlsa_output {
	const struct make_tlsa_options *options;
	const struct tlsa_source *source;
	struct text out, advice;
	size_t made;
};

/* "_25._tcp.mx.example.se. 3600 IN TYPE" */
static void
add_head(struct text *out, const struct make_tlsa_options *o, const char *type)
{
	dns_name_add_text_dot(out, &o->owner);
	text_addf(out, " %" PRIu64 " IN %s ", o->ttl.value, type);
}

static void
add_generic(struct text *out, const struct rdata *r)
{
	text_addf(out, "\\# %zu ", r->len);
	text_add_hex(out, r->bytes, r->len);
}

static void
add_json(
    struct text *out, const struct make_tlsa_options *o, const struct rdata *r)
{
	struct json json = json_over(out), *j = &json;
	json_open_object(j);
	json_add_key(j, "name");
	json_begin_string(j);
	dns_name_add_text(j->text, &o->owner);
	json_end_string(j);
	json_add_key_string(j, "type", "TLSA");
	json_add_key_u64(j, "ttl", o->ttl.value);
	json_add_key(j, "data");
	json_begin_string(j);
	rdata_add_text(j->text, DNS_TLSA, r);
	json_end_string(j);
	json_close_object(j);
}

static void
add_form(
    struct text *out, const struct make_tlsa_options *o, const struct rdata *r)
{
	switch (o->format) {
	case TLSA_FORMAT_NSUPDATE:
		text_add(out, "update add ");
		add_head(out, o, "TLSA");
		rdata_add_text(out, DNS_TLSA, r);
		break;
	case TLSA_FORMAT_GENERIC:
		add_head(out, o, "TYPE52");
		add_generic(out, r);
		break;
	case TLSA_FORMAT_JSON:
		add_json(out, o, r);
		break;
	case TLSA_FORMAT_ZONE:
		add_head(out, o, "TLSA");
		rdata_add_text(out, DNS_TLSA, r);
		break;
	case TLSA_FORMAT_DATA:
		rdata_add_text(out, DNS_TLSA, r);
		break;
	}
	text_add_char(out, '\n');
}

/* Two chains may have the same certificates above their leaves. */
static void
add_record(
    struct text *out, const struct make_tlsa_options *o, const struct rdata *r)
{
	size_t from = out->len;
	add_form(out, o, r);
	if (text_ok(out) && memmem(out->bytes, from, out->bytes + from,
				out->len - from) != NULL)
		text_truncate(out, from);
}

/* The host as a certificate names it, without the final dot. */
static void
advise(struct tlsa_output *m, const struct tlsa *r, size_t depth)
{
	const struct tlsa_source *s = m->source;
	struct text host;
	text_init(&host);
	struct dns_name name, up;
	if (m->options->host != NULL &&
	    dns_name_parent(&m->options->owner, &up) &&
	    dns_name_parent(&up, &name))
		dns_name_add_text(&host, &name);
	tlsa_advice_add(&m->advice, r, s->count > 0 ? s->chain[depth] : NULL,
	    s->count > 0 ? s->chain[0] : NULL, host.len > 0 ? host.bytes : NULL,
	    clock_realtime_ns() / NS_PER_S);
	text_fini(&host);
}

static int
make_one(struct tlsa_output *m, const struct tlsa *fields, size_t depth)
{
	struct text rdata;
	text_init(&rdata);
	int rc = tlsa_source_rdata(m->source, depth, fields, &rdata);
	if (rc == 0) {
		struct rdata r = {(const uint8_t *)rdata.bytes, rdata.len};
		struct tlsa whole = tlsa_parse(&r);
		add_record(&m->out, m->options, &r);
		advise(m, &whole, depth);
		m->made++;
	}
	text_fini(&rdata);
	return rc;
}

/* Of a CA's usages each certificate above the leaf, unless one was named. */
static int
make(struct tlsa_output *m, const struct tlsa *fields)
{
	const struct make_tlsa_options *o = m->options;
	bool ca = fields->usage == TLSA_TA || fields->usage == TLSA_PKIX_TA;
	bool all = ca && m->source->key == NULL && !o->depth.given;
	size_t from = o->depth.given ? (size_t)o->depth.value : all,
	       to = all ? m->source->count : from + 1;
	int rc = from < to ? 0 : -EINVAL;
	for (size_t depth = from; rc == 0 && depth < to; depth++)
		rc = make_one(m, fields, depth);
	if (rc == -EINVAL && m->source->key != NULL)
		log_line("tlsa: %s: a key has no record with selector 0: that "
			 "is over a certificate",
		    o->source);
	else if (rc == -EINVAL)
		log_line("tlsa: %s: has %zu certificates, and none for usage "
			 "%u%s",
		    o->source, m->source->count, fields->usage,
		    o->depth.given ? " at this depth"
				   : ": it is the CA's, above the leaf");
	return rc;
}

/* Each line once. */
static void
print_advice(const struct text *advice)
{
	const char *at = advice->bytes, *end = at + advice->len;
	while (at != NULL && at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)(stop - at) + 1;
		const char *first = memmem(advice->bytes, advice->len, at, len);
		if (first == at)
			log_line("tlsa: %.*s", (int)len - 1, at);
		at = stop + 1;
	}
}

static int
make_of(struct tlsa_output *m, const struct tlsa_source *source)
{
	const struct make_tlsa_options *o = m->options;
	int rc = 0;
	m->source = source;
	for (size_t i = 0; rc == 0 && i < o->field_count; i++)
		rc = make(m, &o->fields[i]);
	return rc;
}

static int
print(struct tlsa_output *m)
{
	const struct make_tlsa_options *o = m->options;
	if (o->format == TLSA_FORMAT_NSUPDATE)
		text_add(&m->out, "send\n");
	bool written =
	    text_ok(&m->out) && text_ok(&m->advice) &&
	    fwrite(m->out.bytes, 1, m->out.len, stdout) == m->out.len &&
	    fflush(stdout) == 0;
	if (!written) {
		log_line("tlsa: standard output cannot be written");
		return EXIT_CODE_EARLY;
	}
	print_advice(&m->advice);
	return EXIT_CODE_GOOD;
}

static enum leaf_key
key_of_leaf(const struct tlsa_source *s)
{
	uint8_t *der = NULL;
	int len = i2d_X509(s->chain[0], &der);
	enum leaf_key k =
	    len > 0 ? leaf_key_of(der, (size_t)len) : LEAF_KEY_ANY;
	OPENSSL_free(der);
	return k;
}

/* The other certificate of a server.  That there is none is no failure. */
static int
make_of_twin(struct tlsa_output *m, const struct tlsa_source *first,
    tlsa_server_read *read, struct text *why)
{
	struct tlsa_server server = m->options->server;
	struct tlsa_source twin;
	server.leaf = leaf_key_twin(key_of_leaf(first));
	if (server.leaf == LEAF_KEY_ANY)
		return 0;
	int rc = read(&server, &twin, why);
	if (rc == 0)
		rc = make_of(m, &twin);
	else if (rc == -EPROTO)
		log_line("tlsa: %s gives no %s certificate", m->options->source,
		    server.leaf == LEAF_KEY_RSA ? "RSA" : "ECDSA");
	tlsa_source_fini(&twin);
	if (rc == -EPROTO)
		text_clear(why);
	return rc == -EPROTO ? 0 : rc;
}

static int
make_all(struct tlsa_output *m, tlsa_server_read *read, struct text *why)
{
	const struct make_tlsa_options *o = m->options;
	struct tlsa_source source;
	int rc = o->connect != NULL ? read(&o->server, &source, why)
				    : tlsa_source_read(&source, o->source, why);
	if (rc == 0)
		rc = make_of(m, &source);
	else if (why->len == 0)
		text_add(why, "out of memory");
	if (rc == 0 && o->both)
		rc = make_of_twin(m, &source, read, why);
	if (rc < 0 && why->len > 0)
		log_line("tlsa: %s", why->bytes);
	tlsa_source_fini(&source);
	return rc < 0 ? EXIT_CODE_NOT_BEGUN : print(m);
}

int
make_tlsa_command(int argc, char *argv[], tlsa_server_read *read)
{
	static struct make_tlsa_options o;
	struct tlsa_output m = {.options = &o};
	struct text why;
	make_tlsa_options_parse(argc, argv, &o);
	text_init(&why);
	text_init(&m.out);
	text_init(&m.advice);
	int code = make_all(&m, read, &why);
	text_fini(&m.advice);
	text_fini(&m.out);
	text_fini(&why);
	return code;
}
