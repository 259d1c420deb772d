#include "output/part.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <signal.h>

#include "base/file.h"
#include "base/gzip.h"
#include "base/macros.h"
#include "base/text.h"
#include "tap.h"

static char dir[] = "/tmp/test_part.XXXXXX";

static char *
in_dir(const char *path)
{
	static char whole[300];
	snprintf(whole, sizeof(whole), "%s/%s", dir, path);
	return whole;
}

static bool
exists(const char *path)
{
	return access(in_dir(path), F_OK) == 0;
}

static struct part_writer *
open_writer(const char *kind, unsigned writer, uint64_t bytes_max)
{
	struct part_writer *w = NULL;
	struct part_config config = {
	    .dir = dir, .kind = kind, .writer = writer, .bytes_max = bytes_max};
	return part_writer_open(&config, &w) == 0 ? w : NULL;
}

static int
add_numbered(struct part_writer *w, int first, int count)
{
	struct text line;
	int rc = 0;
	text_init(&line);
	for (int i = first; i < first + count && rc == 0; i++) {
		text_clear(&line);
		text_addf(&line, "{\"n\":%d,\"r\":%d}\n", i, rand());
		rc = part_add_line(w, line.bytes, line.len);
	}
	text_fini(&line);
	return rc;
}

/* Lines of a part, each with the number that comes next; -1: one has not. */
static int
count_lines(const char *path, int first)
{
	struct gzip_reader *r;
	const char *line;
	size_t len;
	int n = 0;
	enum gzip_read rc;
	if (gzip_reader_open(in_dir(path), &gzip_zlib, &r) < 0)
		return -1;
	while ((rc = gzip_reader_line(r, &line, &len)) == GZIP_READ_OK)
		if (atoi(line + 5) != first + n++)
			break;
	gzip_reader_close(r);
	return rc == GZIP_READ_END ? n : -1;
}

static bool
sha256_is_right(const struct part_info *p)
{
	uint8_t bytes[4096], sum[32];
	FILE *f = fopen(in_dir(p->path), "rb");
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_DigestInit_ex(ctx, EVP_sha256(), NULL);
	uint64_t all = 0;
	for (size_t n; (n = fread(bytes, 1, sizeof(bytes), f)) > 0; all += n)
		EVP_DigestUpdate(ctx, bytes, n);
	EVP_DigestFinal_ex(ctx, sum, NULL);
	EVP_MD_CTX_free(ctx);
	fclose(f);
	return all == p->bytes && memcmp(sum, p->sha256, 32) == 0;
}

static void
test_rotation(void)
{
	struct part_writer *w = open_writer("dns", 3, 1 << 20);
	ok(w != NULL, "open");
	ok(add_numbered(w, 0, 400000) == 0, "400,000 lines");
	ok(part_finish(w) == 0, "finish");
	size_t count;
	const struct part_info *p = part_list(w, &count);
	ok(count > 1, "several parts");
	int lines = 0;
	bool right = true, sized = true;
	for (size_t i = 0; i < count; i++) {
		/* A part ends with the member that reaches the size. */
		sized &= i + 1 == count || p[i].bytes >= 1 << 20;
		sized &= p[i].bytes < 2 << 20;
		int n = count_lines(p[i].path, lines);
		right &= n > 0 && (uint64_t)n == p[i].records;
		right &= sha256_is_right(&p[i]);
		right &= strcmp(p[i].kind, "dns") == 0;
		lines += n;
	}
	ok(right, "records, sizes and digests are true");
	ok(sized, "each ends at the size to rotate at, and not a member later");
	ok(lines == 400000, "no line is lost or twice");
	ok(exists("dns/part-3-00000.ndjson.gz"), "the name");
	part_writer_close(w);
}

