#include "known_signatures_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/entropy.h"
#include "base/file.h"
#include "base/program.h"

enum {
	MAGIC_BYTES = 16,
	KIND_BYTES = 16,
	HEADER_BYTES = MAGIC_BYTES + KIND_BYTES,
	ENTRY_BYTES = 16,
	MOST = 64 << 20, /* entries of a file */
	AT_ONCE = 4096,  /* entries of a read or a write */
};

static const char magic[MAGIC_BYTES + 1] = "danesweep known\n";

/* What the rules of a check hang on, and the secret. */
static bool
header_of(const uint8_t *secret, uint8_t out[HEADER_BYTES])
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	struct text t;
	text_init(&t);
	text_add_bytes(&t, secret, KNOWN_SECRET_BYTES);
	text_addf(&t, "%s %s %s", program_version, program_commit,
	    OpenSSL_version(OPENSSL_FULL_VERSION_STRING));
	bool good = text_ok(&t) && EVP_Digest(t.bytes, t.len, digest, NULL,
				       EVP_sha256(), NULL) == 1;
	text_fini(&t);
	memcpy(out, magic, MAGIC_BYTES);
	memcpy(out + MAGIC_BYTES, digest, KIND_BYTES);
	return good;
}

/* PATH with `end` behind it. */
static int
beside(const char *path, const char *end, char out[PATH_MAX])
{
	int n = snprintf(out, PATH_MAX, "%s%s", path, end);
	return n < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static int
make_secret(const char *path, uint8_t *out)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	int rc = entropy_fill(out, KNOWN_SECRET_BYTES);
	if (rc == 0)
		rc = file_write_all(fd, out, KNOWN_SECRET_BYTES);
	if (rc == 0)
		rc = file_sync(fd);
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc < 0)
		(void)!file_remove(path);
	return rc;
}

static int
read_secret(int fd, uint8_t *out)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return -errno;
	if ((st.st_mode & 077) != 0 || st.st_uid != geteuid())
		return -EACCES;
	if (st.st_size != KNOWN_SECRET_BYTES)
		return -EBADMSG;
	ssize_t got = read(fd, out, KNOWN_SECRET_BYTES);
	if (got < 0)
		return -errno;
	return got == KNOWN_SECRET_BYTES ? 0 : -EBADMSG;
}

int
known_signatures_secret(const char *path, uint8_t out[KNOWN_SECRET_BYTES])
{
	char key[PATH_MAX];
	int rc = beside(path, ".key", key);
	if (rc == 0)
		rc = make_secret(key, out);
	if (rc != -EEXIST)
		return rc;
	int fd = file_open_regular(key);
	if (fd < 0)
		return fd;
	rc = read_secret(fd, out);
	close(fd);
	return rc;
}

/* Entries of a file, as they are read. */
typedef void entry_fn(void *arg, const struct known_signature *s, unsigned age);

static int
read_entries(FILE *f, entry_fn *fn, void *arg)
{
	uint64_t entries[AT_ONCE][2];
	size_t got;
	while ((got = fread(entries, ENTRY_BYTES, AT_ONCE, f)) > 0) {
		for (size_t i = 0; i < got; i++) {
			unsigned age = (unsigned)(entries[i][1] & 0xff);
			const struct known_signature s = {
			    entries[i][0] | 1, entries[i][1] >> 8};
			if (age <= KNOWN_RUNS_MAX)
				fn(arg, &s, age);
		}
	}
	return ferror(f) ? -EIO : 0;
}

/* Whether it is one of ours, and how many it has. */
static bool
count_entries(FILE *f, const uint8_t *secret, size_t *count)
{
	uint8_t want[HEADER_BYTES], got[HEADER_BYTES];
	struct stat st;
	if (fstat(fileno(f), &st) < 0 || st.st_size < HEADER_BYTES ||
	    (st.st_size - HEADER_BYTES) % ENTRY_BYTES != 0 ||
	    fread(got, HEADER_BYTES, 1, f) != 1 || !header_of(secret, want) ||
	    memcmp(got, want, HEADER_BYTES) != 0)
		return false;
	*count = (size_t)(st.st_size - HEADER_BYTES) / ENTRY_BYTES;
	return *count <= MOST;
}

/* How many there are of each age; and then, how many still to be taken. */
struct of_age {
	struct known_signatures *known;
	size_t count[KNOWN_RUNS_MAX + 1];
};

static void
count_age(void *arg, const struct known_signature *s, unsigned age)
{
	struct of_age *a = arg;
	(void)s;
	a->count[age]++;
}

static void
take_entry(void *arg, const struct known_signature *s, unsigned age)
{
	struct of_age *a = arg;
	if (a->count[age] == 0)
		return;
	a->count[age]--;
	known_signatures_put(a->known, s, age);
}

