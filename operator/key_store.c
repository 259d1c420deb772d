#include "key_store.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/file.h"
#include "issued_chain.h"

enum { RSA_BITS = 2048, CN_MAX = 64 };

static const char *const suffixes[] = {
    [KEY_STORE_KEY] = "key",
    [KEY_STORE_CSR] = "csr",
    [KEY_STORE_CHAIN] = "pem",
    [KEY_STORE_ISSUED] = "issued",
};

void
key_store_path(char path[KEY_STORE_PATH], const char *dir,
    const struct spki_digest *key, enum key_store_kind kind)
{
	char hex[2 * TLSA_SET_SPKI_BYTES + 1];
	for (size_t i = 0; i < TLSA_SET_SPKI_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", key->bytes[i]);
	snprintf(
	    path, KEY_STORE_PATH, "%s/keys/%s.%s", dir, hex, suffixes[kind]);
}

static int
fail(struct text *why, const char *path, int rc)
{
	text_addf(why, "%s: %s", path, strerror(-rc));
	return rc;
}

static int
openssl_fail(struct text *why, const char *what)
{
	text_addf(why, "%s: OpenSSL: %s", what,
	    ERR_reason_error_string(ERR_peek_error()));
	ERR_clear_error();
	return -EIO;
}

static int
make_folder(const char *dir, struct text *why)
{
	char path[KEY_STORE_PATH];
	snprintf(path, sizeof(path), "%s/keys", dir);
	bool good = (mkdir(dir, 0700) == 0 || errno == EEXIST) &&
		    (mkdir(path, 0700) == 0 || errno == EEXIST);
	return good ? 0 : fail(why, path, -errno);
}

static int
sync_folder(const char *dir, struct text *why)
{
	char path[KEY_STORE_PATH];
	snprintf(path, sizeof(path), "%s/keys", dir);
	int rc = file_sync_dir(path);
	return rc < 0 ? fail(why, path, rc) : 0;
}

static int
write_bio(const void *arg, int fd)
{
	char *bytes;
	long len = BIO_get_mem_data((BIO *)(uintptr_t)arg, &bytes);
	return file_write_all(fd, bytes, (size_t)len);
}

/* Whole and on the disk, or not there at all. */
static int
write_file(const char *dir, const struct spki_digest *key,
    enum key_store_kind kind, BIO *bio, struct text *why)
{
	char path[KEY_STORE_PATH], fresh[KEY_STORE_PATH + 8];
	key_store_path(path, dir, key, kind);
	snprintf(fresh, sizeof(fresh), "%s.tmp", path);
	int rc = file_replace(path, fresh, 0600, write_bio, bio);
	return rc < 0 ? fail(why, path, rc) : sync_folder(dir, why);
}

static int
keep(const char *dir, EVP_PKEY *key, struct spki_digest *out, struct text *why)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int rc = -ENOMEM;
	if (bio != NULL && issued_chain_digest(key, out) &&
	    PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1)
		rc = make_folder(dir, why);
	else
		rc = openssl_fail(why, "the key");
	if (rc == 0)
		rc = write_file(dir, out, KEY_STORE_KEY, bio, why);
	BIO_free(bio);
	return rc;
}

int
key_store_make(
    const char *dir, bool rsa, struct spki_digest *out, struct text *why)
{
	EVP_PKEY *key =
	    rsa ? EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)RSA_BITS)
		: EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	if (key == NULL)
		return openssl_fail(why, "a new key");
	int rc = keep(dir, key, out, why);
	EVP_PKEY_free(key);
	return rc;
}

/* OpenSSL would ask the terminal. */
static int
no_password(char *buf, int size, int writing, void *ctx)
{
	(void)buf, (void)size, (void)writing, (void)ctx;
	return -1;
}

static EVP_PKEY *
read_key(const char *path, struct text *why)
{
	FILE *f = fopen(path, "re");
	if (f == NULL) {
		(void)fail(why, path, -errno);
		return NULL;
	}
	EVP_PKEY *key = PEM_read_PrivateKey(f, NULL, no_password, NULL);
	fclose(f);
	if (key == NULL)
		text_addf(
		    why, "%s: is no private key (PEM, no password)", path);
	ERR_clear_error();
	return key;
}

int
key_store_adopt(const char *dir, const char *path, struct spki_digest *out,
    struct text *why)
{
	EVP_PKEY *key = read_key(path, why);
	if (key == NULL)
		return -EINVAL;
	int rc = keep(dir, key, out, why);
	EVP_PKEY_free(key);
	return rc;
}