static void
test_names(void)
{
	struct part_writer *w = open_writer("smtp", 0, 0);
	size_t count;
	ok(part_finish(w) == 0, "nothing to finish");
	part_list(w, &count);
	ok(count == 0 && exists("smtp") &&
		!exists("smtp/part-0-00000.ndjson.gz.tmp"),
	    "no line, no file");
	ok(add_numbered(w, 0, 1) == 0 && part_flush(w) == 0, "one line");
	ok(exists("smtp/part-0-00000.ndjson.gz.tmp") &&
		!exists("smtp/part-0-00000.ndjson.gz"),
	    "not finished: a .tmp");
	part_writer_close(w);

	w = open_writer("smtp", 0, 0);
	ok(add_numbered(w, 0, 1) == 0 && part_finish(w) == 0, "once more");
	ok(exists("smtp/part-0-00001.ndjson.gz"), "the next number");
	ok(add_numbered(w, 1, 1) == 0 && part_finish(w) == 0, "goes on");
	ok(count_lines("smtp/part-0-00002.ndjson.gz", 1) == 1, "and on");
	part_writer_close(w);
	ok(count_lines("smtp/part-0-00000.ndjson.gz.tmp", 0) == 1,
	    "what was flushed is whole");
}

/* Two runs may have their parts in one folder. */
static void
test_names_of_runs(void)
{
	static const char *const ids[] = {
	    "01234567-89ab-4def-8000-000000000000",
	    "89abcdef-89ab-4def-8000-000000000000"};
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct part_writer *w = NULL;
		struct part_config config = {
		    .dir = dir, .kind = "dns", .writer = 3, .run_id = ids[i]};
		ok(part_writer_open(&config, &w) == 0 &&
			add_numbered(w, 0, 1) == 0 && part_finish(w) == 0,
		    "a part of a run");
		part_writer_close(w);
	}
	ok(exists("dns/part-01234567-3-00000.ndjson.gz") &&
		exists("dns/part-89abcdef-3-00000.ndjson.gz"),
	    "its name has the run's");
}

/* The run before finished this part: its .tmp is gone, its name is not. */
static void
test_finished_stays(void)
{
	for (int run = 0; run < 2; run++) {
		struct part_writer *w = open_writer("verdict", 0, 0);
		ok(add_numbered(w, 10 * run, 5) == 0 && part_finish(w) == 0,
		    run == 0 ? "a run" : "another into the same directory");
		part_writer_close(w);
	}
	ok(count_lines("verdict/part-0-00000.ndjson.gz", 0) == 5,
	    "a finished part is not overwritten");
	ok(count_lines("verdict/part-0-00001.ndjson.gz", 10) == 5,
	    "the next number is taken");
}

static void
test_long_line(void)
{
	struct part_writer *w = open_writer("cert", 0, 0);
	size_t len = 5000000, count;
	char *line = malloc(len);
	for (size_t i = 0; i < len; i++)
		line[i] = (char)('!' + rand() % 90);
	line[len - 1] = '\n';
	ok(part_add_line(w, line, len) == 0 && part_finish(w) == 0,
	    "a line longer than a member");
	const struct part_info *p = part_list(w, &count);
	ok(count == 1 && p[0].records == 1 && p[0].text_bytes == len &&
		sha256_is_right(p),
	    "is there");
	free(line);
	part_writer_close(w);
}

/* As with a full disk, a write ends half-way. */
static void
test_disk_full(void)
{
	struct rlimit was, limit;
	getrlimit(RLIMIT_FSIZE, &was);
	limit = was;
	limit.rlim_cur = 500000;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);

	struct part_writer *w = open_writer("full", 0, 0);
	ok(add_numbered(w, 0, 300000) == -EFBIG, "the error is told");
	ok(add_numbered(w, 0, 1) == -EFBIG, "and told again");
	ok(part_finish(w) == -EFBIG, "at the end as well");
	size_t count;
	part_list(w, &count);
	ok(count == 0 && !exists("full/part-0-00000.ndjson.gz"),
	    "no part that would not be whole");
	part_writer_close(w);
	setrlimit(RLIMIT_FSIZE, &was);
	ok(count_lines("full/part-0-00000.ndjson.gz.tmp", 0) > 0,
	    "what was written before is whole members");
}

