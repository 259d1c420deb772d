#include "chain_rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "base/hex.h"
#include "byte_set.h"
#include "output/record/cert.h"
#include "pair_judge.h"
#include "row_file.h"
#include "row_reader.h"

enum { SECONDS_OF_HOUR = 3600 };

/* What is kept of a certificate until its chains are written. */
struct wanted_cert {
	const uint8_t *der; /* NULL: not seen */
	size_t der_len;
	uint8_t spki_sha256[32];
	int64_t not_before_s, not_after_s;
	bool parsed, self_signed;
};

struct chain_writer {
	struct arena arena;
	struct record_reader reader;
	struct byte_set certs; /* by SHA-256; struct wanted_cert */
	struct row_file cert_rows, chain_rows;
	X509_STORE *roots;
};

static int
read_wanted(struct chain_writer *w, const char *dir)
{
	struct row_reader r;
	bool fresh;
	int rc = row_reader_open(&r, dir, "want_link");
	while (rc == 0 && row_reader_next(&r, 3)) {
		size_t len;
		const uint8_t *id = row_reader_hex(&r, 2, &w->arena, &len);
		if (id == NULL || len != 32)
			continue;
		struct byte_member *m = byte_set_at(&w->certs, id, len, &fresh);
		if (fresh)
			m->value =
			    arena_alloc(&w->arena, sizeof(struct wanted_cert));
	}
	return row_reader_close(&r);
}

static const char *
copy_text(struct chain_writer *w, const struct record_bytes *b)
{
	if (b->at == NULL)
		return NULL;
	char *text = arena_bytes(&w->arena, b->len + 1);
	memcpy(text, b->at, b->len);
	text[b->len] = '\0';
	return text;
}

static void
write_cert(struct chain_writer *w, const struct cert_record *c)
{
	struct row_file *row = &w->cert_rows;
	row_add_hex(row, c->sha256, sizeof(c->sha256));
	if (c->parsed) {
		row_add_hex(row, c->spki_sha256, sizeof(c->spki_sha256));
		row_add_text(row, copy_text(w, &c->subject));
		row_add_text(row, copy_text(w, &c->issuer));
		row_add_int(row, c->not_before_s / SECONDS_OF_HOUR);
		row_add_int(row, c->not_after_s / SECONDS_OF_HOUR);
	} else {
		for (int i = 0; i < 5; i++)
			row_add_null(row);
	}
	row_add_hex(row, c->der.at, c->der.len);
	row_end(row);
}

/*
 * Whether a line that begins as our writer begins one is of a certificate that
 * nobody wants: most are, and reading them whole takes ten times as long.
 */
static bool
is_unwanted(const struct chain_writer *w, const struct part_line *line)
{
	static const char begin[] = "{\"sha256\":\"";
	uint8_t sha256[32];
	size_t len = strlen(begin), got;
	return line->len > len + 64 && memcmp(line->text, begin, len) == 0 &&
	       hex_decode(line->text + len, 64, sha256, sizeof(sha256), &got) &&
	       byte_set_find(&w->certs, sha256, sizeof(sha256)) == NULL;
}

/* One line of RUN/cert. */
static const char *
take_cert(void *arg, const struct part_line *line)
{
	struct chain_writer *w = arg;
	struct cert_record c;
	if (is_unwanted(w, line))
		return NULL;
	if (!cert_record_read(&w->reader, line->text, line->len, &c))
		return record_reader_fault(&w->reader);
	const struct byte_member *m =
	    byte_set_find(&w->certs, c.sha256, sizeof(c.sha256));
	struct wanted_cert *cert = m != NULL ? m->value : NULL;
	if (cert == NULL || cert->der != NULL || c.der.at == NULL)
		return NULL;
	uint8_t *der = arena_bytes(&w->arena, c.der.len);
	memcpy(der, c.der.at, c.der.len);
	*cert = (struct wanted_cert){
	    .der = der,
	    .der_len = c.der.len,
	    .not_before_s = c.not_before_s,
	    .not_after_s = c.not_after_s,
	    .parsed = c.parsed,
	    .self_signed = c.self_signed,
	};
	memcpy(cert->spki_sha256, c.spki_sha256, sizeof(c.spki_sha256));
	write_cert(w, &c);
	return NULL;
}

/* One chain, as its rows come. */
struct chain_links {
	char id[65]; /* "": none yet */
	const struct wanted_cert *certs[DANE_CHAIN_MAX];
	char leaf[65];
	size_t count;
	bool whole; /* each certificate is there */
};

