#include "analysis/dnssec/known_signatures_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/thread.h"

#include "tap.h"

enum { MANY = 20000, THREADS = 4 };

static const uint8_t secret[KNOWN_SECRET_BYTES] =
    "a secret of thirty-two bytes...";

static struct known_signature
numbered(const struct known_signatures *k, uint32_t n)
{
	static const uint8_t key_bytes[] = {1, 1, 3, 13, 5};
	const struct dnskey key = {.rdata = {key_bytes, sizeof(key_bytes)}};
	const struct rdata signature = {key_bytes, 3};
	return known_signature_of(
	    k, (const uint8_t *)&n, sizeof(n), &key, &signature);
}

static bool
has(struct known_signatures *k, uint32_t n)
{
	struct known_signature s = numbered(k, n);
	return known_signatures_have(k, &s);
}

static void
add(struct known_signatures *k, uint32_t from, uint32_t to)
{
	for (uint32_t n = from; n < to; n++) {
		struct known_signature s = numbered(k, n);
		known_signatures_add(k, &s);
	}
}

static bool
has_all(struct known_signatures *k, uint32_t from, uint32_t to)
{
	bool all = true;
	for (uint32_t n = from; n < to; n++)
		all = all && has(k, n);
	return all;
}

/* Nothing that the check reads may be left out, nor move into its neighbour. */
static void
test_digest(void)
{
	static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8};
	static const struct {
		size_t data, key, signature;
	} rows[] = {{2, 2, 2}, {3, 2, 2}, {2, 3, 2}, {2, 2, 3}, {1, 3, 2},
	    {2, 1, 3}, {0, 4, 2}};
	struct known_signature seen[ARRAY_LEN(rows)], other;
	struct known_signatures k;
	bool different = true;
	ok(known_signatures_init(&k, 10, secret) == 0, "a table");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct dnskey key = {
		    .rdata = {bytes + rows[i].data, rows[i].key}};
		struct rdata signature = {
		    bytes + rows[i].data + rows[i].key, rows[i].signature};
		seen[i] = known_signature_of(
		    &k, bytes, rows[i].data, &key, &signature);
		for (size_t j = 0; j < i; j++)
			different = different && seen[i].low != seen[j].low;
	}
	ok(different, "each part counts, and where it ends");
	k.secret[31] ^= 1;
	other = numbered(&k, 7);
	known_signatures_add(&k, &other);
	k.secret[31] ^= 1;
	ok(!has(&k, 7), "and so does the secret");
	known_signatures_fini(&k);
}

static void
test_table(void)
{
	struct known_signatures k;
	ok(known_signatures_init(&k, MANY, secret) == 0, "a table");
	ok(!has(&k, 0), "nothing is known at first");
	add(&k, 0, MANY);
	ok(has_all(&k, 0, MANY) && !has(&k, MANY), "what was added, no more");
	ok(k.count == MANY && k.found == MANY, "counted");
	add(&k, 0, MANY);
	ok(k.count == MANY, "and once");
	known_signatures_fini(&k);
}

/* More than there is room for: no harm, and no endless search. */
static void
test_full(void)
{
	struct known_signatures k;
	ok(known_signatures_init(&k, 1, secret) == 0, "a small table");
	add(&k, 0, MANY);
	ok(has_all(&k, 0, 600) && k.count < 1024 && !has(&k, MANY - 1),
	    "what did not fit is not known");
	known_signatures_fini(&k);
}

static void
work(void *arg)
{
	struct known_signatures *k = arg;
	for (uint32_t n = 0; n < MANY; n++) {
		(void)has(k, n);
		add(k, n, n + 1);
		(void)has(k, n / 2);
	}
}

static void
test_threads(void)
{
	struct known_signatures k;
	struct thread threads[THREADS];
	unsigned started = 0;
	ok(known_signatures_init(&k, (size_t)THREADS * MANY, secret) == 0,
	    "a table");
	while (started < THREADS &&
	       thread_start(&threads[started], "adds", work, &k) == 0)
		started++;
	for (unsigned i = 0; i < started; i++)
		thread_join(&threads[i]);
	ok(started == THREADS && has_all(&k, 0, MANY) && !has(&k, MANY),
	    "by several threads at once");
	known_signatures_fini(&k);
}

static int
reread(const char *path, struct known_signatures *k, bool *anew)
{
	static const struct known_room room = {MANY, 100 * MANY};
	uint8_t key[KNOWN_SECRET_BYTES];
	struct known_file file;
	int rc = known_signatures_secret(path, key);
	if (rc == 0)
		rc = known_signatures_read(k, path, &room, key, &file);
	*anew = file.anew;
	return rc;
}

/* Writes back what is there, `runs` times. */
static void
age(const char *path, unsigned runs)
{
	struct known_signatures k;
	bool anew;
	for (unsigned i = 0; i < runs; i++) {
		if (reread(path, &k, &anew) < 0)
			abort();
		(void)!known_signatures_write(&k, path);
		known_signatures_fini(&k);
	}
}

static void
test_file(const char *path)
{
	struct known_signatures k;
	bool anew;
	ok(reread(path, &k, &anew) == 0 && !anew && k.count == 0,
	    "no file is fine");
	add(&k, 0, MANY);
	ok(known_signatures_write(&k, path) == 0, "written");
	known_signatures_fini(&k);
	ok(reread(path, &k, &anew) == 0 && !anew && k.count == MANY &&
		has_all(&k, 0, MANY) && !has(&k, MANY),
	    "and read again");
	known_signatures_fini(&k);
	age(path, KNOWN_RUNS_MAX - 1);
	ok(reread(path, &k, &anew) == 0 && k.count == MANY && has(&k, 5),
	    "what nobody uses stays for some runs");
	ok(known_signatures_write(&k, path) == 0, "written");
	known_signatures_fini(&k);
	age(path, 1);
	ok(reread(path, &k, &anew) == 0 && k.count == 1 && has(&k, 5),
	    "and then what was used stays");
	known_signatures_fini(&k);
}

