/* A scan without a run directory: its records are one stream, and the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/gzip.h"
#include "base/siphash.h"
#include "output/manifest.h"
#include "tests/unit/tap.h"
#include "world_scan.h"

enum { DOMAINS = 300 };

static const struct sim_path clean = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

/* Records in whatever order: a sum of what stands for each. */
struct records {
	unsigned count;
	uint64_t sum;
};

static void
take(void *ctx, const char *text, size_t len)
{
	struct records *r = ctx;
	r->count++;
	r->sum += siphash(&(struct siphash_key){1, 2}, text, len);
}

/* Of a line of the stream, what a part would hold; NULL: it is none. */
static const char *
without_kind(const char *line, char out[], size_t size)
{
	static const char key[] = "{\"kind\":\"";
	const char *end = strstr(line, "\",");
	if (strncmp(line, key, strlen(key)) != 0 || end == NULL)
		return NULL;
	snprintf(out, size, "{%s", end + 2);
	return out;
}

struct stream {
	struct records records;
	unsigned strange;    /* lines */
	bool ends, complete; /* with a manifest, which says so */
};

static void
read_stream(const char *path, struct stream *s)
{
	static char record[1 << 20];
	struct gzip_reader *r;
	const char *line;
	size_t len;
	*s = (struct stream){0};
	if (gzip_reader_open(path, gzip_default, &r) < 0)
		abort();
	while (gzip_reader_line(r, &line, &len) == GZIP_READ_OK) {
		const char *bare = without_kind(line, record, sizeof(record));
		s->strange += bare == NULL || s->ends;
		if (bare != NULL &&
		    strncmp(line, "{\"kind\":\"manifest\",", 19) == 0) {
			s->ends = true;
			s->complete = strstr(line, "\"complete\":true") != NULL;
		} else if (bare != NULL) {
			take(&s->records, bare, strlen(bare));
		}
	}
	gzip_reader_close(r);
}

static struct world_scan
scan_of(uint64_t seed)
{
	return (struct world_scan){
	    .config = {.seed = seed, .domains = DOMAINS},
	    .path = clean,
	};
}

static void
test_same_records(void)
{
	char path[] = "/tmp/test_stream.XXXXXX";
	struct world_scan scan = scan_of(3);
	struct world_outcome files, stream;
	struct records records = {0};
	struct stream s;
	int fd = mkstemp(path);
	if (fd < 0)
		abort();
	close(fd);
	world_scan_run(&scan, &files);
	world_scan_each_kind(&files, take, &records);
	scan.stream = path;
	world_scan_run(&scan, &stream);
	read_stream(path, &s);
	ok(files.rc == 0 && stream.rc == 0 && records.count > DOMAINS,
	    "a scan into a directory, and the same as a stream");
	ok(s.strange == 0 && s.records.count == records.count &&
		s.records.sum == records.sum,
	    "the same lines, but for their kind");
	printf("# rc %d %d; %u and %u records\n", files.rc, stream.rc,
	    records.count, s.records.count);
	ok(s.ends && s.complete, "the last one is the manifest");
	ok(access(stream.dir, F_OK) < 0, "there is no directory");
	world_scan_remove(&files);
	world_scan_remove(&stream);
	unlink(path);
}

/* Nothing arrives: who waited for it would do so for minutes. */
static void
test_nobody_heard(void)
{
	struct world_scan scan = scan_of(3);
	struct world_outcome waits, does_not;
	scan.path.loss_ppm = 1000000;
	scan.no_self_check = true; /* which waits for the roots */
	scan.stream = "/dev/null";
	world_scan_run(&scan, &waits);
	scan.hears_nobody = true;
	world_scan_run(&scan, &does_not);
	ok(waits.rc == 0 && does_not.rc == 0 && waits.questions > 0 &&
		does_not.questions > 0,
	    "scans that nobody answers");
	ok(waits.took_ns > 10 * NS_PER_S && does_not.took_ns < 2 * NS_PER_S,
	    "one that knows it waits for no reply");
	printf("# %lld and %lld ms, %llu and %llu questions\n",
	    (long long)(waits.took_ns / NS_PER_MS),
	    (long long)(does_not.took_ns / NS_PER_MS),
	    (unsigned long long)waits.questions,
	    (unsigned long long)does_not.questions);
	world_scan_remove(&waits);
	world_scan_remove(&does_not);
}

int
main(void)
{
	test_same_records();
	test_nobody_heard();
	return tap_end();
}
