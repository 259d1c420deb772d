#include "scanner/engine/opt_out.h"

#include <errno.h>
#include <zlib.h>

#include "output/record/not_asked.h"
#include "small_world.h"
#include "tap.h"

static char path[] = "/tmp/opt-out-XXXXXX";

static void
write_file(const char *text)
{
	FILE *f = fopen(path, "we");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static const char *
word(enum not_asked why)
{
	return why == NOT_ASKED_UNSAID ? "-" : not_asked_words[why];
}

/* "MX example.org": a question; "host" and "server" are what they say. */
static enum not_asked
look_up(const struct opt_out *o, const char *what)
{
	char kind[16], text[256];
	sscanf(what, "%15s %255s", kind, text);
	struct dns_name name = name_of(text);
	if (strcmp(kind, "host") == 0)
		return opt_out_of_host(o, &name);
	if (strcmp(kind, "server") == 0)
		return opt_out_of_server(o, &name);
	return opt_out_of_question(
	    o, &(struct dns_question){
		   .name = name, .type = type_of(kind), .class = DNS_CLASS_IN});
}

static const char rules[] = "# who asked us\n"
			    "domain One.example.  # and only that\n"
			    "\tsuffix  all.example\n"
			    "mx mail.example\n"
			    "ns dns.example ; the operator\n"
			    "suffix r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.example\n"
			    "domain twice.example\n"
			    "domain twice.example\n"
			    "\n"
			    "; prefixes\n"
			    "192.0.2.0/24\n"
			    "2001:db8::1 # one address\n";

static const struct {
	const char *what, *want;
} rows[] = {
    {"MX one.example", "opt_out_domain"},
    {"DS one.example", "opt_out_domain"},
    {"TLSA _25._tcp.one.example", "opt_out_domain"},
    {"host one.example", "opt_out_domain"},
    {"server ONE.example", "opt_out_domain"},
    {"MX sub.one.example", "-"},
    {"host mx.one.example", "-"},
    {"MX example", "-"},
    {"MX all.example", "opt_out_suffix"},
    {"DNSKEY deep.below.all.example", "opt_out_suffix"},
    {"server ns.all.example", "opt_out_suffix"},
    {"host mx.all.example", "opt_out_suffix"},
    {"MX notall.example", "-"},
    {"A mx1.mail.example", "opt_out_mx"},
    {"AAAA mail.example", "opt_out_mx"},
    {"TLSA _25._tcp.mx1.mail.example", "opt_out_mx"},
    {"host mx1.mail.example", "opt_out_mx"},
    {"MX mail.example", "-"},
    {"DNSKEY mail.example", "-"},
    {"server ns.mail.example", "-"},
    {"server ns1.dns.example", "opt_out_ns"},
    {"server dns.example", "opt_out_ns"},
    {"A ns1.dns.example", "-"},
    {"MX dns.example", "-"},
    {"host mx.dns.example", "-"},
    {"MX www.xn--rksmrgs-5wao1o.example", "opt_out_suffix"},
    {"MX twice.example", "opt_out_domain"},
    {"MX .", "-"},
};

static void
test_rules(void)
{
	struct prefix_set prefixes;
	struct opt_out *o;
	struct text why;
	text_init(&why);
	prefix_set_init(&prefixes);
	write_file(rules);
	ok(opt_out_read(path, &prefixes, &o, &why) == 0, "all kinds of rules");
	prefix_set_seal(&prefixes);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *got = word(look_up(o, rows[i].what));
		if (strcmp(got, rows[i].want) != 0)
			printf("# %s\n", got);
		ok(strcmp(got, rows[i].want) == 0, rows[i].what);
	}
	struct addr in = addr_of("192.0.2.9"), out = addr_of("192.0.3.9"),
		    one = addr_of("2001:db8::1");
	ok(prefix_set_has(&prefixes, &in) && prefix_set_has(&prefixes, &one) &&
		!prefix_set_has(&prefixes, &out),
	    "prefixes");
	ok(look_up(NULL, "MX one.example") == NOT_ASKED_UNSAID,
	    "without a file nobody has opted out");
	opt_out_free(o);
	prefix_set_fini(&prefixes);
	text_fini(&why);
}

/* A list that is half read is none; each fault has its line. */
static const struct {
	const char *name, *file, *why;
} faults[] = {
    {"a word of no kind", "domain a.example\ndomains b.example\n",
	":2: \"domains b.example\": no rule"},
    {"a name alone", "example.org\n", ":1: \"example.org\": no rule"},
    {"a rule without a name", "\nsuffix # all\n", ":2: "},
    {"two names", "domain a.example b.example\n", "no host name"},
    {"a wildcard", "domain *.example\n", "a wildcard"},
    {"the name of a TLSA record", "domain _25._tcp.a.example\n",
	"begins with _"},
    {"an address behind a word", "mx 192.0.2.1\n", "an address"},
    {"a prefix of no such length", "192.0.2.0/33\n", ":1: "},
    {"a kind in capital letters", "DOMAIN a.example\n", "no rule"},
    {"an empty label", "ns a..example\n", "empty or too long"},
    {"a page of a web server", "<!DOCTYPE html>\n", "no rule"},
    {"a zero byte is no text", NULL, "zero byte"},
};

static void
write_zero(void)
{
	FILE *f = fopen(path, "we");
	if (f == NULL || fwrite("domain a\0b\n", 1, 11, f) != 11 ||
	    fclose(f) != 0)
		abort();
}

static bool
is_refused(const char *want)
{
	struct prefix_set prefixes;
	struct opt_out *o;
	struct text why;
	text_init(&why);
	prefix_set_init(&prefixes);
	bool refused = opt_out_read(path, &prefixes, &o, &why) == -EINVAL &&
		       strncmp(why.bytes, path, strlen(path)) == 0 &&
		       strstr(why.bytes, want) != NULL &&
		       strchr(why.bytes, '\n') == NULL;
	printf("# %s\n", why.bytes);
	prefix_set_fini(&prefixes);
	text_fini(&why);
	return refused;
}

static void
test_faults(void)
{
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		if (faults[i].file != NULL)
			write_file(faults[i].file);
		else
			write_zero();
		ok(is_refused(faults[i].why), faults[i].name);
	}
}

static void
test_missing(void)
{
	struct prefix_set prefixes;
	struct opt_out *o;
	struct text why;
	text_init(&why);
	prefix_set_init(&prefixes);
	ok(opt_out_read("/nonexistent/list", &prefixes, &o, &why) == -ENOENT &&
		strstr(why.bytes, "/nonexistent/list: ") != NULL,
	    "no such file");
	prefix_set_fini(&prefixes);
	text_fini(&why);
}

static void
test_gzip(void)
{
	struct prefix_set prefixes;
	struct opt_out *o;
	struct text why;
	gzFile f = gzopen(path, "wb");
	if (f == NULL || gzputs(f, rules) < 0 || gzclose(f) != Z_OK)
		abort();
	text_init(&why);
	prefix_set_init(&prefixes);
	ok(opt_out_read(path, &prefixes, &o, &why) == 0 &&
		look_up(o, "MX one.example") == NOT_ASKED_DOMAIN,
	    "packed by gzip");
	opt_out_free(o);
	prefix_set_fini(&prefixes);
	text_fini(&why);
}

int
main(void)
{
	file_of(path, "");
	test_rules();
	test_faults();
	test_missing();
	test_gzip();
	unlink(path);
	return tap_end();
}
