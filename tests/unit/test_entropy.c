#include "base/entropy.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "tap.h"

static int
fill_seven(void *out, size_t len)
{
	memset(out, 7, len);
	return 0;
}

static int
refuse(void *out, size_t len)
{
	(void)out;
	(void)len;
	return -ENOSYS;
}

int
main(void)
{
	uint8_t a[32] = {0}, b[32] = {0};
	ok(entropy_fill(a, 32) == 0 && entropy_fill(b, 32) == 0 &&
		memcmp(a, b, 32) != 0,
	    "the kernel gives others each time");
	entropy_set_source(fill_seven);
	ok(entropy_fill(a, 32) == 0 && a[0] == 7 && a[31] == 7,
	    "another source");
	entropy_set_source(refuse);
	ok(entropy_fill(a, 32) == -ENOSYS, "whose error is told");
	entropy_set_source(NULL);
	ok(entropy_fill(a, 32) == 0, "and back");
	return tap_end();
}
