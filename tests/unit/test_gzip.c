#include "base/gzip.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "base/text.h"
#include "tap.h"

/* One of them; the same one twice where there is no other. */
static const struct gzip_codec *
codec(unsigned i)
{
	bool both = gzip_codecs[1] != NULL;
	return gzip_codecs[both ? i & 1 : 0];
}

static void
add_member(
    struct text *file, const struct gzip_codec *c, const void *text, size_t len)
{
	struct gzip_deflater *d = c->deflater_new();
	char *room = text_reserve(file, c->member_bound(len));
	text_commit(file, c->member_deflate(d, text, len, (uint8_t *)room));
	c->deflater_free(d);
}

/* A reader over these bytes, in a file without a name. */
static struct gzip_reader *
reader_over(const struct gzip_codec *c, const void *bytes, size_t len)
{
	char path[] = "/tmp/test_gzip.XXXXXX";
	int fd = mkstemp(path);
	unlink(path);
	struct gzip_reader *r = NULL;
	if (write(fd, bytes, len) != (ssize_t)len ||
	    lseek(fd, 0, SEEK_SET) != 0)
		return NULL;
	return gzip_reader_open_fd(fd, c, &r) == 0 ? r : NULL;
}

/* All text, in reads of `step` bytes; gives how it ended. */
static enum gzip_read
read_all(struct gzip_reader *r, size_t step, struct text *out)
{
	enum gzip_read rc;
	size_t len;
	char *room = malloc(step);
	while ((rc = gzip_reader_read(r, room, step, &len)) == GZIP_READ_OK)
		text_add_bytes(out, room, len);
	free(room);
	return rc;
}

static void
fill(struct text *t, size_t len, bool noise)
{
	uint64_t x = 88172645463325252ULL;
	while (t->len < len) {
		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		if (noise)
			text_add_bytes(t, &x, sizeof(x));
		else
			text_addf(
			    t, "{\"name\":\"d%d.example\"}\n", (int)(x % 5000));
	}
}

static void
test_codecs_read_each_other(void)
{
	for (unsigned i = 0; i < 8; i++) {
		const struct gzip_codec *from = codec((unsigned)i);
		const struct gzip_codec *to = codec((unsigned)i >> 1);
		struct text text, file, back;
		text_init(&text);
		text_init(&file);
		text_init(&back);
		fill(&text, 3000000, i >> 2);
		add_member(&file, from, text.bytes, 1 << 20);
		add_member(&file, from, "", 0);
		add_member(
		    &file, from, text.bytes + (1 << 20), text.len - (1 << 20));
		struct gzip_reader *r = reader_over(to, file.bytes, file.len);
		ok(read_all(r, 65536, &back) == GZIP_READ_END, from->name);
		ok(gzip_reader_whole_bytes(r) == file.len, "all is whole");
		ok(back.len == text.len &&
			memcmp(back.bytes, text.bytes, text.len) == 0,
		    to->name);
		gzip_reader_close(r);
		text_fini(&text);
		text_fini(&file);
		text_fini(&back);
	}
}

/* verify promises the same bytes every time, so a deflater has no memory. */
static void
test_same_bytes(const struct gzip_codec *c)
{
	struct text text, noise, out[3];
	struct gzip_deflater *d = c->deflater_new();
	text_init(&text);
	text_init(&noise);
	fill(&text, 1000000, false);
	fill(&noise, 1000000, true);
	for (unsigned i = 0; i < 3; i++) {
		const struct text *in = i == 1 ? &noise : &text;
		text_init(&out[i]);
		char *room = text_reserve(&out[i], c->member_bound(in->len));
		text_commit(
		    &out[i], c->member_deflate(d, (const uint8_t *)in->bytes,
				 in->len, (uint8_t *)room));
	}
	bool same = out[0].len == out[2].len &&
		    memcmp(out[0].bytes, out[2].bytes, out[0].len) == 0;
	ok(same, "the same text gives the same member");
	c->deflater_free(d);
	text_clear(&out[1]);
	add_member(&out[1], c, text.bytes, text.len);
	same = out[0].len == out[1].len &&
	       memcmp(out[0].bytes, out[1].bytes, out[0].len) == 0;
	ok(same, "also from a new deflater");
	for (unsigned i = 0; i < 3; i++)
		text_fini(&out[i]);
	text_fini(&text);
	text_fini(&noise);
}

