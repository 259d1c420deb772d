/* Certificates from PEM text: how many, and what is said of the rest. */
#include "analysis/dane/pem_chain.h"

#include <errno.h>
#include <string.h>

#include <openssl/x509.h>

#include "base/macros.h"
#include "tap.h"
#include "tests/fuzz/fixed_chain.h"

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END   "-----END CERTIFICATE-----\n"
#define ENCRYPT                                                                \
	"\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"                     \
	"000102030405060708090A0B0C0D0E0F\n\n"

/* What stands around and between two certificates. */
static const struct row {
	const char *name, *before, *between, *after;
	size_t count;    /* that come out, also of what is refused */
	const char *why; /* NULL: it is read */
} rows[] = {
    {"two certificates", "", "", "", 2, NULL},
    {"text around them", "subject\n", "issuer\n", "end", 2, NULL},
    {"another block", "-----BEGIN X-----\nAAAA\n-----END X-----\n", "", "", 2,
	NULL},
    {"no certificate", BEGIN "\nnonsense\n" END, "", "", 0,
	"pem:1: what begins here is no certificate"},
    {"an encrypted block", "\n\n" BEGIN ENCRYPT "AAAA\n" END, "", "", 0,
	"pem:3: what begins here is no certificate"},
    {"one without an end", "", "", BEGIN "\nAAAA\n", 2,
	"what begins here is no certificate"},
    {"a line with more than that", "", BEGIN "x\nAAAA\n" END, "", 1,
	"what begins here is no certificate"},
};

static const char *
leaf_end(void)
{
	return strstr(fixed_chain, END) + strlen(END);
}

static bool
reads(const struct text *pem, size_t count, const char *said)
{
	X509 *chain[DANE_CHAIN_MAX];
	size_t got;
	struct text why;
	text_init(&why);
	int rc =
	    pem_chain_parse("pem", pem->bytes, pem->len, chain, &got, &why);
	bool good = got == count && rc == (said != NULL ? -EINVAL : 0);
	if (said != NULL)
		good = good && strstr(why.bytes, said) != NULL;
	if (!good)
		printf("# %zu, %d, %s\n", got, rc, why.len ? why.bytes : "");
	for (size_t i = 0; i < got; i++)
		X509_free(chain[i]);
	text_fini(&why);
	return good;
}

static void
add_leaf(struct text *pem)
{
	text_add_bytes(pem, fixed_chain, (size_t)(leaf_end() - fixed_chain));
}

static void
try_row(const struct row *r)
{
	struct text pem;
	text_init(&pem);
	text_add(&pem, r->before);
	add_leaf(&pem);
	text_add(&pem, r->between);
	add_leaf(&pem);
	text_add(&pem, r->after);
	ok(reads(&pem, r->count, r->why), r->name);
	text_fini(&pem);
}

static void
zero_byte(void)
{
	struct text pem;
	text_init(&pem);
	add_leaf(&pem);
	text_add_bytes(&pem, "\0\n", 2);
	add_leaf(&pem);
	ok(reads(&pem, 2, NULL), "a zero byte hides nothing");
	text_clear(&pem);
	text_add(&pem, "x");
	ok(reads(&pem, 0, "there is no certificate"), "none at all");
	text_fini(&pem);
}

static void
too_many(void)
{
	struct text pem;
	text_init(&pem);
	for (int i = 0; i < DANE_CHAIN_MAX; i++)
		add_leaf(&pem);
	ok(reads(&pem, DANE_CHAIN_MAX, NULL), "as many as may be");
	add_leaf(&pem);
	ok(reads(&pem, DANE_CHAIN_MAX, "more than 64 certificates"),
	    "one too many");
	text_fini(&pem);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		try_row(&rows[i]);
	zero_byte();
	too_many();
	return tap_end();
}