/*
 * A file that has more than fits: what was of use lately is known, and all of
 * it is there for whoever has more room.
 */
static void
test_room(const char *path)
{
	struct known_room little = {50, known_signatures_room(1)};
	uint8_t key[KNOWN_SECRET_BYTES];
	struct known_signatures k;
	struct known_file file;
	bool anew;
	if (reread(path, &k, &anew) < 0)
		abort();
	add(&k, 0, MANY);
	(void)!known_signatures_write(&k, path);
	known_signatures_fini(&k);
	age(path, 1);
	if (reread(path, &k, &anew) < 0 || !has_all(&k, 40, 60))
		abort();
	(void)!known_signatures_write(&k, path);
	known_signatures_fini(&k);
	ok(little.most < 1000 && MANY > 2 * little.most, "little room");
	ok(known_signatures_secret(path, key) == 0 &&
		known_signatures_read(&k, path, &little, key, &file) == 0 &&
		!file.anew && file.count == MANY &&
		file.taken == little.most - little.more &&
		k.count == file.taken && has_all(&k, 40, 60),
	    "of a large file the youngest are known");
	add(&k, MANY, MANY + 20);
	ok(has_all(&k, MANY, MANY + 20), "and there is room for new ones");
	ok(known_signatures_write(&k, path) == 0, "written");
	known_signatures_fini(&k);
	ok(reread(path, &k, &anew) == 0 && !anew && k.count == MANY + 20 &&
		has_all(&k, 0, MANY + 20),
	    "with more room all of them are there, each once");
	known_signatures_fini(&k);
	(void)!unlink(path);
}

static void
spoil(const char *path, off_t at, const char *with, size_t len)
{
	int fd = open(path, O_WRONLY);
	if (fd < 0 || pwrite(fd, with, len, at) != (ssize_t)len)
		abort();
	close(fd);
}

/* Whatever happens to the file, it makes nothing known that was not. */
static void
test_damage(const char *path)
{
	struct known_signatures k;
	bool anew;
	if (reread(path, &k, &anew) < 0)
		abort();
	add(&k, 0, 100);
	(void)!known_signatures_write(&k, path);
	known_signatures_fini(&k);

	spoil(path, 100, "0123456789abcdef", 16);
	/* 16 bytes are of two entries at the most, and who knows which. */
	ok(reread(path, &k, &anew) == 0 && !anew &&
		has(&k, 5) + has(&k, 6) + has(&k, 7) > 0 && !has(&k, 1000),
	    "a changed entry is another one");
	known_signatures_fini(&k);

	ok(truncate(path, 1003) == 0 && reread(path, &k, &anew) == 0 && anew &&
		k.count == 0,
	    "one that was cut is made anew");
	ok(known_signatures_write(&k, path) == 0, "written");
	known_signatures_fini(&k);

	spoil(path, 20, "x", 1);
	ok(reread(path, &k, &anew) == 0 && anew, "one of another kind, too");
	known_signatures_fini(&k);
	ok(truncate(path, 0) == 0 && reread(path, &k, &anew) == 0 && anew,
	    "and an empty one");
	known_signatures_fini(&k);
}

static void
test_secret(const char *path)
{
	char key[PATH_MAX + 4];
	uint8_t first[KNOWN_SECRET_BYTES], again[KNOWN_SECRET_BYTES];
	struct known_signatures k;
	static const struct known_room room = {1, 1000};
	struct stat st;
	struct known_file file;
	snprintf(key, sizeof(key), "%s.key", path);
	ok(known_signatures_secret(path, first) == 0 &&
		known_signatures_secret(path, again) == 0 &&
		memcmp(first, again, sizeof(first)) == 0,
	    "a secret stays");
	ok(stat(key, &st) == 0 && (st.st_mode & 0777) == 0600,
	    "which nobody else reads");
	if (known_signatures_read(&k, path, &room, first, &file) < 0)
		abort();
	add(&k, 0, 10);
	(void)!known_signatures_write(&k, path);
	known_signatures_fini(&k);
	first[0] ^= 1;
	ok(known_signatures_read(&k, path, &room, first, &file) == 0 &&
		file.anew && k.count == 0,
	    "with another one the file is worth nothing");
	known_signatures_fini(&k);
	ok(chmod(key, 0640) == 0 &&
		known_signatures_secret(path, again) == -EACCES,
	    "one that others read is none");
	ok(chmod(key, 0600) == 0 && truncate(key, 31) == 0 &&
		known_signatures_secret(path, again) == -EBADMSG,
	    "nor one that is too short");
	ok(unlink(key) == 0 && known_signatures_secret(path, again) == 0 &&
		known_signatures_read(&k, path, &room, again, &file) == 0 &&
		file.anew,
	    "without it both are made anew");
	known_signatures_fini(&k);
}

int
main(void)
{
	char dir[] = "/tmp/known_signatures.XXXXXX", path[PATH_MAX];
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/memo", dir);
	test_digest();
	test_table();
	test_full();
	test_threads();
	test_file(path);
	(void)!unlink(path);
	test_room(path);
	test_damage(path);
	test_secret(path);
	(void)!file_remove_tree(dir);
	return tap_end();
}
