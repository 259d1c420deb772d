#include "match.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/standard_input.h"
#include "analysis/dane/match.h"
#include "analysis/dane/pem_chain.h"
#include "analysis/dane/tlsa_lines.h"
#include "analysis/dane/tlsa_text.h"
#include "match_options.h"
#include "output/json.h"

/* What the options name, read. */
struct input {
	struct dane_peer peer;
	struct rdata data[MATCH_RECORDS_MAX];
	struct tlsa records[MATCH_RECORDS_MAX];
	size_t record_count;
};

static int
read_roots(const struct match_options *o, struct input *in, struct text *why)
{
	if (!o->pkix)
		return 0;
	in->peer.roots = X509_STORE_new();
	if (in->peer.roots == NULL)
		return -ENOMEM;
	const char *path = o->ca_file;
	int rc = path != NULL ? standard_input_keep(&path) : 0;
	int read = path != NULL ? X509_STORE_load_file(in->peer.roots, path)
				: X509_STORE_set_default_paths(in->peer.roots);
	ERR_clear_error();
	if (rc == 0 && read == 1)
		return 0;
	text_addf(why, "%s: no roots (PEM) can be read from it",
	    o->ca_file != NULL ? o->ca_file : "the machine's store");
	return -EINVAL;
}

/* All records of one --tlsa. */
static int
read_lines(const char *text, struct input *in, struct text *why)
{
	struct text record;
	int rc = 0;
	text_init(&record);
	for (const char *at = text; rc == 0 && tlsa_lines_next(&at, &record);) {
		if (in->record_count == MATCH_RECORDS_MAX) {
			text_addf(
			    why, "more than %d records", MATCH_RECORDS_MAX);
			rc = -EINVAL;
			break;
		}
		struct rdata *data = &in->data[in->record_count];
		rc = tlsa_text_parse(record.bytes, data, why);
		if (rc == 0)
			in->records[in->record_count++] = tlsa_parse(data);
	}
	if (rc == 0 && !text_ok(&record))
		rc = -ENOMEM;
	text_fini(&record);
	return rc;
}

static int
read_records(const struct match_options *o, struct input *in, struct text *why)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < o->records.count; i++)
		rc = read_lines(o->records.at[i], in, why);
	for (size_t i = 0; o->pkix && i < in->record_count; i++)
		tlsa_allow_pkix(&in->records[i]);
	if (rc == 0 && in->record_count == 0) {
		text_add(why, "--tlsa: there is no record in it");
		rc = -EINVAL;
	}
	tlsa_apply_agility(in->records, in->record_count);
	return rc;
}

static int
read_input(const struct match_options *o, struct input *in, struct text *why)
{
	*in = (struct input){0};
	in->peer.at_s = o->at_ns / NS_PER_S;
	in->peer.names[0] = o->name;
	memcpy(&in->peer.names[1], o->reference_ids.at,
	    o->reference_ids.count * sizeof(o->reference_ids.at[0]));
	in->peer.name_count = 1 + o->reference_ids.count;
	int rc = pem_chain_read(
	    o->chain, in->peer.chain, &in->peer.chain_count, why);
	if (rc == 0)
		rc = read_roots(o, in, why);
	return rc < 0 ? rc : read_records(o, in, why);
}

static void
free_input(struct input *in)
{
	for (size_t i = 0; i < in->peer.chain_count; i++)
		X509_free(in->peer.chain[i]);
	X509_STORE_free(in->peer.roots);
	for (size_t i = 0; i < in->record_count; i++)
		free((void *)(uintptr_t)in->data[i].bytes);
}

/* What became of a record. */
struct record_match {
	const struct tlsa *record;
	struct dane_result result;
};

static void
judge(const struct tlsa *r, const struct dane_peer *peer,
    struct record_match *out)
{
	*out = (struct record_match){.record = r};
	if (!r->usable)
		out->result.why = diagnose_unusable(r, peer);
	else if (r->superseded)
		out->result.why.reason = REASON_SUPERSEDED;
	else
		out->result = dane_match(r, peer);
}

