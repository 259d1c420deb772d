#include "pem_chain.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/text_file.h"

static const char begin[] = "-----BEGIN CERTIFICATE-----";
static const char end[] = "-----END CERTIFICATE-----";

static unsigned
line_of(const char *text, const char *at)
{
	unsigned line = 1;
	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

/* The first byte behind the block that begins at `at`; NULL: it has no end. */
static const char *
end_of(const char *at, size_t left)
{
	const char *found = memmem(at, left, end, strlen(end));
	return found != NULL ? found + strlen(end) : NULL;
}

/* OpenSSL would ask the terminal for the password of an encrypted block. */
static int
no_password(char *buf, int size, int writing, void *ctx)
{
	(void)buf, (void)size, (void)writing, (void)ctx;
	return -1;
}

static X509 *
read_one(const char *at, size_t len)
{
	X509 *cert = NULL;
	BIO *bio = len <= INT_MAX ? BIO_new_mem_buf(at, (int)len) : NULL;
	if (bio != NULL)
		cert = PEM_read_bio_X509(bio, NULL, no_password, NULL);
	BIO_free(bio);
	ERR_clear_error();
	return cert;
}

/* Nothing but certificates, one behind the other. */
static bool
read_der(
    const char *text, size_t len, X509 *chain[DANE_CHAIN_MAX], size_t *count)
{
	const uint8_t *at = (const uint8_t *)text, *stop = at + len;
	while (at < stop && stop - at <= LONG_MAX && *count < DANE_CHAIN_MAX &&
	       (chain[*count] = d2i_X509(NULL, &at, stop - at)) != NULL)
		++*count;
	ERR_clear_error();
	return len > 0 && at == stop;
}

int
pem_chain_parse(const char *path, const char *text, size_t len,
    X509 *chain[DANE_CHAIN_MAX], size_t *count, struct text *why)
{
	const char *at = text, *stop = text + len;
	*count = 0;
	while ((at = memmem(at, (size_t)(stop - at), begin, strlen(begin)))) {
		const char *behind = end_of(at, (size_t)(stop - at));
		if (*count == DANE_CHAIN_MAX) {
			text_addf(why, "%s:%u: more than %d certificates", path,
			    line_of(text, at), DANE_CHAIN_MAX);
			return -EINVAL;
		}
		if (behind != NULL)
			chain[*count] = read_one(at, (size_t)(behind - at));
		if (behind == NULL || chain[*count] == NULL) {
			text_addf(why,
			    "%s:%u: what begins here is no certificate", path,
			    line_of(text, at));
			return -EINVAL;
		}
		++*count;
		at = behind;
	}
	if (*count > 0 || read_der(text, len, chain, count))
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
	int rc = text_file_read(path, &text, why);
	if (rc == 0)
		rc = pem_chain_parse(path, text.len > 0 ? text.bytes : "",
		    text.len, chain, count, why);
	text_fini(&text);
	return rc;
}
