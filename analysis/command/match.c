#include "match.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "analysis/dane/match.h"
#include "analysis/dane/diagnose.h"
#include "analysis/dane/pem_chain.h"
#include "base/time_text.h"
#include "analysis/dane/tlsa_text.h"

enum { RECORDS_MAX = 64 };

struct options {
	const char *records[RECORDS_MAX];
	size_t record_count;
	const char *chain, *ca_file;
	const char *names[DANE_NAMES_MAX]; /* --name is the first */
	size_t name_count;
	int64_t at_ns;
	bool pkix;
};

/* What the options name, read. */
struct input {
	struct dane_peer peer;
	struct rdata data[RECORDS_MAX];
	struct tlsa records[RECORDS_MAX];
	size_t record_count;
};

static const char help_text[] =
    "usage: danesweep match --tlsa RECORD [--tlsa RECORD ...] --chain FILE\n"
    "                       --name HOST [options]\n"
    "\n"
    "Says which TLSA record matches which certificate of a chain, as a mail\n"
    "sender would see it (RFC 7672), without any network.\n"
    "\n"
    "  -r, --tlsa RECORD        \"USAGE SELECTOR MTYPE HEX\"; repeat\n"
    "  -c, --chain FILE         the chain as the server sends it, PEM\n"
    "  -n, --name HOST          the TLSA base domain\n"
    "  -i, --reference-id NAME  another name that the leaf may have; repeat\n"
    "  -a, --at TIME            as of this time (2026-11-23T09:00:00Z), and\n"
    "                           not now\n"
    "  -p, --pkix               not for SMTP: usages 0 and 1 count too\n"
    "  -f, --ca-file FILE       roots for them, PEM\n"
    "  -h, --help               this text\n"
    "\n"
    "Exit code: 0 a record matches, 1 none does, 2 bad input.\n";

static const struct option longs[] = {
    {"tlsa", required_argument, NULL, 'r'},
    {"chain", required_argument, NULL, 'c'},
    {"name", required_argument, NULL, 'n'},
    {"reference-id", required_argument, NULL, 'i'},
    {"at", required_argument, NULL, 'a'},
    {"pkix", no_argument, NULL, 'p'},
    {"ca-file", required_argument, NULL, 'f'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static void
set_name(struct options *o, size_t at, const char *name)
{
	if (at >= DANE_NAMES_MAX)
		log_usage_exit("match: more than %d names", DANE_NAMES_MAX);
	o->names[at] = name;
	if (at >= o->name_count)
		o->name_count = at + 1;
}

static void
set(struct options *o, int letter, const char *text)
{
	switch (letter) {
	case 'r':
		if (o->record_count == RECORDS_MAX)
			log_usage_exit(
			    "match: more than %d records", RECORDS_MAX);
		o->records[o->record_count++] = text;
		break;
	case 'c':
		o->chain = text;
		break;
	case 'n':
		set_name(o, 0, text);
		break;
	case 'i': /* the first place is that of --name */
		set_name(o, o->name_count > 0 ? o->name_count : 1, text);
		break;
	case 'a':
		if (!time_text_parse(text, &o->at_ns))
			log_usage_exit("match: --at %s: write the time as "
				       "2026-11-23T09:00:00Z",
			    text);
		break;
	case 'p':
		o->pkix = true;
		break;
	case 'f':
		o->ca_file = text;
		break;
	default:
		log_usage_exit("`danesweep match --help` lists the options");
	}
}

static void
check(const struct options *o)
{
	if (o->record_count == 0)
		log_usage_exit("match: give a record: --tlsa \"3 1 1 HEX\"");
	if (o->chain == NULL)
		log_usage_exit("match: give the chain: --chain chain.pem");
	if (o->names[0] == NULL)
		log_usage_exit("match: give the host: --name mx.example.se");
	if (o->ca_file != NULL && !o->pkix)
		log_usage_exit("match: --ca-file is for --pkix: over SMTP "
			       "usages 0 and 1 do not count");
}

/* False: help was asked for. */
static bool
parse(int argc, char *argv[], struct options *o)
{
	int letter;
	*o = (struct options){.at_ns = clock_realtime_ns()};
	optind = 0; /* main may have parsed before */
	while ((letter = getopt_long(
		    argc, argv, "r:c:n:i:a:pf:h", longs, NULL)) != -1) {
		if (letter == 'h')
			return false;
		set(o, letter, optarg);
	}
	if (optind < argc)
		log_usage_exit("match: \"%s\" is no option: `danesweep match "
			       "--help`",
		    argv[optind]);
	check(o);
	return true;
}

static int
read_roots(const struct options *o, struct input *in, struct text *why)
{
	if (!o->pkix)
		return 0;
	in->peer.roots = X509_STORE_new();
	if (in->peer.roots == NULL)
		return -ENOMEM;
	int read = o->ca_file != NULL
		       ? X509_STORE_load_file(in->peer.roots, o->ca_file)
		       : X509_STORE_set_default_paths(in->peer.roots);
	ERR_clear_error();
	if (read == 1)
		return 0;
	text_addf(why, "%s: no roots (PEM) can be read from it",
	    o->ca_file != NULL ? o->ca_file : "the machine's store");
	return -EINVAL;
}

static int
read_records(const struct options *o, struct input *in, struct text *why)
{
	for (size_t i = 0; i < o->record_count; i++) {
		int rc = tlsa_text_parse(o->records[i], &in->data[i], why);
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
read_input(const struct options *o, struct input *in, struct text *why)
{
	*in = (struct input){0};
	in->peer.at_s = o->at_ns / NS_PER_S;
	memcpy(in->peer.names, o->names, sizeof(o->names));
	in->peer.name_count = o->name_count;
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

static bool
match_record(const struct tlsa *r, const struct dane_peer *peer)
{
	print_record(r);
	if (!r->usable) {
		printf("not usable: %s\n",
		    reason_text(diagnose_unusable(r, peer)));
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
		printf("no match: %s\n", reason_text(result.reason));
	return result.matched;
}

int
match_command(int argc, char *argv[])
{
	struct options o;
	static struct input in;
	struct text why;
	if (!parse(argc, argv, &o)) {
		fputs(help_text, stdout);
		return 0;
	}
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
