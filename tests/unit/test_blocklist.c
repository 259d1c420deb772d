#include "scanner/engine/blocklist.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

static bool
has(const struct blocklist *b, const char *text)
{
	struct addr a;
	return addr_parse(text, &a) && blocklist_has(b, &a);
}

static int
from_lines(const char *lines, struct blocklist **out, struct text *why)
{
	char path[] = "/tmp/blocklist-XXXXXX";
	int fd = mkstemp(path);
	size_t len = strlen(lines);
	if (fd < 0 || write(fd, lines, len) != (ssize_t)len)
		abort();
	close(fd);
	text_clear(why);
	int rc = blocklist_new_file(path, out, why);
	unlink(path);
	return rc;
}

static void
test_default(void)
{
	struct blocklist *b;
	ok(blocklist_new_default(&b) == 0, "the IANA ranges");
	ok(has(b, "10.1.2.3") && has(b, "127.0.0.1"), "private, loopback");
	ok(has(b, "239.1.1.1") && has(b, "255.255.255.255"), "multicast, last");
	ok(has(b, "::1") && has(b, "fe80::1") && has(b, "ff02::1"), "IPv6");
	ok(has(b, "2001:db8::1") && has(b, "::"), "documentation, any");
	ok(!has(b, "192.36.148.17") && !has(b, "2001:7fe::53"), "others not");
	blocklist_free(b);
}

static void
test_files(void)
{
	struct blocklist *b;
	struct text why;
	text_init(&why);

	int rc = from_lines("# mine\n192.0.2.0/24 # all\n192.0.2.128/25\n\n"
			    "2001:db8::/32\n198.51.100.7\n",
	    &b, &why);
	ok(rc == 0, "comments, nesting, both families");
	ok(has(b, "192.0.2.1") && has(b, "192.0.2.200"), "v4");
	ok(has(b, "2001:db8:1::1") && !has(b, "2001:db9::"), "v6");
	ok(has(b, "198.51.100.7") && !has(b, "198.51.100.8"), "an address");
	blocklist_free(b);

	rc = from_lines("192.0.2.0/24\n192.0.2.0/33\n", &b, &why);
	ok(rc == -EINVAL && strstr(why.bytes, ":2: ") != NULL,
	    "a bad line is an error with its number");
	rc = from_lines("example.com\n", &b, &why);
	ok(rc == -EINVAL, "a name is no prefix");
	rc = blocklist_new_file("/nonexistent/list", &b, &why);
	ok(rc == -ENOENT, "no such file");
	text_fini(&why);
}

/* An allow list bounds a scan to what it names, and a blocklist still holds. */
static void
test_allowed(void)
{
	struct blocklist *b;
	struct text why;
	char one[] = "/tmp/blocklist-XXXXXX";
	int fd = mkstemp(one);
	if (fd < 0 || write(fd, "192.0.2.0/24\n", 13) != 13)
		abort();
	close(fd);
	text_init(&why);
	int rc = from_lines("192.0.2.128/25\n", &b, &why);
	ok(rc == 0 && blocklist_allow_file(b, one, &why) == 0, "one prefix");
	ok(!has(b, "192.0.2.1"), "what it names is allowed");
	ok(has(b, "198.51.100.1") && has(b, "2001:db8::1"), "and nothing else");
	ok(has(b, "192.0.2.129"), "but for what is blocked");
	blocklist_free(b);
	unlink(one);
	text_fini(&why);
}

int
main(void)
{
	test_default();
	test_files();
	test_allowed();
	return tap_end();
}