/* The reader must not depend on how its room falls upon members' ends. */
static void
test_every_room(const struct gzip_codec *c)
{
	struct text file, back;
	text_init(&file);
	text_init(&back);
	for (int i = 0; i < 50; i++)
		add_member(&file, codec((unsigned)i), "abcabcabcabcabc",
		    (size_t)i % 16);
	bool right = true;
	size_t want = 0;
	for (int i = 0; i < 50; i++)
		want += (size_t)i % 16;
	for (size_t step = 1; step < 40; step++) {
		struct gzip_reader *r = reader_over(c, file.bytes, file.len);
		text_clear(&back);
		right &= read_all(r, step, &back) == GZIP_READ_END;
		right &= back.len == want;
		gzip_reader_close(r);
	}
	ok(right, "50 small members, rooms of 1 to 39 bytes");
	text_fini(&file);
	text_fini(&back);
}

/* A header with all its optional fields, and input that ends anywhere. */
static void
test_split_input(const struct gzip_codec *c)
{
	struct text file;
	text_init(&file);
	uint8_t out[600];
	gz_header header = {.name = (Bytef *)(uintptr_t) "zone.txt",
	    .comment = (Bytef *)(uintptr_t) "a comment",
	    .extra = (Bytef *)(uintptr_t) "extra",
	    .extra_len = 5,
	    .hcrc = 1};
	z_stream z = {.next_out = out, .avail_out = sizeof(out)};
	deflateInit2(&z, 6, Z_DEFLATED, 31, 8, 0);
	deflateSetHeader(&z, &header);
	z.next_in = (Bytef *)(uintptr_t) "one\ntwo\n";
	z.avail_in = 8;
	deflate(&z, Z_FINISH);
	text_add_bytes(&file, out, z.total_out);
	deflateEnd(&z);
	add_member(&file, c, "three\n", 6);

	bool right = true;
	for (size_t cut = 0; cut <= file.len; cut++) {
		struct gzip_inflater *i = c->inflater_new();
		struct gzip_span span = {
		    (const uint8_t *)file.bytes, cut, out, sizeof(out)};
		unsigned ends = 0;
		c->inflater_reset(i);
		for (int part = 0; part < 2; part++) {
			while (span.in_len > 0) {
				enum gzip_step s = c->inflate(i, &span);
				right &=
				    s == GZIP_STEP_MORE || s == GZIP_STEP_END;
				if (s != GZIP_STEP_END && span.in_len > 0)
					right = false;
				if (!right)
					break;
				if (s == GZIP_STEP_END) {
					c->inflater_reset(i);
					ends++;
				}
			}
			span.in_len = file.len - cut;
		}
		right &= ends == 2 && span.out_len == sizeof(out) - 14 &&
			 memcmp(out, "one\ntwo\nthree\n", 14) == 0;
		c->inflater_free(i);
		if (!right) {
			printf("# cut at %zu of %zu\n", cut, file.len);
			break;
		}
	}
	ok(right, "input in two pieces, cut anywhere, header with a name");
	text_fini(&file);
}

static void
test_torn(const struct gzip_codec *c)
{
	struct text file;
	text_init(&file);
	add_member(&file, c, "one\ntwo\n", 8);
	size_t whole = file.len;
	add_member(&file, c, "three\nfour\n", 11);
	bool right = true;
	for (size_t len = whole + 1; len < file.len; len++) {
		struct gzip_reader *r = reader_over(c, file.bytes, len);
		const char *line;
		size_t n;
		right &= gzip_reader_line(r, &line, &n) == GZIP_READ_OK;
		right &= strcmp(line, "one") == 0;
		right &= gzip_reader_line(r, &line, &n) == GZIP_READ_OK;
		right &= strcmp(line, "two") == 0;
		enum gzip_read rc;
		while ((rc = gzip_reader_line(r, &line, &n)) == GZIP_READ_OK)
			;
		right &= rc == GZIP_READ_TORN;
		right &= gzip_reader_line(r, &line, &n) == GZIP_READ_TORN;
		right &= gzip_reader_whole_bytes(r) == whole;
		gzip_reader_close(r);
	}
	ok(right, "torn at every byte of the second member");
	text_fini(&file);
}

