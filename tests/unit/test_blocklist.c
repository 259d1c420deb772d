#include "scanner/engine/blocklist.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "small_world.h"
#include "tap.h"

static bool
has(const struct blocklist *b, const char *text)
{
	struct addr a;
	return addr_parse(text, &a) && blocklist_has(b, &a);
}

/* What these say, beside the IANA ranges; NULL: no such file. */
static int
of(const char *blocked, const char *allowed, struct blocklist **out,
    struct text *why)
{
	char block_path[] = "/tmp/blocklist-XXXXXX";
	char allow_path[] = "/tmp/allowlist-XXXXXX";
	file_of(block_path, blocked);
	if (allowed != NULL)
		file_of(allow_path, allowed);
	text_clear(why);
	int rc = blocklist_new(
	    &(struct blocklist_rules){.block_path = block_path,
		.allow_path = allowed != NULL ? allow_path : NULL},
	    out, why);
	unlink(block_path);
	if (allowed != NULL)
		unlink(allow_path);
	return rc;
}

static void
test_default(void)
{
	struct blocklist *b;
	struct text why;
	text_init(&why);
	ok(blocklist_new(&(struct blocklist_rules){0}, &b, &why) == 0,
	    "the IANA ranges");
	ok(has(b, "10.1.2.3") && has(b, "127.0.0.1"), "private, loopback");
	ok(has(b, "239.1.1.1") && has(b, "255.255.255.255"), "multicast, last");
	ok(has(b, "::1") && has(b, "fe80::1") && has(b, "ff02::1"), "IPv6");
	ok(has(b, "2001:db8::1") && has(b, "::"), "documentation, any");
	ok(!has(b, "192.36.148.17") && !has(b, "2001:7fe::53"), "others not");
	blocklist_free(b);
	text_fini(&why);
}

static void
test_files(void)
{
	struct blocklist *b;
	struct text why;
	text_init(&why);

	int rc = of("# mine\n8.8.0.0/24 # all\n8.8.0.128/25\n\n"
		    "2620:fe::/48\n9.9.9.9\n",
	    NULL, &b, &why);
	ok(rc == 0, "comments, nesting, both families");
	ok(has(b, "8.8.0.1") && has(b, "8.8.0.200"), "v4");
	ok(has(b, "2620:fe::9") && !has(b, "2620:ff::9"), "v6");
	ok(has(b, "9.9.9.9") && !has(b, "9.9.9.8"), "an address");
	ok(has(b, "127.0.0.1") && has(b, "10.0.0.1") &&
		has(b, "169.254.169.254") && has(b, "::1"),
	    "a file of one's own takes no special range away");
	blocklist_free(b);

	rc = of("192.0.2.0/24\n192.0.2.0/33\n", NULL, &b, &why);
	ok(rc == -EINVAL && strstr(why.bytes, ":2: ") != NULL,
	    "a bad line is an error with its number");
	rc = of("example.com\n", NULL, &b, &why);
	ok(rc == -EINVAL, "a name is no prefix");
	rc = blocklist_new(
	    &(struct blocklist_rules){.block_path = "/nonexistent/list"}, &b,
	    &why);
	ok(rc == -ENOENT, "no such file");
	text_fini(&why);
}

/* An allow list bounds a scan to what it names, and a blocklist still holds. */
static void
test_allowed(void)
{
	struct blocklist *b;
	struct text why;
	text_init(&why);
	int rc = of("8.8.8.128/25\n", "8.8.8.0/24\n10.0.0.0/8\n", &b, &why);
	ok(rc == 0, "two prefixes");
	ok(!has(b, "8.8.8.1"), "what they name is allowed");
	ok(has(b, "9.9.9.9") && has(b, "2620:fe::9"), "and nothing else");
	ok(has(b, "8.8.8.129"), "but for what is blocked");
	ok(has(b, "10.0.0.1"), "and for what is special");
	blocklist_free(b);
	text_fini(&why);
}

static int
opened(const char *prefix, struct blocklist **out, struct text *why)
{
	text_clear(why);
	return blocklist_new(
	    &(struct blocklist_rules){
		.special_allowed = &prefix, .special_count = 1},
	    out, why);
}