/* What a kill takes is no older than PART_AGE_NS. */
static void
test_age(void)
{
	static const char tmp[] = "age/part-0-00000.ndjson.gz.tmp";
	struct part_writer *w = open_writer("age", 0, 0);
	int64_t t = 1000;
	ok(part_tick(w, t) == 0 && part_tick(w, t + NS_PER_S) == 0 &&
		!exists(tmp),
	    "no line, nothing to write");
	t += NS_PER_S;
	ok(add_numbered(w, 0, 2) == 0 && part_tick(w, t) == 0 &&
		part_tick(w, t + PART_AGE_NS - 1) == 0 && !exists(tmp),
	    "lines that are young wait for more");
	ok(part_tick(w, t + PART_AGE_NS) == 0 && count_lines(tmp, 0) == 2,
	    "old ones are written, as a whole member");
	t += PART_AGE_NS;
	ok(add_numbered(w, 2, 1) == 0 && part_tick(w, t) == 0 &&
		count_lines(tmp, 0) == 2 &&
		part_tick(w, t + PART_AGE_NS) == 0 && count_lines(tmp, 0) == 3,
	    "the next ones have their own time");
	part_writer_close(w);
}

/* How often what was called. */
struct calls {
	unsigned syncs, dir_syncs;
};

static int
count_call(void *ctx, const struct file_event *e)
{
	struct calls *c = ctx;
	c->syncs += e->call == FILE_SYNC;
	c->dir_syncs += e->call == FILE_SYNC_DIR;
	return 0;
}

static void
test_sync(void)
{
	struct calls c = {0};
	struct part_writer *w = open_writer("sync", 0, 0);
	file_set_hook(count_call, &c);
	ok(part_sync(w) == 0 && c.syncs == 0, "nothing to sync");
	ok(add_numbered(w, 0, 1) == 0 && part_sync(w) == 0 && c.syncs == 0,
	    "nor before it is written");
	ok(part_flush(w) == 0 && part_sync(w) == 0 && c.syncs == 1 &&
		c.dir_syncs == 1,
	    "bytes and name of a new part");
	ok(part_sync(w) == 0 && c.syncs == 1, "once");
	ok(add_numbered(w, 1, 1) == 0 && part_flush(w) == 0 &&
		part_sync(w) == 0 && c.syncs == 2 && c.dir_syncs == 1,
	    "later the bytes alone");
	ok(part_finish(w) == 0 && part_sync(w) == 0 && c.syncs == 3 &&
		c.dir_syncs == 2,
	    "a part that is finished is synced");
	file_set_hook(NULL, NULL);
	part_writer_close(w);
}

/* Stands for the certificates of a session. */
static int
give_rc(void *ctx)
{
	int *rc = ctx;
	return exists("before/part-0-00000.ndjson.gz.tmp") ? -EBUSY : *rc;
}

static void
test_before_write(void)
{
	int rc = 0;
	struct part_writer *w = open_writer("before", 0, 0);
	part_before_write(w, give_rc, &rc);
	ok(add_numbered(w, 0, 1) == 0 && part_flush(w) == 0,
	    "what has to be done before is done before");
	part_writer_close(w);
	w = open_writer("before", 1, 0);
	rc = -EIO;
	unlink(in_dir("before/part-0-00000.ndjson.gz.tmp"));
	part_before_write(w, give_rc, &rc);
	ok(add_numbered(w, 0, 1) == 0 && part_flush(w) == -EIO &&
		!exists("before/part-1-00000.ndjson.gz.tmp") &&
		part_finish(w) == -EIO,
	    "and when it fails nothing is written");
	part_writer_close(w);
}

static void
test_group(void)
{
	struct part_writer *w = open_writer("group", 0, 0);
	size_t count;
	ok(part_add_line(w, "{\"n\":0}\n{\"n\":1}\n", 16) == 0 &&
		part_finish(w) == 0,
	    "a group of lines");
	const struct part_info *p = part_list(w, &count);
	ok(count == 1 && p[0].records == 2, "each of them counts");
	part_writer_close(w);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	test_rotation();
	test_names();
	test_names_of_runs();
	test_finished_stays();
	test_long_line();
	test_disk_full();
	test_age();
	test_sync();
	test_before_write();
	test_group();
	ok(open_writer("a/b/c", 0, 0) == NULL, "no such folder");
	ok(open_writer("a_kind_with_a_long_name", 0, 0) == NULL, "long name");
	char command[64];
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command) != 0 || tap_end();
}
