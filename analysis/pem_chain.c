#include "pem_chain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

static const char begin[] = "-----BEGIN CERTIFICATE-----";

static int
read_whole(const char *path, struct text *out, struct text *why)
{
	char part[4096];
	size_t len;
	FILE *f = fopen(path, "re");
	if (f == NULL) {
		int rc = -errno;
		text_addf(why, "%s: %s", path, strerror(-rc));
		return rc;
	}
	while ((len = fread(part, 1, sizeof(part), f)) > 0)
		text_add_bytes(out, part, len);
	bool good = ferror(f) == 0 && text_ok(out);
	fclose(f);
	if (good)
		return 0;
	text_addf(why, "%s: cannot be read", path);
	return -EIO;
}

static unsigned
line_of(const char *text, const char *at)
{
	unsigned line = 1;
	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static X509 *
read_one(const char *at)
{
	BIO *bio = BIO_new_mem_buf(at, -1);
	X509 *cert =
	    bio != NULL ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	BIO_free(bio);
	ERR_clear_error();
	return cert;
}

static int
read_all(const char *path, const char *text, X509 *chain[DANE_CHAIN_MAX],
    size_t *count, struct text *why)
{
	const char *at = text;
	while ((at = strstr(at, begin)) != NULL) {
		if (*count == DANE_CHAIN_MAX) {
			text_addf(why, "%s:%u: more than %d certificates", path,
			    line_of(text, at), DANE_CHAIN_MAX);
			return -EINVAL;
		}
		chain[*count] = read_one(at);
		if (chain[*count] == NULL) {
			text_addf(why,
			    "%s:%u: what begins here is no certificate", path,
			    line_of(text, at));
			return -EINVAL;
		}
		++*count;
		at += strlen(begin);
	}
	if (*count > 0)
		return 0;
	text_addf(why, "%s:1: there is no certificate (PEM) in it", path);
	return -EINVAL;
}

int
pem_chain_read(const char *path, X509 *chain[DANE_CHAIN_MAX], size_t *count,
    struct text *why)
{
	struct text text;
	*count = 0;
	text_init(&text);
	int rc = read_whole(path, &text, why);
	if (rc == 0)
		rc = read_all(
		    path, text.len > 0 ? text.bytes : "", chain, count, why);
	text_fini(&text);
	return rc;
}
