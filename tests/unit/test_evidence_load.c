/* A run's records, read by several threads: the same as by one. */
#include "analysis/evidence/load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/evidence/evidence.h"
#include "analysis/evidence/line_batch.h"
#include "base/gzip.h"
#include "tap.h"
#include "test_folder.h"

/* So many that there are several batches. */
enum { QUESTIONS = 5 * LINE_BATCH_LINES, HOSTS = 300 };

#define AT  "\"rx_ts\":\"2026-11-23T09:00:00Z\""
#define SHA "%064x"

/* More threads than evidence has parts for, too. */
static const unsigned threads[] = {0, 3, 8, EVIDENCE_PARTS_MAX + 6};

/* All lines of `t` as gzip members of `step` bytes. */
static void
write_gzip(const char *file, const struct text *t, size_t step)
{
	struct gzip_deflater *d = gzip_default->deflater_new();
	uint8_t *member = malloc(gzip_default->member_bound(step));
	struct text out;
	text_init(&out);
	for (size_t at = 0; at < t->len; at += step) {
		size_t len = t->len - at < step ? t->len - at : step;
		len = gzip_default->member_deflate(
		    d, (const uint8_t *)t->bytes + at, len, member);
		text_add_bytes(&out, (const char *)member, len);
	}
	write_bytes(file, out.bytes, out.len);
	text_fini(&out);
	free(member);
	gzip_default->deflater_free(d);
}

/* Two records of each question: the later says NXDOMAIN. */
static void
add_question(struct text *t, unsigned i)
{
	text_addf(t,
	    "{\"name\":\"n%u.se\",\"type\":\"MX\",\"status\":\"%s\"," AT
	    ",\"zone\":\"se\",\"data\":{\"answers\":[],\"authorities\":[]}}\n",
	    i / 2, i % 2 == 0 ? "NOERROR" : "NXDOMAIN");
}

static void
add_questions(struct text *t, unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++)
		add_question(t, i);
}

/* Sessions with certificates, and delegations. */
static void
write_rest(void)
{
	struct text smtp, cert, delegation;
	text_init(&smtp);
	text_init(&cert);
	text_init(&delegation);
	for (unsigned i = 0; i < HOSTS; i++) {
		text_addf(&smtp,
		    "{\"host\":\"h%u.se\",\"ip\":\"192.0.2.%u\",\"port\":25,"
		    "\"status\":\"OK\"," AT ",\"chain\":[\"" SHA "\"]}\n",
		    i / 3, i % 7, i);
		text_addf(&cert,
		    "{\"sha256\":\"" SHA "\",\"spki_sha256\":\"" SHA
		    "\",\"der\":\"MAA=\"}\n",
		    i, i / 2);
		text_addf(&delegation,
		    "{\"domain\":\"n%u.se\",\"zone\":\"se\",\"ns\":[],"
		    "\"ds\":[]}\n",
		    i);
	}
	write_gzip("smtp/part-0-00000.ndjson.gz", &smtp, 4096);
	write_gzip("cert/part-0-00000.ndjson.gz", &cert, 4096);
	write_bytes("delegation/part-0-00000.ndjson.gz", delegation.bytes,
	    delegation.len);
	text_fini(&smtp);
	text_fini(&cert);
	text_fini(&delegation);
}

/* One part plain, one of gzip members that do not end where lines do. */
static void
write_run(void)
{
	struct text plain, zipped;
	text_init(&plain);
	text_init(&zipped);
	add_questions(&plain, 0, QUESTIONS / 2 - 1);
	add_questions(&zipped, QUESTIONS / 2 - 1, QUESTIONS);
	write_bytes("dns/part-0-00000.ndjson.gz", plain.bytes, plain.len);
	write_gzip("dns/part-0-00001.ndjson.gz", &zipped, 100000);
	write_rest();
	text_fini(&plain);
	text_fini(&zipped);
}

static void
add_replies(struct text *t, const struct evidence *e, struct arena *arena)
{
	struct name_map_entry *s = name_map_sorted(&e->replies, arena);
	for (size_t i = 0; i < name_map_count(&e->replies); i++) {
		const struct reply *r = s[i].value;
		dns_name_add_text(t, r->name);
		text_addf(t, " %u %s %llu\n", r->type, r->status,
		    (unsigned long long)r->order);
	}
}