/* subjectAltName, and CN where the host fits it. */
static bool
name_request(X509_REQ *req, const struct key_store_names *names)
{
	STACK_OF(X509_EXTENSION) *all = NULL;
	struct text san;
	text_init(&san);
	for (size_t i = 0; i < names->count; i++)
		text_addf(&san, "%sDNS:%s", i > 0 ? "," : "", names->at[i]);
	X509_NAME *subject = X509_REQ_get_subject_name(req);
	bool good =
	    text_ok(&san) &&
	    (strlen(names->at[0]) > CN_MAX ||
		X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
		    (const unsigned char *)names->at[0], -1, -1, 0) == 1);
	X509_EXTENSION *ext = good ? X509V3_EXT_conf_nid(NULL, NULL,
					 NID_subject_alt_name, san.bytes)
				   : NULL;
	good = ext != NULL && X509v3_add_ext(&all, ext, -1) != NULL &&
	       X509_REQ_add_extensions(req, all) == 1;
	sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
	X509_EXTENSION_free(ext);
	text_fini(&san);
	return good;
}

static int
write_request(const char *dir, const struct spki_digest *digest, EVP_PKEY *key,
    const struct key_store_names *names, struct text *why)
{
	X509_REQ *req = X509_REQ_new();
	BIO *bio = BIO_new(BIO_s_mem());
	bool good = req != NULL && bio != NULL && names->count > 0 &&
		    name_request(req, names) &&
		    X509_REQ_set_pubkey(req, key) == 1 &&
		    X509_REQ_sign(req, key, EVP_sha256()) > 0 &&
		    PEM_write_bio_X509_REQ(bio, req) == 1;
	int rc = good ? write_file(dir, digest, KEY_STORE_CSR, bio, why)
		      : openssl_fail(why, "the request");
	BIO_free(bio);
	X509_REQ_free(req);
	return rc;
}

int
key_store_request(const char *dir, const struct spki_digest *digest,
    const struct key_store_names *names, struct text *why)
{
	char path[KEY_STORE_PATH];
	key_store_path(path, dir, digest, KEY_STORE_KEY);
	EVP_PKEY *key = read_key(path, why);
	if (key == NULL)
		return -EINVAL;
	int rc = write_request(dir, digest, key, names, why);
	EVP_PKEY_free(key);
	/* What an earlier attempt has left there is not to be taken. */
	key_store_path(path, dir, digest, KEY_STORE_ISSUED);
	(void)!file_remove(path);
	return rc;
}

int
key_store_take(const char *dir, const struct spki_digest *key,
    const struct key_store_names *names, int64_t now_s, int64_t *not_before_s,
    int64_t *not_after_s, struct text *why)
{
	char path[KEY_STORE_PATH];
	struct issued_chain chain;
	BIO *bio = BIO_new(BIO_s_mem());
	if (bio == NULL)
		return -ENOMEM;
	key_store_path(path, dir, key, KEY_STORE_ISSUED);
	int rc = issued_chain_read(&chain, path, key, why);
	if (rc == 0)
		rc = issued_chain_check(
		    &chain, names->at, names->count, now_s, why);
	for (size_t i = 0; rc == 0 && i < chain.count; i++)
		if (PEM_write_bio_X509(bio, chain.at[i]) != 1)
			rc = openssl_fail(why, path);
	if (rc == 0)
		rc = write_file(dir, key, KEY_STORE_CHAIN, bio, why);
	*not_before_s = chain.not_before_s;
	*not_after_s = chain.not_after_s;
	issued_chain_fini(&chain);
	BIO_free(bio);
	return rc;
}

void
key_store_remove(const char *dir, const struct spki_digest *key)
{
	static const enum key_store_kind kinds[] = {
	    KEY_STORE_ISSUED, KEY_STORE_CHAIN, KEY_STORE_CSR, KEY_STORE_KEY};
	char path[KEY_STORE_PATH];
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		key_store_path(path, dir, key, kinds[i]);
		(void)!file_remove(path);
	}
}

/* Whose file it is; false: nobody's. */
static bool
owner_of(const char *name, struct spki_digest *out)
{
	const char *dot = strchr(name, '.');
	return dot != NULL && spki_digest_read(name, (size_t)(dot - name), out);
}

static bool
is_among(const struct spki_digest *key, const struct spki_digest *const kept[],
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (spki_digest_is(key, kept[i]))
			return true;
	return false;
}

void
key_store_remove_others(
    const char *dir, const struct spki_digest *const kept[], size_t count)
{
	char folder[KEY_STORE_PATH], path[KEY_STORE_PATH + NAME_MAX + 1];
	const struct dirent *e;
	struct spki_digest key;
	snprintf(folder, sizeof(folder), "%s/keys", dir);
	DIR *d = opendir(folder);
	while (d != NULL && (e = readdir(d)) != NULL) {
		if (!owner_of(e->d_name, &key) || is_among(&key, kept, count))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		(void)!file_remove(path);
	}
	if (d != NULL)
		closedir(d);
}
