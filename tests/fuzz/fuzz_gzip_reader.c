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

/* Both codecs must agree whether a file is whole, and then on its text. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	int fd = memfd_create("fuzz", 0);
	struct text isal, zlib;
	text_init(&isal);
	text_init(&zlib);
	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		abort();

	(void)!lseek(fd, 0, SEEK_SET);
	enum gzip_read by_isal = read_lines(&gzip_isal, fd, &isal);
	(void)!lseek(fd, 0, SEEK_SET);
	enum gzip_read by_zlib = read_lines(&gzip_zlib, fd, &zlib);
	assert((by_isal == GZIP_READ_END) == (by_zlib == GZIP_READ_END));
	assert(by_isal != GZIP_READ_END || isal.len == zlib.len);

	text_fini(&isal);
	text_fini(&zlib);
	close(fd);
	return 0;
}
