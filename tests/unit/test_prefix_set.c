#include "scanner/engine/prefix_set.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text_lines.h"
#include "tap.h"

static struct addr
addr_of(const char *text)
{
	struct addr a;
	if (!addr_parse(text, &a))
		abort();
	return a;
}

static bool
has(const struct prefix_set *s, const char *text)
{
	struct addr a = addr_of(text);
	return prefix_set_has(s, &a);
}

/* A file of these bytes; the caller unlinks it. */
static void
write_file(char path[], const char *bytes, size_t len)
{
	int fd = mkstemp(path);
	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		abort();
	close(fd);
}

static int
read_bytes(
    const char *bytes, size_t len, struct prefix_set *s, struct text *why)
{
	char path[] = "/tmp/prefix-set-XXXXXX";
	write_file(path, bytes, len);
	prefix_set_init(s);
	text_clear(why);
	int rc = prefix_set_read(s, path, why);
	if (rc == 0)
		prefix_set_seal(s);
	unlink(path);
	return rc;
}

static const struct {
	const char *name, *text;
	bool good;
	const char *first, *last, *before, *after;
} prefixes[] = {
    {"a prefix", "198.18.0.0/15", true, "198.18.0.0", "198.19.255.255",
	"198.17.255.255", "198.20.0.0"},
    {"host bits are dropped", "198.19.1.1/15", true, "198.18.0.0",
	"198.19.255.255", "198.17.255.255", "198.20.0.0"},
    {"and within a byte", "198.18.7.255/29", true, "198.18.7.248",
	"198.18.7.255", "198.18.7.247", "198.18.8.0"},
    {"IPv6 host bits", "2001:db8::1:2:3/57", true,
	"2001:db8::", "2001:db8:0:7f:ffff:ffff:ffff:ffff",
	"2001:db7:ffff::", "2001:db8:0:80::"},
    {"an address", "198.18.0.9", true, "198.18.0.9", "198.18.0.9", "198.18.0.8",
	"198.18.0.10"},
    {"/32", "255.255.255.255/32", true, "255.255.255.255", "255.255.255.255",
	"255.255.255.254", "2001:db8::"},
    {"the last of all", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", true,
	"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	"ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", "198.18.0.0"},
    {"all of IPv4, not IPv6", "1.2.3.4/0", true, "0.0.0.0", "255.255.255.255",
	"::fffe:ffff:ffff", "::1:0:0:0"},
    {"all of IPv6, not IPv4", "::/0", true,
	"::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "0.0.0.0",
	"255.255.255.255"},
    {"::/8, as lists of bogons have it", "::/8", true, "::fffe:ffff:ffff",
	"ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "198.18.0.0", "100::"},
    {"one half is IPv4", "::fffe:0:0/95", true, "::fffe:0:0",
	"::fffe:ffff:ffff", "::fffd:ffff:ffff", "0.0.0.0"},
    {"IPv4 as IPv6 writes it", "::ffff:198.18.0.0/111", true, "198.18.0.0",
	"198.19.255.255", "198.17.255.255", "198.20.0.0"},
    {"/33", "198.18.0.0/33", false, "", "", "", ""},
    {"/129", "2001:db8::/129", false, "", "", "", ""},
    {"an empty length", "198.18.0.0/", false, "", "", "", ""},
    {"a sign", "198.18.0.0/+8", false, "", "", "", ""},
    {"two lengths", "198.18.0.0/8/8", false, "", "", "", ""},
    {"a netmask", "198.18.0.0/255.254.0.0", false, "", "", "", ""},
    {"a short address", "198.18/15", false, "", "", "", ""},
    {"a name", "example.com/24", false, "", "", "", ""},
    {"nothing", "", false, "", "", "", ""},
};

static bool
is_right(size_t row, struct text *why)
{
	struct prefix_set s;
	prefix_set_init(&s);
	text_clear(why);
	int rc = prefix_set_add_text(&s, prefixes[row].text, why);
	bool good = rc == (prefixes[row].good ? 0 : -EINVAL) &&
		    (rc == 0) == (why->len == 0);
	prefix_set_seal(&s);
	if (rc == 0)
		good &= has(&s, prefixes[row].first) &&
			has(&s, prefixes[row].last) &&
			!has(&s, prefixes[row].before) &&
			!has(&s, prefixes[row].after);
	prefix_set_fini(&s);
	return good;
}

static void
test_text(void)
{
	struct text why;
	text_init(&why);
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		ok(is_right(i, &why), prefixes[i].name);
	text_fini(&why);
}

static void
test_seal(void)
{
	static const char *const words[] = {"198.18.4.0/24", "198.18.0.0/16",
	    "2001:db8::/32", "198.18.0.0/16", "198.18.255.255", "198.19.0.0/16",
	    "2001:db8:ffff::1"};
	struct prefix_set s;
	struct text why;
	text_init(&why);
	prefix_set_init(&s);
	prefix_set_seal(&s);
	ok(prefix_set_count(&s) == 0 && !has(&s, "0.0.0.0") && !has(&s, "::"),
	    "an empty set has nothing");
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (prefix_set_add_text(&s, words[i], &why) < 0)
			abort();
	prefix_set_seal(&s);
	struct addr first = addr_of("198.18.0.0"), last = addr_of("2001:db8::");
	ok(prefix_set_count(&s) == 3 &&
		addr_equal(&prefix_set_at(&s, 0)->base, &first) &&
		addr_equal(&prefix_set_at(&s, 2)->base, &last),
	    "nested and equal ones are dropped, in order");
	ok(has(&s, "198.18.200.1") && has(&s, "198.19.0.0") &&
		has(&s, "2001:db8:ffff::1") && !has(&s, "198.20.0.0"),
	    "and all is in it still");
	prefix_set_fini(&s);
	text_fini(&why);
}

/* What a file gives: a count of prefixes, or words of the complaint. */
static const struct {
	const char *name, *bytes;
	size_t len, count;
	const char *complaint;
} files[] = {
#define BYTES(s) s, sizeof(s) - 1
    {"comments, blank lines, both families",
	BYTES("# mine\n\n198.18.0.0/15 # all of it\n \t\n"
	      "\t2001:db8::/32 \n10.0.0.1#x\n"),
	3, NULL},
    {"CR LF", BYTES("198.18.0.0/15\r\n\r\n10.0.0.0/8\r\n"), 2, NULL},
    {"no end of the last line", BYTES("10.0.0.0/8\n198.18.0.1"), 2, NULL},
    {"an empty file", BYTES(""), 0, NULL},
    {"a bad line", BYTES("10.0.0.0/8\n\n10.0.0.0/40\n"), 0,
	":3: \"10.0.0.0/40\" is no"},
    {"two on a line", BYTES("10.0.0.0/8 11.0.0.0/8\n"), 0, ":1: "},
    {"a zero byte hides nothing", BYTES("10.0.0.0/8\n10.0.0.1\0/8"), 0,
	":2: a zero byte"},
#undef BYTES
};

static void
test_files(void)
{
	struct prefix_set s;
	struct text why;
	text_init(&why);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		int rc = read_bytes(files[i].bytes, files[i].len, &s, &why);
		if (files[i].complaint == NULL)
			ok(rc == 0 && prefix_set_count(&s) == files[i].count &&
				why.len == 0,
			    files[i].name);
		else
			ok(rc == -EINVAL &&
				strstr(why.bytes, files[i].complaint) != NULL,
			    files[i].name);
		prefix_set_fini(&s);
	}
	ok(prefix_set_read(&s, "/nonexistent/list", &why) == -ENOENT,
	    "no such file");
	ok(prefix_set_read(&s, "/tmp", &why) == -EISDIR, "a directory");
	text_fini(&why);
}

/* A prefix behind so many blanks: a split line would give the prefix. */
static int
read_long(size_t blanks, struct prefix_set *s, struct text *why)
{
	static const char prefix[] = "10.0.0.1";
	char *bytes = malloc(blanks + sizeof(prefix));
	memset(bytes, ' ', blanks);
	memcpy(bytes + blanks, prefix, sizeof(prefix));
	int rc = read_bytes(bytes, blanks + sizeof(prefix) - 1, s, why);
	free(bytes);
	return rc;
}

static void
test_long_lines(void)
{
	struct prefix_set s;
	struct text why;
	text_init(&why);
	ok(read_long(TEXT_LINE_MAX - 8, &s, &why) == 0 &&
		prefix_set_count(&s) == 1,
	    "a line as long as may be");
	prefix_set_fini(&s);
	for (size_t blanks = TEXT_LINE_MAX - 7; blanks <= TEXT_LINE_MAX;
	     blanks += 7) {
		ok(read_long(blanks, &s, &why) == -EINVAL &&
			strstr(why.bytes, ":1: the line is too long") != NULL,
		    "more is an error, and never two lines");
		prefix_set_fini(&s);
	}
	text_fini(&why);
}

static void
test_standard_input(void)
{
	struct prefix_set s;
	struct text why;
	char path[] = "/tmp/prefix-set-XXXXXX";
	write_file(path, "198.18.0.1\nx\n", 13);
	text_init(&why);
	prefix_set_init(&s);
	int fd = open(path, O_RDONLY);
	if (fd < 0 || dup2(fd, STDIN_FILENO) < 0)
		abort();
	close(fd);
	ok(prefix_set_read(&s, "-", &why) == -EINVAL &&
		prefix_set_count(&s) == 1 &&
		strncmp(why.bytes, "standard input:2: \"x\"", 21) == 0,
	    "- is standard input");
	unlink(path);
	prefix_set_fini(&s);
	text_fini(&why);
}

int
main(void)
{
	test_text();
	test_seal();
	test_files();
	test_long_lines();
	test_standard_input();
	return tap_end();
}
