#include "base/entropy.h"

#include <errno.h>
#include <stdint.h>
#include <sys/random.h>

/* A signal may cut it short. */
static int
kernel_fill(void *out, size_t len)
{
	uint8_t *at = out;
	while (len > 0) {
		ssize_t got = getrandom(at, len, 0);
		if (got < 0 && errno != EINTR)
			return -errno;
		if (got > 0) {
			at += got;
			len -= (size_t)got;
		}
	}
	return 0;
}

static int (*source)(void *out, size_t len) = kernel_fill;

void
entropy_set_source(int (*fill)(void *out, size_t len))
{
	source = fill != NULL ? fill : kernel_fill;
}

int
entropy_fill(void *out, size_t len)
{
	return source(out, len);
}
