#include "base/gzip.h"

#include <assert.h>
#include <stdlib.h>

#include <zlib.h>

enum { LEVEL = 1, WINDOW = 15 + 16 /* with a gzip header */, MEMORY = 8 };

struct gzip_deflater {
	z_stream stream;
};

struct gzip_inflater {
	z_stream stream;
};

static struct gzip_deflater *
deflater_new(void)
{
	struct gzip_deflater *d = calloc(1, sizeof(*d));
	if (d == NULL)
		return NULL;
	if (deflateInit2(&d->stream, LEVEL, Z_DEFLATED, WINDOW, MEMORY,
		Z_DEFAULT_STRATEGY) != Z_OK) {
		free(d);
		return NULL;
	}
	return d;
}

static void
deflater_free(struct gzip_deflater *d)
{
	if (d == NULL)
		return;
	deflateEnd(&d->stream);
	free(d);
}

/* zlib's own rule without a stream, and a gzip header and trailer. */
static size_t
member_bound(size_t len)
{
	return compressBound(len) + 18;
}

static size_t
member_deflate(
    struct gzip_deflater *d, const uint8_t *text, size_t len, uint8_t *out)
{
	assert(member_bound(len) <= UINT32_MAX);
	if (deflateReset(&d->stream) != Z_OK)
		return 0;
	d->stream.next_in = (uint8_t *)(uintptr_t)text;
	d->stream.avail_in = (uInt)len;
	d->stream.next_out = out;
	d->stream.avail_out = (uInt)member_bound(len);
	int rc = deflate(&d->stream, Z_FINISH);
	assert(rc == Z_STREAM_END);
	return d->stream.total_out;
}

static struct gzip_inflater *
inflater_new(void)
{
	struct gzip_inflater *i = calloc(1, sizeof(*i));
	if (i == NULL)
		return NULL;
	if (inflateInit2(&i->stream, WINDOW) != Z_OK) {
		free(i);
		return NULL;
	}
	return i;
}

static void
inflater_free(struct gzip_inflater *i)
{
	if (i == NULL)
		return;
	inflateEnd(&i->stream);
	free(i);
}

static void
inflater_reset(struct gzip_inflater *i)
{
	inflateReset(&i->stream);
}

static uInt
at_most_uint(size_t n)
{
	return n > UINT32_MAX ? UINT32_MAX : (uInt)n;
}

static enum gzip_step
inflate_step(struct gzip_inflater *i, struct gzip_span *span)
{
	z_stream *s = &i->stream;
	uInt in_len = at_most_uint(span->in_len);
	uInt out_len = at_most_uint(span->out_len);

	s->next_in = (uint8_t *)(uintptr_t)span->in;
	s->avail_in = in_len;
	s->next_out = span->out;
	s->avail_out = out_len;
	int rc = inflate(s, Z_NO_FLUSH);
	span->in += in_len - s->avail_in;
	span->in_len -= in_len - s->avail_in;
	span->out += out_len - s->avail_out;
	span->out_len -= out_len - s->avail_out;
	if (rc == Z_STREAM_END)
		return GZIP_STEP_END;
	if (rc == Z_OK || rc == Z_BUF_ERROR)
		return GZIP_STEP_MORE;
	return rc == Z_MEM_ERROR ? GZIP_STEP_ROOM : GZIP_STEP_BAD;
}

const struct gzip_codec gzip_zlib = {
    .name = "zlib",
    .deflater_new = deflater_new,
    .deflater_free = deflater_free,
    .member_bound = member_bound,
    .member_deflate = member_deflate,
    .inflater_new = inflater_new,
    .inflater_free = inflater_free,
    .inflater_reset = inflater_reset,
    .inflate = inflate_step,
};