static void
add_sessions(struct text *t, const struct evidence *e, struct arena *arena)
{
	struct name_map_entry *s = name_map_sorted(&e->sessions, arena);
	char ip[ADDR_TEXT_MAX];
	for (size_t i = 0; i < name_map_count(&e->sessions); i++) {
		const struct host_sessions *h = s[i].value;
		for (size_t k = 0; k < h->count; k++) {
			dns_name_add_text(t, h->at[k].host);
			text_add(t, " ");
			text_add(t, addr_format(&h->at[k].ip, ip));
			text_addf(t, " %02x%02x\n", h->at[k].chain[0][30],
			    h->at[k].chain[0][31]);
		}
	}
}

/* All that is there, as text. */
static void
describe(struct text *t, const struct evidence *e)
{
	struct arena arena;
	arena_init(&arena);
	add_replies(t, e, &arena);
	add_sessions(t, e, &arena);
	for (size_t i = 0; i < e->cert_count; i++) {
		text_addf(t, "%02x%02x ", e->certs[i].sha256[30],
		    e->certs[i].sha256[31]);
		if (e->certs[i].host != NULL)
			dns_name_add_text(t, e->certs[i].host);
		text_add(t, "\n");
	}
	text_addf(t, "%zu delegations, %zu zones\n",
	    name_map_count(&e->delegations), name_map_count(&e->zones));
	arena_fini(&arena);
}

/* Of one time, the record that came later in the files is kept. */
static bool
all_later(const struct evidence *e)
{
	size_t later = 0;
	for (size_t i = 0; i < name_map_count(&e->replies); i++) {
		const struct name_map_entry *s = name_map_entry(&e->replies, i);
		const struct reply *r = s->value;
		later += r->nxdomain;
	}
	return name_map_count(&e->replies) == QUESTIONS / 2 &&
	       later == QUESTIONS / 2;
}

static void
load_whole(unsigned n, struct text *out, struct run_count *count)
{
	struct evidence e;
	evidence_init(&e);
	int rc = evidence_load_run(&e, test_folder, n, count);
	ok(rc == 0 && count->damaged == 0 && all_later(&e) &&
		count->lines == QUESTIONS + 3 * HOSTS,
	    "a run is read, parts in order");
	describe(out, &e);
	evidence_fini(&e);
}

static void
whole(void)
{
	struct text one, other;
	struct run_count count = {0};
	text_init(&one);
	load_whole(1, &one, &count);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		char name[64];
		count = (struct run_count){0};
		text_init(&other);
		load_whole(threads[i], &other, &count);
		snprintf(
		    name, sizeof(name), "by %u threads as by one", threads[i]);
		ok(text_ok(&one) && other.len == one.len &&
			memcmp(one.bytes, other.bytes, one.len) == 0,
		    name);
		text_fini(&other);
	}
	text_fini(&one);
}

/* Sessions and certificates alone, as of an earlier run. */
static void
sessions(void)
{
	struct evidence e;
	struct run_count count = {0};
	evidence_init(&e);
	int rc = evidence_load_sessions(
	    &e, &(struct run_source){.run = test_folder}, 3, &count);
	ok(rc == 0 && count.lines == 2 * HOSTS &&
		name_map_count(&e.replies) == 0 &&
		name_map_count(&e.delegations) == 0 && e.cert_count == HOSTS &&
		name_map_count(&e.sessions) == HOSTS / 3,
	    "sessions and certificates alone");
	evidence_fini(&e);
}

typedef int load_fn(struct evidence *e, const char *path, unsigned threads,
    struct run_count *count);

/* What it says on standard error, "DIR/" left out. */
static int
load_logged(load_fn *load, const char *path, unsigned n,
    struct run_count *count, char said[2048])
{
	struct evidence e;
	char log[] = "/tmp/test_load_log.XXXXXX", *at;
	int fd = mkstemp(log), kept = dup(STDERR_FILENO);
	unlink(log);
	fflush(stderr);
	dup2(fd, STDERR_FILENO);
	evidence_init(&e);
	int rc = load(&e, path, n, count);
	evidence_fini(&e);
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	ssize_t len = pread(fd, said, 2047, 0);
	said[len > 0 ? len : 0] = 0;
	close(fd);
	while ((at = strstr(said, path_of(""))) != NULL)
		memmove(at, at + sizeof(test_folder),
		    strlen(at + sizeof(test_folder)) + 1);
	return rc;
}

static bool
same_text(const char *have, const char *want)
{
	bool same = strcmp(have, want) == 0;
	if (!same)
		printf("# have %s# want %s", have, want);
	return same;
}