/* A lab opens its own part of a range, and no more. */
static void
test_opened(void)
{
	static const struct {
		const char *prefix, *in, *before, *behind;
	} rows[] = {
	    {"198.18.0.0/15", "198.19.255.255", "127.0.0.1", "10.0.0.1"},
	    {"10.1.2.0/24", "10.1.2.77", "10.1.1.255", "10.1.3.0"},
	    {"10.0.0.0/9", "10.127.255.255", "10.128.0.0", "10.255.255.255"},
	    {"169.254.169.254", "169.254.169.254", "169.254.169.253",
		"169.254.169.255"},
	    {"2001:db8:7::/48", "2001:db8:7::1", "2001:db8:6:ffff::1",
		"2001:db8:8::"},
	    {"fd00::/8", "fd12::1", "fcff::1", "fe80::1"},
	};
	static const char *const refused[] = {"8.8.8.0/24", "0.0.0.0/0", "::/0",
	    "192.0.0.0/8", "10.1.2.3/24", "ten", ""};
	struct blocklist *b;
	struct text why;
	text_init(&why);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ok(opened(rows[i].prefix, &b, &why) == 0 &&
			!has(b, rows[i].in) && has(b, rows[i].before) &&
			has(b, rows[i].behind) && has(b, "127.0.0.1"),
		    rows[i].prefix);
		blocklist_free(b);
	}
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		ok(opened(refused[i], &b, &why) == -EINVAL && why.len > 0,
		    refused[i]);
	text_fini(&why);
}

static void
write_over(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static enum not_asked
out_of(const struct opt_out *o, const char *host)
{
	struct dns_name name = name_of(host);
	return opt_out_of_host(o, &name);
}

/* Names and prefixes of one file; the files are read anew by their names. */
static void
test_reload(void)
{
	char block[] = "block-XXXXXX", out[] = "/tmp/opt-out-XXXXXX";
	struct blocklist *b;
	struct text why;
	text_init(&why);
	if (chdir("/tmp") < 0)
		abort();
	file_of(block, "8.8.8.0/24\n");
	file_of(out, "domain a.example\n9.9.9.9\n");
	ok(blocklist_new(&(struct blocklist_rules){.block_path = block,
			     .opt_out_path = out},
	       &b, &why) == 0,
	    "a blocklist and an opt-out file");
	ok(has(b, "8.8.8.8") && has(b, "9.9.9.9") && !has(b, "1.1.1.1"),
	    "prefixes of both");
	const struct block_rules *then = blocklist_now(b);
	struct addr one = addr_of("1.1.1.1");
	ok(out_of(blocklist_opt_out(b), "a.example") == NOT_ASKED_DOMAIN,
	    "names of the latter");

	write_over(block, "1.1.1.0/24\n");
	write_over(out, "domain b.example\n");
	if (chdir("/") < 0)
		abort();
	ok(blocklist_reload(b, &why) == 0 && why.len == 0 &&
		has(b, "1.1.1.1") && !has(b, "8.8.8.8") && !has(b, "9.9.9.9") &&
		has(b, "10.0.0.1"),
	    "both are read anew, from another folder");
	ok(out_of(blocklist_opt_out(b), "a.example") == NOT_ASKED_UNSAID &&
		out_of(blocklist_opt_out(b), "b.example") == NOT_ASKED_DOMAIN,
	    "names, too");
	ok(out_of(block_rules_opt_out(then), "a.example") == NOT_ASKED_DOMAIN &&
		!block_rules_have(then, &one),
	    "who holds on to the rules of before has them still");

	write_over(out, "domain c.example\ndomain\n");
	ok(blocklist_reload(b, &why) == -EINVAL &&
		strstr(why.bytes, ":2: ") != NULL &&
		out_of(blocklist_opt_out(b), "b.example") == NOT_ASKED_DOMAIN &&
		out_of(blocklist_opt_out(b), "c.example") == NOT_ASKED_UNSAID,
	    "a file with a fault changes nothing, and the fault has its line");
	text_clear(&why);
	unlink(out);
	ok(blocklist_reload(b, &why) == -ENOENT && has(b, "1.1.1.1") &&
		strstr(why.bytes, out) != NULL,
	    "nor does one that is gone");
	blocklist_free(b);
	if (chdir("/tmp") < 0)
		abort();
	unlink(block);
	text_fini(&why);
}

/* What came from standard input cannot come a second time. */
static void
test_reload_of_input(void)
{
	char path[] = "/tmp/opt-out-XXXXXX";
	struct blocklist *b;
	struct text why;
	text_init(&why);
	file_of(path, "suffix a.example\n");
	if (freopen(path, "re", stdin) == NULL)
		abort();
	unlink(path);
	ok(blocklist_new(
	       &(struct blocklist_rules){.opt_out_path = "-"}, &b, &why) == 0,
	    "standard input");
	ok(blocklist_reload(b, &why) == -EINVAL &&
		strstr(why.bytes, "standard input") != NULL &&
		out_of(blocklist_opt_out(b), "a.example") == NOT_ASKED_SUFFIX,
	    "is not read anew, and what it said holds");
	blocklist_free(b);
	text_fini(&why);
}

int
main(void)
{
	test_default();
	test_files();
	test_allowed();
	test_opened();
	test_reload();
	test_reload_of_input();
	return tap_end();
}
