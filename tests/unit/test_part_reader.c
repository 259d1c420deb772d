/*
 * What a run that was killed left: its open parts are read as far as they are
 * whole (part_reader.h), and become whole (part_adopt.h).
 */
#include "output/part_reader.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gzip.h"
#include "base/macros.h"
#include "base/text.h"
#include "output/part_adopt.h"
#include "tap.h"
#include "test_folder.h"

#define FIRST  "dns/part-0-00000.ndjson.gz"
#define SECOND "dns/part-0-00001.ndjson.gz"

/* A member with these lines, and how long it is; the caller frees it. */
static uint8_t *
member_of(const char *lines, size_t *len)
{
	struct gzip_deflater *d = gzip_default->deflater_new();
	uint8_t *out = malloc(gzip_default->member_bound(strlen(lines)));
	*len = gzip_default->member_deflate(
	    d, (const uint8_t *)lines, strlen(lines), out);
	gzip_default->deflater_free(d);
	return out;
}

/* Two members of two lines each, and the first `torn` bytes of a third. */
static void
write_part(const char *file, size_t torn)
{
	static const char *const lines[] = {"a\nb\n", "c\nd\n", "e\nf\n"};
	struct text t;
	text_init(&t);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		size_t len;
		uint8_t *member = member_of(lines[i], &len);
		text_add_bytes(&t, member, i < 2 || torn > len ? len : torn);
		free(member);
	}
	write_bytes(file, t.bytes, t.len);
	text_fini(&t);
}

static size_t
third_member_bytes(void)
{
	size_t len;
	free(member_of("e\nf\n", &len));
	return len;
}

/* "NUMBER:TEXT " of each line, and in capitals what else is said. */
static void
read_all(struct part_reader *r, struct text *out)
{
	static const char *const words[] = {
	    [PART_READ_END] = "END",
	    [PART_READ_LONG] = "LONG",
	    [PART_READ_TORN] = "TORN",
	    [PART_READ_BAD] = "BAD",
	    [PART_READ_TAIL] = "TAIL",
	    [PART_READ_ERROR] = "ERROR",
	};
	struct part_line line;
	enum part_read read;
	text_init(out);
	do {
		read = part_reader_next(r, &line);
		if (read == PART_READ_LINE)
			text_addf(out, "%llu:%s ",
			    (unsigned long long)line.number, line.text);
		else
			text_addf(out, "%s ", words[read]);
	} while (read != PART_READ_END && read != PART_READ_ERROR);
}

static bool
reads(bool open, const char *want)
{
	struct part_reader *r;
	struct text have;
	if (part_reader_open(test_folder, "dns", open, &r) < 0)
		return false;
	read_all(r, &have);
	bool same = strcmp(have.bytes, want) == 0;
	if (!same)
		printf("# have %s, want %s\n", have.bytes, want);
	text_fini(&have);
	part_reader_close(r);
	return same;
}

static void
clear(void)
{
	char command[100];
	snprintf(command, sizeof(command), "rm -rf %s/dns", test_folder);
	if (system(command) != 0 || mkdir(path_of("dns"), 0700) < 0)
		abort();
}

static off_t
size_of(const char *file)
{
	struct stat st;
	return stat(path_of(file), &st) == 0 ? st.st_size : -1;
}

/* Writer 10 is no neighbour of writer 1. */
static void
order(void)
{
	clear();
	write_bytes("dns/part-10-00000.ndjson.gz", "ten\n", 4);
	write_bytes("dns/part-2-00010.ndjson.gz", "later\n", 6);
	write_bytes("dns/part-2-00009.ndjson.gz", "two\n", 4);
	write_bytes("dns/notes.ndjson.gz", "none\n", 5);
	write_bytes("dns/part-3-00000.csv", "none\n", 5);
	ok(reads(true, "1:two 1:later 1:ten END "),
	    "parts by writer, then by number, and nothing else");
}

/* Wherever the last member is torn, all of those before are given. */
static void
open_parts(void)
{
	bool good = true;
	clear();
	for (size_t torn = 0; torn < third_member_bytes(); torn++) {
		write_part(FIRST ".tmp", torn);
		good &= reads(true, torn == 0 ? "1:a 2:b 3:c 4:d END "
					      : "1:a 2:b 3:c 4:d TAIL END ");
	}
	ok(good, "an open part is read up to its last whole member");
	write_bytes(FIRST ".tmp", "\x1f\x8b", 2);
	ok(reads(true, "TAIL END "), "that there is none is no fault");
	write_bytes(FIRST ".tmp", "", 0);
	ok(reads(true, "END "), "nor that it is empty");
	ok(reads(false, "END "), "who does not ask for it does not see it");
}

/* What is torn although its writer ended it is damage. */
static void
torn_parts(void)
{
	clear();
	write_part(FIRST, 5);
	write_part(SECOND, 100);
	ok(reads(false, "1:a 2:b 3:c 4:d TORN 1:a 2:b 3:c 4:d 5:e 6:f END "),
	    "a finished part that is torn says so, and the next follows");
}

static void
counts(void)
{
	struct part_reader *r;
	struct text out;
	size_t count;
	clear();
	write_part(FIRST, 100);
	write_part(SECOND, 3);
	write_part("dns/part-0-00002.ndjson.gz.tmp", 3);
	if (part_reader_open(test_folder, "dns", true, &r) < 0)
		abort();
	read_all(r, &out);
	const struct part_info *p = part_reader_parts(r, &count);
	ok(count == 2 && p[0].records == 6 && p[0].text_bytes == 12 &&
		p[0].bytes == (uint64_t)size_of(FIRST) &&
		strcmp(p[0].path, FIRST) == 0 && strcmp(p[0].kind, "dns") == 0,
	    "what is in a whole part is counted; a torn one is not told of");
	ok(count == 2 && p[1].records == 4 && p[1].text_bytes == 8 &&
		p[1].bytes == (uint64_t)size_of(SECOND) - 3,
	    "of an open one, what is whole");
	text_fini(&out);
	part_reader_close(r);
}