static void
add_record(struct text *t, const struct tlsa *r)
{
	enum { SHOWN = 8 };
	text_addf(t, "%u %u %u ", r->usage, r->selector, r->mtype);
	text_add_hex(
	    t, r->data.bytes, r->data.len > SHOWN ? SHOWN : r->data.len);
	text_addf(t, "%s: ", r->data.len > SHOWN ? "..." : "");
}

static void
add_text(struct text *t, const struct record_match *m)
{
	char subject[256] = "of the record itself";
	const struct dane_result *r = &m->result;
	add_record(t, m->record);
	if (r->matched && r->cert != NULL)
		X509_NAME_oneline(
		    X509_get_subject_name(r->cert), subject, sizeof(subject));
	if (r->matched)
		text_addf(t, "matches at depth %d, certificate %s", r->depth,
		    subject);
	else if (r->why.reason == REASON_SUPERSEDED)
		text_add(
		    t, "left out: a stronger digest is there (RFC 7671 9)");
	else
		text_addf(t, "%s: %s",
		    m->record->usable ? "no match" : "not usable",
		    reason_text(r->why.reason));
	if (!r->matched)
		tlsa_miss_add_text(t, &r->why.miss);
	text_add_char(t, '\n');
}

static void
add_json(struct text *t, const struct record_match *m)
{
	const struct dane_result *r = &m->result;
	struct json j = json_over(t);
	uint8_t sha256[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	json_open_object(&j);
	json_add_key_u64(&j, "usage", m->record->usage);
	json_add_key_u64(&j, "selector", m->record->selector);
	json_add_key_u64(&j, "mtype", m->record->mtype);
	json_add_key(&j, "data");
	json_add_hex(&j, m->record->data.bytes, m->record->data.len);
	json_add_key(&j, "usable");
	json_add_bool(&j, m->record->usable);
	json_add_key(&j, "matched");
	json_add_bool(&j, r->matched);
	if (r->matched) {
		json_add_key(&j, "depth");
		json_add_int(&j, r->depth);
	} else {
		json_add_key_string(&j, "reason", reason_text(r->why.reason));
		tlsa_miss_add(&j, &r->why.miss);
	}
	if (r->matched && r->cert != NULL &&
	    X509_digest(r->cert, EVP_sha256(), sha256, &len) == 1) {
		json_add_key(&j, "cert");
		json_add_hex(&j, sha256, len);
	}
	json_close_object(&j);
	text_add_char(t, '\n');
}

/* GOOD, or NO; or NOT_BEGUN: nobody has been told. */
static int
match_all(const struct input *in, bool json)
{
	struct text out;
	int code = EXIT_CODE_NO;
	text_init(&out);
	for (size_t i = 0; i < in->record_count; i++) {
		struct record_match m;
		judge(&in->records[i], &in->peer, &m);
		if (json)
			add_json(&out, &m);
		else
			add_text(&out, &m);
		if (m.result.matched)
			code = EXIT_CODE_GOOD;
	}
	if (!text_ok(&out) ||
	    fwrite(out.bytes, 1, out.len, stdout) != out.len ||
	    fflush(stdout) != 0) {
		log_line("match: standard output cannot be written");
		code = EXIT_CODE_NOT_BEGUN;
	}
	text_fini(&out);
	return code;
}

int
match_command(int argc, char *argv[])
{
	struct match_options o;
	static struct input in;
	struct text why;
	match_options_parse(argc, argv, &o);
	text_init(&why);
	int code = EXIT_CODE_NOT_BEGUN;
	if (read_input(&o, &in, &why) < 0)
		log_line(
		    "match: %s", why.len > 0 ? why.bytes : "out of memory");
	else
		code = match_all(&in, o.json);
	free_input(&in);
	text_fini(&why);
	return code;
}