/* Of the leaf's issuer; NULL: it has none, or it is no text. */
static const char *
issuer_part(struct chain_writer *w, X509 *leaf, int nid)
{
	const X509_NAME *name = X509_get_issuer_name(leaf);
	int at = X509_NAME_get_index_by_NID(name, nid, -1);
	if (at < 0)
		return NULL;
	uint8_t *utf8 = NULL;
	int len = ASN1_STRING_to_UTF8(
	    &utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	ERR_clear_error();
	if (len < 0)
		return NULL;
	struct record_bytes bytes = {utf8, (size_t)len};
	const char *text = copy_text(w, &bytes);
	OPENSSL_free(utf8);
	return text;
}

static bool
names_a_root(X509_STORE *roots, const X509_NAME *issuer)
{
	STACK_OF(X509_OBJECT) *all = X509_STORE_get0_objects(roots);
	for (int i = 0; i < sk_X509_OBJECT_num(all); i++) {
		const X509 *root =
		    X509_OBJECT_get0_X509(sk_X509_OBJECT_value(all, i));
		if (root != NULL &&
		    X509_NAME_cmp(X509_get_subject_name(root), issuer) == 0)
			return true;
	}
	return false;
}

static bool
builds(X509_STORE *roots, const struct dane_peer *peer, bool dates)
{
	STACK_OF(X509) *chain = sk_X509_new_null();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	bool good = chain != NULL && ctx != NULL;
	for (size_t i = 0; good && i < peer->chain_count; i++)
		good = sk_X509_push(chain, peer->chain[i]) > 0;
	good =
	    good && X509_STORE_CTX_init(ctx, roots, peer->chain[0], chain) == 1;
	if (good) {
		X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
		X509_VERIFY_PARAM_set_time(param, (time_t)peer->at_s);
		X509_VERIFY_PARAM_set_auth_level(param, 0);
		if (!dates)
			X509_VERIFY_PARAM_set_flags(
			    param, X509_V_FLAG_NO_CHECK_TIME);
		good = X509_verify_cert(ctx) == 1;
	}
	X509_STORE_CTX_free(ctx);
	sk_X509_free(chain);
	ERR_clear_error();
	return good;
}

/* Names of hosts aside. */
static const char *
pkix_word(X509_STORE *roots, struct dane_peer *peer)
{
	if (roots == NULL)
		return NULL;
	peer->at_s = pair_judge_time(peer);
	if (builds(roots, peer, true))
		return "valid";
	if (builds(roots, peer, false))
		return "expired";
	for (size_t i = 0; i < peer->chain_count; i++)
		if (names_a_root(roots, X509_get_issuer_name(peer->chain[i])))
			return "name";
	return "no";
}

static void
write_leaf(
    struct chain_writer *w, const struct chain_links *c, struct dane_peer *peer)
{
	struct row_file *row = &w->chain_rows;
	const struct wanted_cert *leaf = c->certs[0];
	row_add_text(row, c->id);
	row_add_text(row, c->leaf);
	row_add_hex(row, leaf->spki_sha256, sizeof(leaf->spki_sha256));
	row_add_text(row, issuer_part(w, peer->chain[0], NID_organizationName));
	row_add_text(row, issuer_part(w, peer->chain[0], NID_commonName));
	row_add_int(row, leaf->not_before_s / SECONDS_OF_HOUR);
	row_add_int(row, leaf->not_after_s / SECONDS_OF_HOUR);
	row_add_bool(row, leaf->self_signed);
	row_add_text(row, pkix_word(w->roots, peer));
	row_add_int(row, pair_judge_time(peer) / SECONDS_OF_HOUR);
	row_end(row);
}

static void
write_chain(struct chain_writer *w, const struct chain_links *c)
{
	struct dane_peer peer = {0};
	if (c->count == 0 || !c->whole || !c->certs[0]->parsed)
		return;
	for (size_t i = 0; i < c->count; i++) {
		const uint8_t *at = c->certs[i]->der;
		X509 *x = d2i_X509(NULL, &at, (long)c->certs[i]->der_len);
		if (x != NULL)
			peer.chain[peer.chain_count++] = x;
		else if (i == 0)
			return;
	}
	ERR_clear_error();
	write_leaf(w, c, &peer);
	for (size_t i = 0; i < peer.chain_count; i++)
		X509_free(peer.chain[i]);
}

static void
add_link(struct chain_writer *w, struct chain_links *c,
    const struct row_reader *r, const uint8_t *sha256)
{
	const struct byte_member *m = byte_set_find(&w->certs, sha256, 32);
	const struct wanted_cert *cert = m != NULL ? m->value : NULL;
	if (c->count == 0)
		snprintf(c->leaf, sizeof(c->leaf), "%.64s", r->values[2]);
	c->whole = c->whole && cert != NULL && cert->der != NULL;
	if (c->count < DANE_CHAIN_MAX)
		c->certs[c->count++] = cert;
}

/* Rows of one chain stand together, the leaf first. */
static int
write_chains(struct chain_writer *w, const char *dir)
{
	struct row_reader r;
	struct chain_links c = {.whole = true};
	int rc = row_reader_open(&r, dir, "want_link");
	while (rc == 0 && row_reader_next(&r, 3)) {
		size_t len;
		const uint8_t *sha256 = row_reader_hex(&r, 2, &w->arena, &len);
		if (strncmp(c.id, r.values[0], 64) != 0) {
			write_chain(w, &c);
			c = (struct chain_links){.whole = true};
			snprintf(c.id, sizeof(c.id), "%.64s", r.values[0]);
		}
		if (sha256 != NULL && len == 32)
			add_link(w, &c, &r, sha256);
	}
	rc = row_reader_close(&r);
	if (rc == 0)
		write_chain(w, &c);
	return rc;
}

int
chain_rows_write(const char *dir, const char *run, X509_STORE *roots,
    struct run_count *count)
{
	struct chain_writer w = {.roots = roots};
	arena_init(&w.arena);
	record_reader_init(&w.reader);
	byte_set_init(&w.certs, &w.arena);
	int rc = row_file_open(&w.cert_rows, dir, "cert");
	if (rc == 0)
		rc = row_file_open(&w.chain_rows, dir, "chain");
	if (rc == 0)
		rc = read_wanted(&w, dir);
	if (rc == 0 && w.certs.members.count > 0)
		rc = run_files_read(run, "cert", take_cert, &w, count);
	if (rc == 0)
		rc = write_chains(&w, dir);
	int closed = row_file_close(&w.cert_rows);
	rc = rc == 0 ? closed : rc;
	closed = row_file_close(&w.chain_rows);
	rc = rc == 0 ? closed : rc;
	byte_set_fini(&w.certs);
	record_reader_fini(&w.reader);
	arena_fini(&w.arena);
	return rc;
}