static bool
adopt(struct array *parts)
{
	struct text path;
	text_init(&path);
	int rc = part_adopt(test_folder, "dns", parts, &path);
	text_fini(&path);
	return rc == 0;
}

/* Is it what a writer would have told of this part? */
static bool
is_info(const struct part_info *p, const char *path, uint64_t records)
{
	struct part_reader *r;
	struct text out;
	size_t count;
	if (part_reader_open(test_folder, "dns", false, &r) < 0)
		abort();
	read_all(r, &out);
	const struct part_info *all = part_reader_parts(r, &count);
	bool same = strcmp(p->path, path) == 0 && p->records == records &&
		    p->bytes == (uint64_t)size_of(path);
	bool known = false;
	for (size_t i = 0; i < count; i++)
		known |= memcmp(&all[i], p, sizeof(*p)) == 0;
	text_fini(&out);
	part_reader_close(r);
	return same && known;
}

static void
adoption(void)
{
	struct array parts = {0};
	clear();
	write_part(FIRST, 100);
	write_part(SECOND ".tmp", 7);
	write_bytes("dns/part-1-00000.ndjson.gz.tmp", "\x1f", 1);
	ok(adopt(&parts) && parts.count == 2 && is_info(parts.at, FIRST, 6) &&
		is_info((struct part_info *)parts.at + 1, SECOND, 4),
	    "an open part becomes a whole one, and all are counted");
	ok(size_of(SECOND ".tmp") < 0 &&
		size_of("dns/part-1-00000.ndjson.gz") < 0 &&
		size_of("dns/part-1-00000.ndjson.gz.tmp") < 0,
	    "one without a whole member is removed");
	ok(reads(true, "1:a 2:b 3:c 4:d 5:e 6:f 1:a 2:b 3:c 4:d END "),
	    "no line is lost, and none is there twice");
	off_t was = size_of(SECOND);
	parts.count = 0;
	ok(adopt(&parts) && parts.count == 2 && size_of(SECOND) == was,
	    "once more, nothing is left to do");
	array_fini(&parts);
}

/* More is lost than what was being written: somebody has to hear of it. */
static void
damage(void)
{
	static uint8_t junk[40];
	struct array parts = {0};
	struct text said;
	char want[64], open_part[PATH_MAX];
	text_init(&said);
	clear();
	write_part(FIRST ".tmp", third_member_bytes() - 1);
	ok(part_adopt(test_folder, "dns", &parts, &said) == 0 && said.len == 0,
	    "nothing is said of a member that was torn");
	off_t whole = size_of(FIRST);
	int fd = open(path_of(FIRST), O_WRONLY | O_APPEND);
	snprintf(open_part, sizeof(open_part), "%s", path_of(FIRST ".tmp"));
	if (rename(path_of(FIRST), open_part) < 0 ||
	    write(fd, junk, sizeof(junk)) != sizeof(junk))
		abort();
	close(fd);
	parts.count = 0;
	ok(part_adopt(test_folder, "dns", &parts, &said) == 0 &&
		parts.count == 1 && size_of(FIRST) == whole,
	    "what is damaged is cut");
	snprintf(want, sizeof(want), "damaged; 40 of %lld bytes",
	    (long long)whole + 40);
	ok(said.len > 0 && strstr(said.bytes, want) != NULL &&
		strstr(said.bytes, FIRST) != NULL,
	    "and how much of which part is said");
	text_fini(&said);
	array_fini(&parts);
}

/* The next writer goes on behind what was adopted. */
static void
goes_on(void)
{
	struct part_config config = {.dir = test_folder, .kind = "dns"};
	struct part_writer *w;
	if (part_writer_open(&config, &w) < 0)
		abort();
	ok(part_add_line(w, "g\n", 2) == 0 && part_finish(w) == 0 &&
		size_of("dns/part-0-00002.ndjson.gz") > 0,
	    "the next writer takes the next number");
	part_writer_close(w);
}

static void
refusal(void)
{
	struct array parts = {0};
	struct text path;
	text_init(&path);
	clear();
	write_part(FIRST, 5);
	ok(part_adopt(test_folder, "dns", &parts, &path) == -EBADMSG &&
		strcmp(path.bytes, path_of(FIRST)) == 0 && parts.count == 0,
	    "a finished part that is torn is named");
	text_clear(&path);
	ok(part_adopt(test_folder, "smtp", &parts, &path) == 0 &&
		parts.count == 0,
	    "no folder of the kind: nothing to do");
	text_fini(&path);
	array_fini(&parts);
}

/* A link may lead anywhere, and the scan that goes on may be root's. */
static void
no_links(void)
{
	struct array parts = {0};
	char target[PATH_MAX];
	clear();
	write_part("dns/other", 7);
	off_t was = size_of("dns/other");
	snprintf(target, sizeof(target), "%s", path_of("dns/other"));
	if (symlink(target, path_of(FIRST ".tmp")) < 0)
		abort();
	ok(!adopt(&parts) && size_of("dns/other") == was,
	    "what a link leads to is not cut");
	array_fini(&parts);
}

int
main(void)
{
	if (mkdtemp(test_folder) == NULL)
		return 1;
	order();
	open_parts();
	torn_parts();
	counts();
	adoption();
	goes_on();
	damage();
	refusal();
	no_links();
	char command[100];
	snprintf(command, sizeof(command), "rm -r %s", test_folder);
	return system(command) != 0 || tap_end();
}
