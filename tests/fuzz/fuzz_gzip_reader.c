#include "base/gzip.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { TEXT_MAX = 4 << 20 }; /* of a bomb no more is read */

static enum gzip_read
read_lines(const struct gzip_codec *codec, int fd, struct text *out)
{
	struct gzip_reader *r;
	const char *line;
	size_t len;
	enum gzip_read rc;
	if (gzip_reader_open_fd(dup(fd), codec, &r) < 0)
		return GZIP_READ_ERROR;
	gzip_reader_limit(r, 1 << 16);
	do {
		rc = gzip_reader_line(r, &line, &len);
		if (rc == GZIP_READ_OK)
			text_add_bytes(out, line, len);
	} while ((rc == GZIP_READ_OK || rc == GZIP_READ_LINE_LONG) &&
		 out->len < TEXT_MAX);
	gzip_reader_close(r);
	return rc;
}

/* All codecs must agree whether a file is whole, and then on its text. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	int fd = memfd_create("fuzz", 0);
	struct text first;
	text_init(&first);
	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		abort();

	(void)!lseek(fd, 0, SEEK_SET);
	enum gzip_read want = read_lines(gzip_codecs[0], fd, &first);
	for (size_t i = 1; gzip_codecs[i] != NULL; i++) {
		struct text other;
		text_init(&other);
		(void)!lseek(fd, 0, SEEK_SET);
		enum gzip_read have = read_lines(gzip_codecs[i], fd, &other);
		assert((have == GZIP_READ_END) == (want == GZIP_READ_END));
		assert(have != GZIP_READ_END || other.len == first.len);
		text_fini(&other);
	}
	text_fini(&first);
	close(fd);
	return 0;
}
