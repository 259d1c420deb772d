/* Policy files of MTA-STS: what is one, what is none, and whose hosts are in it. */
#include "mail/mta_sts_policy.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

#define HEAD "version: STSv1\n"
#define AGE  "max_age: 86400\n"

static const struct file {
	const char *name, *text;
	enum mta_sts_fault want;
} files[] = {
    {"enforce", HEAD "mode: enforce\nmx: mx.a.example\n" AGE, MTA_STS_FINE},
    {"testing, CRLF, no end of line",
	"version:STSv1\r\nmode:testing\r\nmx:*.a.example\r\nmax_age:0",
	MTA_STS_FINE},
    {"blanks, another order",
	"  max_age : 31557600 \n\nmx: mx.a.example\t\nmode: enforce\nversion: "
	"STSv1",
	MTA_STS_FINE},
    {"none needs no mx", HEAD "mode: none\n" AGE, MTA_STS_FINE},
    {"the first of a key counts",
	HEAD "mode: enforce\nmode: no\nversion: 2\nmx: a.b\nx-y: z:z\n" AGE
	     "max_age: x\n",
	MTA_STS_FINE},
    {"nothing", "", MTA_STS_NO_VERSION},
    {"another version", "version: STSv2\nmode: none\n" AGE, MTA_STS_NO_VERSION},
    {"another key", "Version: STSv1\nmode: none\n" AGE, MTA_STS_NO_VERSION},
    {"no mode", HEAD AGE "mx: a.b\n", MTA_STS_NO_MODE},
    {"another mode", HEAD AGE "mx: a.b\nmode: Enforce\n", MTA_STS_NO_MODE},
    {"no age", HEAD "mode: none\n", MTA_STS_NO_AGE},
    {"an empty age", HEAD "mode: none\nmax_age:\n", MTA_STS_NO_AGE},
    {"a negative age", HEAD "mode: none\nmax_age: -1\n", MTA_STS_NO_AGE},
    {"more than a year", HEAD "mode: none\nmax_age: 31557601\n",
	MTA_STS_NO_AGE},
    {"2^32", HEAD "mode: none\nmax_age: 4294967296\n", MTA_STS_NO_AGE},
    {"eleven digits", HEAD "mode: none\nmax_age: 00000000001\n",
	MTA_STS_NO_AGE},
    {"no mx", HEAD "mode: enforce\n" AGE, MTA_STS_NO_MX},
    {"an empty mx", HEAD "mode: testing\nmx:\n" AGE, MTA_STS_BAD_MX},
    {"mx *", HEAD "mode: enforce\nmx: *\n" AGE, MTA_STS_BAD_MX},
    {"mx *.", HEAD "mode: enforce\nmx: *.\n" AGE, MTA_STS_BAD_MX},
    {"two wildcards", HEAD "mode: enforce\nmx: *.*.a\n" AGE, MTA_STS_BAD_MX},
    {"an empty label", HEAD "mode: enforce\nmx: a..b\n" AGE, MTA_STS_BAD_MX},
    {"a last dot", HEAD "mode: enforce\nmx: a.b.\n" AGE, MTA_STS_BAD_MX},
    {"a list", HEAD "mode: enforce\nmx: a.b, c.d\n" AGE, MTA_STS_BAD_MX},
    {"no colon", HEAD "mode\n", MTA_STS_BAD_LINE},
    {"no key", HEAD ": none\n", MTA_STS_BAD_LINE},
    {"ESC", HEAD "mode: no\x1b[2Jne\n", MTA_STS_BAD_LINE},
    {"a page", "<html>\n", MTA_STS_BAD_LINE},
};

static const struct host {
	const char *name;
	bool is_there;
} hosts[] = {
    {"mx.a.example", true},
    {"MX.A.Example", true},
    {"a.example", false},
    {"mx.a.example.net", false},
    {"1.w.example", true},
    {"1.2.w.example", false},
    {"w.example", false},
    {".w.example", false},
    {"", false},
    {"*.w.example", true},
};

static void
test_hosts(void)
{
	static const char text[] =
	    HEAD AGE "mode: enforce\nmx: mx.A.example\nmx: *.w.example\n";
	struct mta_sts_policy p;
	ok(mta_sts_policy_read(text, strlen(text), &p) == MTA_STS_FINE &&
		p.mode == MTA_STS_ENFORCE && p.max_age_s == 86400 &&
		p.mx_count == 2,
	    "what it says");
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++)
		ok(mta_sts_policy_has(&p, hosts[i].name,
		       strlen(hosts[i].name)) == hosts[i].is_there,
		    hosts[i].name);
}

int
main(void)
{
	struct mta_sts_policy p;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		ok(mta_sts_policy_read(files[i].text, strlen(files[i].text),
		       &p) == files[i].want,
		    files[i].name);
	test_hosts();
	return tap_end();
}