static void
test_garbage(const struct gzip_codec *c)
{
	struct text file, back;
	text_init(&file);
	text_init(&back);
	add_member(&file, c, "one\n", 4);
	size_t whole = file.len;
	text_add(&file, "garbage");
	struct gzip_reader *r = reader_over(c, file.bytes, file.len);
	ok(read_all(r, 100, &back) == GZIP_READ_BAD && back.len == 4,
	    "garbage after a member");
	ok(gzip_reader_whole_bytes(r) == whole, "what is whole is known");
	gzip_reader_close(r);

	file.bytes[whole - 6] ^= 1; /* in the CRC */
	r = reader_over(c, file.bytes, whole);
	ok(read_all(r, 100, &back) == GZIP_READ_BAD, "a wrong CRC");
	gzip_reader_close(r);
	text_fini(&file);
	text_fini(&back);
}

static enum gzip_read
lines_of(const char *text, size_t limit, struct text *out)
{
	struct gzip_reader *r = reader_over(gzip_default, text, strlen(text));
	const char *line;
	size_t len;
	enum gzip_read rc;
	gzip_reader_limit(r, limit);
	text_clear(out);
	text_add(out, "");
	while ((rc = gzip_reader_line(r, &line, &len)) == GZIP_READ_OK ||
	       rc == GZIP_READ_LINE_LONG) {
		text_add(out, rc == GZIP_READ_OK ? line : "LONG");
		text_add_char(out, '|');
	}
	gzip_reader_close(r);
	return rc;
}

static void
test_lines(void)
{
	static const struct {
		const char *name, *text, *want;
		size_t limit;
	} rows[] = {
	    {"no byte at all", "", "", 9},
	    {"two lines", "a\nbc\n", "a|bc|", 9},
	    {"the last without newline", "a\nbc", "a|bc|", 9},
	    {"empty lines", "\n\na\n", "||a|", 9},
	    {"one that is too long", "a\n0123456789\nb\n", "a|LONG|b|", 9},
	    {"just as long as may be", "012345678\nb\n", "012345678|b|", 9},
	    {"the last is too long", "a\n0123456789", "a|LONG|", 9},
	};
	struct text got;
	text_init(&got);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(lines_of(rows[i].text, rows[i].limit, &got) ==
			    GZIP_READ_END &&
			strcmp(got.bytes, rows[i].want) == 0,
		    rows[i].name);
	text_fini(&got);
}

/* Lines around and above the size of the reader's buffers. */
static void
test_long_lines(void)
{
	struct text file;
	text_init(&file);
	size_t lens[] = {262142, 262143, 262144, 1, 600000, 2000000, 0, 5};
	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		for (size_t n = 0; n < lens[i]; n++)
			text_add_char(&file, 'x');
		text_add_char(&file, '\n');
	}
	for (size_t limit = 500000; limit <= 4000000; limit += 3500000) {
		struct gzip_reader *r =
		    reader_over(gzip_default, file.bytes, file.len);
		const char *line;
		size_t len;
		bool right = true;
		gzip_reader_limit(r, limit);
		for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
			enum gzip_read rc = gzip_reader_line(r, &line, &len);
			if (lens[i] > limit)
				right &= rc == GZIP_READ_LINE_LONG;
			else
				right &= rc == GZIP_READ_OK && len == lens[i];
		}
		right &= gzip_reader_line(r, &line, &len) == GZIP_READ_END;
		ok(right, "long lines");
		gzip_reader_close(r);
	}
	text_fini(&file);
}

int
main(void)
{
	if (gzip_codecs[1] == NULL)
		printf("# SKIP two codecs that read each other: no ISA-L\n");
	test_codecs_read_each_other();
	for (size_t i = 0; gzip_codecs[i] != NULL; i++) {
		test_same_bytes(gzip_codecs[i]);
		test_every_room(gzip_codecs[i]);
		test_split_input(gzip_codecs[i]);
		test_torn(gzip_codecs[i]);
		test_garbage(gzip_codecs[i]);
	}
	test_lines();
	test_long_lines();
	struct gzip_reader *r;
	ok(gzip_reader_open("/nonexistent", gzip_default, &r) < 0, "no file");
	return tap_end();
}
