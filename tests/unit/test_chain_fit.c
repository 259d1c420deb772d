/* Does what a session sent fit the TLSA records that were found before? */
#include "scanner/command/chain_fit.h"

#include "mail_world.h"
#include "tap.h"

struct trial {
	uint8_t rdata[1024]; /* each behind its length */
	size_t len;
	struct sent_chain chain;
};

static void
put_record(struct trial *t, uint8_t usage, uint8_t selector, uint8_t mtype,
    const uint8_t *data, size_t len)
{
	uint8_t *at = &t->rdata[t->len];
	assert(t->len + 5 + len <= sizeof(t->rdata));
	at[0] = (uint8_t)((len + 3) >> 8);
	at[1] = (uint8_t)(len + 3);
	at[2] = usage;
	at[3] = selector;
	at[4] = mtype;
	memcpy(at + 5, data, len);
	t->len += 5 + len;
}

static void
put_digest(
    struct trial *t, uint8_t usage, uint8_t selector, const struct mail_cert *c)
{
	uint8_t digest[32];
	const char *hex = selector == 0 ? c->sha256 : c->spki_sha256;
	for (size_t i = 0; i < sizeof(digest); i++)
		sscanf(hex + 2 * i, "%2hhx", &digest[i]);
	put_record(t, usage, selector, 1, digest, sizeof(digest));
}

static void
send_cert(struct trial *t, const struct mail_cert *c)
{
	uint8_t *der = NULL;
	int len = i2d_X509(c->cert, &der);
	assert(len > 0 && sent_chain_add(&t->chain, der, (size_t)len) == 0);
	OPENSSL_free(der);
}

/* Ends the trial. */
static bool
fits(struct trial *t, const char *base)
{
	struct dns_name name;
	assert(dns_name_from_text(base, strlen(base), &name));
	struct found_tlsa tlsa = {&name, t->rdata, t->len};
	bool so = chain_fit(&tlsa, &t->chain, WORLD_NOW) == 1;
	sent_chain_fini(&t->chain);
	t->len = 0;
	return so;
}

static struct mail_cert authority, below, other;
static struct trial trial;

static void
test_leaf(void)
{
	struct trial *t = &trial;
	put_digest(t, 3, 1, &other);
	put_digest(t, 3, 1, &below);
	send_cert(t, &below);
	ok(fits(t, HOST), "the second of two records");
	put_digest(t, 3, 1, &other);
	send_cert(t, &below);
	ok(!fits(t, HOST), "the key of another certificate");
	put_digest(t, 3, 0, &below);
	put_record(t, 3, 0, 2, (const uint8_t[64]){0}, 64);
	send_cert(t, &below);
	ok(!fits(t, HOST), "R10: a stronger digest that does not fit");
}

static void
test_anchor(void)
{
	struct trial *t = &trial;
	put_digest(t, 2, 0, &authority);
	send_cert(t, &below);
	send_cert(t, &authority);
	ok(fits(t, HOST), "the authority that signed the leaf");
	put_digest(t, 2, 0, &other);
	send_cert(t, &below);
	send_cert(t, &authority);
	ok(!fits(t, HOST), "another authority");
	put_digest(t, 2, 0, &authority);
	send_cert(t, &below);
	send_cert(t, &authority);
	ok(!fits(t, "mail.example.net"), "the authority, and another's name");
	put_digest(t, 2, 0, &authority);
	send_cert(t, &below);
	t->chain.cut = true;
	ok(fits(t, HOST), "it may be what was cut off");
	for (uint8_t i = 0; i < 9; i++)
		put_record(t, 2, 0, 1, (const uint8_t[32]){i}, 32);
	send_cert(t, &below);
	ok(fits(t, HOST), "of so many nobody says that none fits");
}

static void
test_none(void)
{
	struct trial *t = &trial;
	put_digest(t, 1, 1, &other);
	put_record(t, 3, 1, 1, (const uint8_t[4]){0}, 4);
	send_cert(t, &below);
	ok(fits(t, HOST), "where no record is usable none has to fit");
	put_record(t, 3, 1, 1, (const uint8_t[1]){0}, 0);
	t->rdata[1] = 1; /* a RDATA of one byte, and more behind it */
	put_digest(t, 3, 1, &below);
	send_cert(t, &below);
	fits(t, HOST);
	ok(true, "what is no RDATA does no harm");
	put_digest(t, 3, 1, &below);
	assert(sent_chain_add(&t->chain, (const uint8_t *)"0", 1) == 0);
	ok(!fits(t, HOST), "a leaf that is no certificate");
}

int
main(void)
{
	make_cert(&authority, "authority", NULL, WORLD_NOW + DAY);
	make_cert(&below, HOST, &authority, WORLD_NOW + DAY);
	make_cert(&other, "other", NULL, WORLD_NOW + DAY);
	test_leaf();
	test_anchor();
	test_none();
	free_cert(&authority);
	free_cert(&below);
	free_cert(&other);
	return tap_end();
}
