#include "match.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/standard_input.h"
#include "analysis/dane/match.h"
#include "analysis/dane/pem_chain.h"
#include "analysis/dane/tlsa_text.h"
#include "match_options.h"

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

static int
read_records(const struct match_options *o, struct input *in, struct text *why)
{
	for (size_t i = 0; i < o->records.count; i++) {
		int rc = tlsa_text_parse(o->records.at[i], &in->data[i], why);
		if (rc < 0)
			return rc;
		in->records[in->record_count++] = tlsa_parse(&in->data[i]);
		if (o->pkix)
			tlsa_allow_pkix(&in->records[i]);
	}
	tlsa_apply_agility(in->records, in->record_count);
	return 0;
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

static void
print_record(const struct tlsa *r)
{
	enum { SHOWN = 8 };
	printf("%u %u %u ", r->usage, r->selector, r->mtype);
	for (size_t i = 0; i < r->data.len && i < SHOWN; i++)
		printf("%02x", r->data.bytes[i]);
	printf("%s: ", r->data.len > SHOWN ? "..." : "");
}

static void
print_match(const struct dane_result *result)
{
	char subject[256] = "of the record itself";
	if (result->cert != NULL)
		X509_NAME_oneline(X509_get_subject_name(result->cert), subject,
		    sizeof(subject));
	printf("matches at depth %d, certificate %s\n", result->depth, subject);
}

static void
print_diagnosis(const char *what, const struct diagnosis *d)
{
	struct text t;
	text_init(&t);
	tlsa_miss_add_text(&t, &d->miss);
	printf("%s: %s%s\n", what, reason_text(d->reason),
	    t.len > 0 ? t.bytes : "");
	text_fini(&t);
}

static bool
match_record(const struct tlsa *r, const struct dane_peer *peer)
{
	print_record(r);
	if (!r->usable) {
		struct diagnosis d = diagnose_unusable(r, peer);
		print_diagnosis("not usable", &d);
		return false;
	}
	if (r->superseded) {
		printf("left out: a stronger digest is there (RFC 7671 9)\n");
		return false;
	}
	struct dane_result result = dane_match(r, peer);
	if (result.matched)
		print_match(&result);
	else
		print_diagnosis("no match", &result.why);
	return result.matched;
}

int
match_command(int argc, char *argv[])
{
	struct match_options o;
	static struct input in;
	struct text why;
	match_options_parse(argc, argv, &o);
	text_init(&why);
	int code = EXIT_CODE_NO;
	if (read_input(&o, &in, &why) < 0) {
		log_line(
		    "match: %s", why.len > 0 ? why.bytes : "out of memory");
		code = EXIT_CODE_NOT_BEGUN;
	}
	for (size_t i = 0; i < in.record_count && code != EXIT_CODE_NOT_BEGUN;
	     i++)
		if (match_record(&in.records[i], &in.peer))
			code = EXIT_CODE_GOOD;
	free_input(&in);
	text_fini(&why);
	return code;
}