/* Of a file that has more than this: the youngest. */
static int
take_most(struct known_signatures *k, FILE *f, size_t most)
{
	struct of_age a = {.known = k};
	int rc = read_entries(f, count_age, &a);
	for (unsigned age = 0; age <= KNOWN_RUNS_MAX; age++) {
		if (a.count[age] > most)
			a.count[age] = most;
		most -= a.count[age];
	}
	if (rc == 0 && fseek(f, HEADER_BYTES, SEEK_SET) != 0)
		rc = -errno;
	return rc == 0 ? read_entries(f, take_entry, &a) : rc;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

int
known_signatures_read(struct known_signatures *k, const char *path,
    const struct known_room *room, const uint8_t secret[KNOWN_SECRET_BYTES],
    struct known_file *out)
{
	/* New ones have half of the room at least. */
	size_t more = least(room->more, room->most / 2);
	*out = (struct known_file){0};
	int fd = file_open_regular(path);
	if (fd == -ENOENT)
		return known_signatures_init(
		    k, least(room->more, room->most), secret);
	FILE *f = fd >= 0 ? fdopen(fd, "rb") : NULL;
	if (f == NULL)
		return fd < 0 ? fd : -ENOMEM;
	out->anew = !count_entries(f, secret, &out->count);
	if (out->anew)
		out->count = 0;
	size_t taken = least(out->count, room->most - more);
	int rc = known_signatures_init(
	    k, least(taken + room->more, room->most), secret);
	if (rc == 0 && !out->anew)
		rc = take_most(k, f, taken);
	out->taken = taken;
	k->left_out = out->count - taken;
	fclose(f);
	return rc;
}

/* The oldest age of which all can stay. */
static unsigned
oldest_to_keep(const struct known_signatures *k)
{
	size_t of_age[256] = {0}, next = 0, sum = 0;
	struct known_signature s;
	unsigned age;
	while (known_signatures_next(k, &next, &s, &age))
		of_age[age]++;
	for (age = 0; age <= KNOWN_RUNS_MAX; age++) {
		sum += of_age[age];
		if (sum > MOST)
			break;
	}
	return age > 0 ? age - 1 : 0;
}

/* A file while it is written. */
struct known_writer {
	const struct known_signatures *known;
	FILE *old; /* the one before; NULL: all of it is known */
	int fd, rc;
	size_t written, n;
	uint64_t entries[AT_ONCE][2];
};

static void
flush_entries(struct known_writer *w)
{
	if (w->rc == 0)
		w->rc = file_write_all(w->fd, w->entries, w->n * ENTRY_BYTES);
	w->n = 0;
}

/* One run older by the next; what that uses is young again. */
static void
write_entry(void *arg, const struct known_signature *s, unsigned age)
{
	struct known_writer *w = arg;
	if (w->written == MOST)
		return;
	w->entries[w->n][0] = s->high;
	w->entries[w->n++][1] = s->low << 8 | (age + 1);
	w->written++;
	if (w->n == AT_ONCE)
		flush_entries(w);
}

/* What there was no room for: nobody knows whether it is of use. */
static void
write_left_out(void *arg, const struct known_signature *s, unsigned age)
{
	struct known_writer *w = arg;
	if (!known_signatures_lists(w->known, s))
		write_entry(w, s, age);
}

static void
write_entries(struct known_writer *w)
{
	unsigned oldest = oldest_to_keep(w->known), age;
	struct known_signature s;
	size_t next = 0, count;
	while (known_signatures_next(w->known, &next, &s, &age))
		if (age <= oldest)
			write_entry(w, &s, age);
	if (w->old != NULL && count_entries(w->old, w->known->secret, &count)) {
		int rc = read_entries(w->old, write_left_out, w);
		w->rc = w->rc == 0 ? rc : w->rc;
	}
	flush_entries(w);
}

static int
write_all(const void *arg, int fd)
{
	struct known_writer *const *at = arg, *w = *at;
	uint8_t header[HEADER_BYTES];
	w->fd = fd;
	w->rc = header_of(w->known->secret, header)
		    ? file_write_all(fd, header, HEADER_BYTES)
		    : -ENOMEM;
	write_entries(w);
	return w->rc;
}

/* Where not all of the file was taken it is read once more. */
static int
replace(const struct known_signatures *k, const char *path, const char *new)
{
	struct known_writer w = {.known = k}, *at = &w;
	int fd = k->left_out > 0 ? file_open_regular(path) : -ENOENT;
	w.old = fd >= 0 ? fdopen(fd, "rb") : NULL;
	int rc = file_replace(path, new, 0666, write_all, &at);
	if (w.old != NULL)
		fclose(w.old);
	return rc;
}

int
known_signatures_write(const struct known_signatures *k, const char *path)
{
	char new[PATH_MAX], key[PATH_MAX];
	int rc = beside(path, ".new", new);
	if (rc == 0)
		rc = beside(path, ".key", key);
	if (rc < 0)
		return rc;
	/* Two that end at once come one after the other. */
	int lock = file_open_regular(key);
	if (lock < 0)
		return lock;
	rc = flock(lock, LOCK_EX) < 0 ? -errno : replace(k, path, new);
	close(lock);
	return rc;
}