/* Lines that are wrong, in several batches and parts. */
static void
write_damage(void)
{
	struct text t;
	text_init(&t);
	add_questions(&t, 0, 2);
	text_add(&t, "{\"name\":1}\n"); /* line 3 */
	add_questions(&t, 2, 2 * LINE_BATCH_LINES);
	text_add(&t, "no JSON\n{\"name\":2}\n");
	add_questions(&t, 2 * LINE_BATCH_LINES, QUESTIONS);
	write_bytes("dns/part-0-00000.ndjson.gz", t.bytes, t.len);
	text_clear(&t);
	text_add(&t, "[\n");
	write_gzip("dns/part-0-00001.ndjson.gz", &t, 100);
	text_fini(&t);
}

#define FAULT_3                                                                \
	"danesweep: dns/part-0-00000.ndjson.gz:3: \"name\" is not a domain "   \
	"name\n"

static const char all_faults[] =
    FAULT_3 "danesweep: dns/part-0-00000.ndjson.gz:8194: not JSON\n"
	    "danesweep: dns/part-0-00000.ndjson.gz:8195: \"name\" is not a "
	    "domain name\n"
	    "danesweep: dns/part-0-00001.ndjson.gz:1: not JSON\n";

static void
with_damage(unsigned n)
{
	struct run_count count = {0};
	char said[2048];
	int rc = load_logged(evidence_load_run, test_folder, n, &count, said);
	ok(rc == 0 && count.damaged == 4, "damaged lines are counted");
	ok(same_text(said, all_faults), "... and named, in order");
}

static void
strict(unsigned n)
{
	struct run_count count = {.strict = true};
	char file[256], said[2048];
	snprintf(
	    file, sizeof(file), "%s", path_of("dns/part-0-00000.ndjson.gz"));
	int rc = load_logged(evidence_load_records, file, n, &count, said);
	ok(rc == -EBADMSG && count.damaged == 1 && same_text(said, FAULT_3),
	    "loose records, strict: the first damage is named");
	count = (struct run_count){.strict = true};
	rc = load_logged(evidence_load_run, test_folder, n, &count, said);
	ok(rc == -EBADMSG && count.damaged == 1 && same_text(said, FAULT_3),
	    "a run, strict: the same");
}

static bool
has_one(const struct evidence *e)
{
	return name_map_count(&e->replies) == 1 && e->cert_count == 0;
}

/* Loose records: a plain file, and standard input. */
static void
records(void)
{
	struct evidence e;
	struct run_count count = {.strict = true};
	struct text t;
	text_init(&t);
	add_questions(&t, 0, 2);
	write_bytes("loose", t.bytes, t.len);
	evidence_init(&e);
	int rc = evidence_load_records(&e, path_of("loose"), 2, &count);
	ok(rc == 0 && count.lines == 2 && has_one(&e), "loose records");
	evidence_fini(&e);

	evidence_init(&e);
	count = (struct run_count){.strict = true};
	if (freopen(path_of("loose"), "r", stdin) == NULL)
		abort();
	rc = evidence_load_records(&e, "-", 2, &count);
	ok(rc == 0 && count.lines == 2 && has_one(&e), "of standard input");
	evidence_fini(&e);
	text_fini(&t);
}

static void
absent(void)
{
	struct run_count count = {.strict = true};
	char said[2048];
	int rc =
	    load_logged(evidence_load_records, "/nonexistent", 1, &count, said);
	ok(rc == -ENOENT && count.lines == 0 && said[0] != 0, "no such file");
	rc = load_logged(evidence_load_run, "/nonexistent", 1, &count, said);
	ok(rc == 0 && count.lines == 0 && said[0] == 0,
	    "no such folder: nothing to read");
}

static void
remove_run(void)
{
	static const char *const all[] = {"dns/part-0-00000.ndjson.gz",
	    "dns/part-0-00001.ndjson.gz", "smtp/part-0-00000.ndjson.gz",
	    "cert/part-0-00000.ndjson.gz", "delegation/part-0-00000.ndjson.gz",
	    "loose", "dns", "smtp", "cert", "delegation", ""};
	bool gone = true;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		gone = remove(path_of(all[i])) == 0 && gone;
	ok(gone, "the run is removed");
}

int
main(void)
{
	if (mkdtemp(test_folder) == NULL || mkdir(path_of("dns"), 0700) < 0 ||
	    mkdir(path_of("smtp"), 0700) < 0 ||
	    mkdir(path_of("cert"), 0700) < 0 ||
	    mkdir(path_of("delegation"), 0700) < 0)
		return 1;
	write_run();
	whole();
	sessions();
	records();
	write_damage();
	with_damage(1);
	with_damage(4);
	strict(1);
	strict(4);
	absent();
	remove_run();
	return tap_end();
}
