#include "resolver/zone/delegations.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

static const char com[] =
    "com.\t900\tin\tsoa\ta.gtld. nstld. 1 1800 900 604800 86400\n"
    "com.\t172800\tin\tns\tb.gtld.\n"
    "com.\t172800\tin\tns\ta.gtld.\n"
    "com.\t86400\tin\trrsig\tNS 13 1 172800 20261201000000 20261101000000 "
    "1 com. AQID\n"
    "com.\t86400\tin\tdnskey\t257 3 13 AQIDBA==\n"
    "com.\t86400\tin\tnsec3param\t1 0 0 -\n"
    /* its DS comes before its NS, as CZDS sorts them */
    "a.com.\t86400\tin\tds\t2 13 2 BB\n"
    "a.com.\t86400\tin\tds\t1 13 2 AA\n"
    "a.com.\t86400\tin\tds\t1 13 2 AA\n"
    "a.com.\t86400\tin\trrsig\tDS 13 2 86400 20261201000000 20261101000000 "
    "7 COM. AQID\n"
    "A.com.\t172800\tin\tns\tns2.b.net.\n"
    "a.com.\t172800\tin\tns\tNS1.a.com.\n"
    /* the same set in another order, and in two pieces */
    "b.com.\t172800\tin\tns\tns1.a.com.\n"
    "c.com.\t172800\tin\tns\tns1.c.com.\n"
    "b.com.\t172800\tin\tns\tns2.b.net.\n"
    "x.sub.com.\t172800\tin\tns\tns1.a.com.\n"
    "nons.com.\t86400\tin\tds\t1 13 2 AA\n"
    "ns1.a.com.\t172800\tin\ta\t192.0.2.1\n"
    "ns1.a.com.\t172800\tin\taaaa\t2001:db8::1\n"
    "ns1.a.com.\t172800\tin\ta\t192.0.2.1\n"
    "orphan.a.com.\t172800\tin\ta\t192.0.2.9\n"
    "ns2.b.net.\t172800\tin\ta\t192.0.2.66\n" /* not com's to say */
    "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.com. 900 in nsec3 1 1 0 - "
    "2t7b4g4vsa5smi47k61mv5bv1a22bojr NS\n";

static const char net[] =
    "net.\t900\tin\tsoa\ta.gtld. nstld. 1 1800 900 604800 86400\n"
    "net.\t172800\tin\tns\ta.gtld.\n"
    "b.net.\t172800\tin\tns\tns2.b.net.\n"
    "ns2.b.net.\t172800\tin\ta\t192.0.2.2\n";

/* delegations_read() of a file with this text. */
static int
read_text(struct delegations *d, const char *text, size_t len, bool lenient,
    struct text *why)
{
	char path[] = "/tmp/test_delegations.XXXXXX";
	FILE *f = fdopen(mkstemp(path), "w");
	struct zone_file_count count;

	fwrite(text, 1, len, f);
	fclose(f);
	int rc = delegations_read(d,
	    &(struct zone_source){.path = path, .lenient = lenient}, &count,
	    why);
	unlink(path);
	return rc;
}

static struct dns_name
name_of(const char *text)
{
	struct dns_name name = DNS_ROOT;

	if (!dns_name_from_text(text, strlen(text), &name))
		ok(false, text);
	return name;
}

/* "a.com com: ns1.a.com ns2.b.net ds" and so on. */
static void
describe(const struct delegations *d, uint32_t index, struct text *t)
{
	struct delegation got;
	struct delegation_zone zone;
	struct dns_name host;

	text_clear(t);
	delegations_get(d, index, &got);
	delegations_zone(d, got.zone, &zone);
	dns_name_add_text(t, &got.name);
	text_add_char(t, ' ');
	dns_name_add_text(t, &zone.name);
	text_add_char(t, ':');
	for (uint32_t i = 0; i < got.ns_count; i++) {
		delegations_host_name(d, got.ns[i], &host);
		text_add_char(t, ' ');
		dns_name_add_text(t, &host);
	}
	if (got.has_ds)
		text_add(t, " ds");
}

static void
test_domains(const struct delegations *d)
{
	static const char *const want[] = {
	    "a.com com: ns1.a.com ns2.b.net ds",
	    "b.com com: ns1.a.com ns2.b.net",
	    "c.com com: ns1.c.com",
	    "x.sub.com com: ns1.a.com",
	    "b.net net: ns2.b.net",
	};
	struct delegation a, b;
	struct text t;

	text_init(&t);
	ok(delegations_count(d) == 5, "five domains");
	for (uint32_t i = 0; i < delegations_count(d); i++) {
		describe(d, i, &t);
		ok(strcmp(t.bytes, want[i]) == 0, want[i]);
	}
	delegations_get(d, 0, &a);
	delegations_get(d, 1, &b);
	ok(a.ns == b.ns, "equal NS sets are one");
	text_fini(&t);
}

static void
test_ds(const struct delegations *d)
{
	struct text t;

	text_init(&t);
	for (unsigned n = 0; delegations_ds_text(d, 0, n, &t); n++)
		text_add_char(&t, ';');
	ok(strcmp(t.bytes, "1 13 2 aa;2 13 2 bb;") == 0,
	    "DS in order, one of two equal ones");
	text_clear(&t);
	ok(delegations_ds_rrsig_text(d, 0, 0, &t) &&
		strcmp(t.bytes, "DS 13 2 86400 20261201000000 20261101000000 "
				"7 com. AQID") == 0 &&
		!delegations_ds_rrsig_text(d, 0, 1, &t),
	    "the RRSIG over it");
	ok(!delegations_ds_text(d, 1, 0, &t), "no DS");
	text_fini(&t);
}

static void
test_find(const struct delegations *d)
{
	struct dns_name name = name_of("b.com");
	uint32_t index;

	ok(delegations_find(d, &name, &index) && index == 1, "find b.com");
	name = name_of("www.b.com");
	ok(!delegations_find(d, &name, &index), "www.b.com is no delegation");
	ok(delegations_enclosing(d, &name, &index) && index == 1,
	    "www.b.com is in b.com");
	name = name_of("sub.com");
	ok(!delegations_enclosing(d, &name, &index),
	    "sub.com is in no delegation");
	name = name_of("nons.com");
	ok(!delegations_find(d, &name, &index), "DS without NS is dropped");
	name = name_of("com");
	ok(!delegations_find(d, &name, &index), "the apex is no delegation");
	ok(!delegations_enclosing(d, &DNS_ROOT, &index), "nor is the root");
}

static void
test_hosts(struct delegations *d)
{
	struct dns_name name = name_of("ns1.a.com");
	struct delegation_address a[3];
	struct addr addr, first;
	uint32_t host;

	addr_parse("192.0.2.1", &first);
	addr_parse("198.51.100.7", &addr);
	ok(delegations_hosts(d) == 5, "five hosts: the orphan is dropped");
	ok(delegations_find_host(d, &name, &host) &&
		delegations_addresses(d, host, a, 3) == 2 && a[0].glue &&
		addr_equal(&a[0].addr, &first),
	    "two addresses as glue");
	ok(delegations_addresses(d, host, a, 1) == 2, "but one place for them");
	name = name_of("ns2.b.net");
	addr_parse("192.0.2.2", &first);
	ok(delegations_find_host(d, &name, &host) &&
		delegations_addresses(d, host, a, 3) == 1 &&
		addr_equal(&a[0].addr, &first),
	    "net's glue serves com, com's own is out of zone");
	name = name_of("ns1.c.com");
	ok(delegations_find_host(d, &name, &host) &&
		delegations_addresses(d, host, a, 3) == 0,
	    "no glue");
	ok(delegations_add_address(d, host, &addr) == 0 &&
		delegations_add_address(d, host, &addr) == 0 &&
		delegations_addresses(d, host, a, 3) == 1 && !a[0].glue &&
		addr_equal(&a[0].addr, &addr),
	    "an address that was found, once");
	name = name_of("orphan.a.com");
	ok(!delegations_find_host(d, &name, &host), "no orphan");
}

static void
test_zones(const struct delegations *d)
{
	struct delegation_zone zone;
	struct dns_name host;

	ok(delegations_zones(d) == 2, "two zones");
	delegations_zone(d, 0, &zone);
	ok(zone.ns_count == 2, "the NS set of com");
	delegations_host_name(d, zone.ns[0], &host);
	struct dns_name want = name_of("a.gtld");
	ok(dns_name_equal(&host, &want), "in order of name");
}

static void
test_two_zones(void)
{
	struct delegations *d = delegations_new();
	struct text why;

	text_init(&why);
	ok(read_text(d, com, sizeof(com) - 1, false, &why) == 0, "com");
	ok(read_text(d, net, sizeof(net) - 1, false, &why) == 0, "net");
	ok(delegations_seal(d) == 0 && why.len == 0, "sealed");
	test_domains(d);
	test_ds(d);
	test_find(d);
	test_hosts(d);
	test_zones(d);
	delegations_free(d);
	text_fini(&why);
}

static void
test_faults(void)
{
	static const char bad[] = "org. 1 in soa a. b. 1 2 3 4 5\n"
				  "a.org. 1 in ns a..b.\n"
				  "b.org. 1 in a 1.2.3\n"
				  "c.org. 1 in ns a.c.org.\n";
	struct delegations *d = delegations_new();
	struct text why;

	text_init(&why);
	ok(read_text(d, bad, sizeof(bad) - 1, true, &why) == 0 &&
		strstr(why.bytes, ":2: malformed RDATA; ") != NULL &&
		strstr(why.bytes, ": passed over: 2 lines left out") != NULL,
	    "lenient");
	text_clear(&why);
	ok(read_text(d, bad, sizeof(bad) - 1, true, &why) == -EEXIST &&
		strstr(why.bytes, "was read from another file"),
	    "a zone that was read before");
	delegations_free(d);

	d = delegations_new();
	text_clear(&why);
	ok(read_text(d, bad, sizeof(bad) - 1, false, &why) == -EINVAL &&
		strstr(why.bytes, ":2: malformed RDATA"),
	    "strict");
	delegations_free(d);

	d = delegations_new();
	text_clear(&why);
	struct delegation_zone zone = {.ns_count = 99};
	ok(read_text(d, "org. 1 in soa a. b. 1 2 3 4 5\n", 30, true, &why) ==
		    0 &&
		delegations_seal(d) == 0 && delegations_zones(d) == 1,
	    "a zone of nothing but its SOA");
	delegations_zone(d, 0, &zone);
	ok(zone.ns == NULL && zone.ns_count == 0, "has no NS set");
	delegations_free(d);

	d = delegations_new();
	ok(delegations_seal(d) == 0 && delegations_count(d) == 0 &&
		delegations_hosts(d) == 0 && delegations_zones(d) == 0,
	    "nothing was read");
	delegations_free(d);
	delegations_free(NULL);
	text_fini(&why);
}

/*
 * As in .com: most domains at a few operators, 2 % with servers of their own.
 */
static void
generate(struct text *t, unsigned domains)
{
	text_add(t, "com. 900 in soa a. b. 1 2 3 4 5\n");
	for (unsigned i = 0; i < domains; i++) {
		unsigned owner = i % 50 == 0 ? i : i % 400;
		for (unsigned ns = 1; ns <= 2; ns++)
			text_addf(t,
			    "some-domain-%u.com. 172800 in ns "
			    "ns%u.operator-%u.com.\n",
			    i, ns, owner);
	}
	for (unsigned i = 0; i < domains; i += 50)
		text_addf(t, "ns1.operator-%u.com. 172800 in a 192.0.2.1\n", i);
}

static void
test_memory(void)
{
	enum { DOMAINS = 100000 };
	struct delegations *d = delegations_new();
	struct text t, why;
	unsigned found = 0;

	text_init(&t);
	text_init(&why);
	generate(&t, DOMAINS);
	ok(read_text(d, t.bytes, t.len, false, &why) == 0 &&
		delegations_seal(d) == 0 && delegations_count(d) == DOMAINS,
	    "100,000 delegations");
	size_t each = delegations_memory_bytes(d) / DOMAINS;
	printf("# %zu bytes a delegation\n", each);
	ok(each <= 60, "at most 60 bytes each");
	for (uint32_t i = 0; i < DOMAINS; i++) {
		struct delegation got;
		uint32_t index;
		delegations_get(d, i, &got);
		found += delegations_find(d, &got.name, &index) && index == i &&
			 got.ns_count == 2;
	}
	ok(found == DOMAINS, "each is found under its name");
	delegations_free(d);
	text_fini(&t);
	text_fini(&why);
}

/* One domain with a DS, and what stands behind it in the file. */
static void
test_signatures(void)
{
	static const char head[] =
	    "com. 900 IN SOA a.nic. b.nic. 1 2 3 4 5\n"
	    "a.com. 900 IN NS a.nic.\na.com. 900 IN DS 1 13 2 AA\n";
	static const struct {
		const char *name, *line, *want, *told;
	} rows[] = {
	    {"an RRSIG in RFC 3597 form",
		"a.com. 900 IN TYPE46 \\# 22 002b0d02000151806a6cd5006a454800"
		"0007"
		"00010203\n",
		"DS 13 2 86400 20260731170152 20260701170152 7 . AQID", ""},
	    {"a signature that is none",
		"a.com. 900 IN RRSIG DS 13 2 900 "
		"(null) (null) 7 com. (null)\n",
		"", ": passed over: 1 malformed signatures"},
	    {"an RRSIG over another type",
		"a.com. 900 IN TYPE46 \\# 23 "
		"00020d02000151806a6cd5006a454800000700010203\n",
		"", ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct delegations *d = delegations_new();
		struct text file, why, got;
		text_init(&file);
		text_init(&why);
		text_init(&got);
		text_addf(&file, "%s%s", head, rows[i].line);
		ok(read_text(d, file.bytes, file.len, false, &why) == 0 &&
			delegations_seal(d) == 0,
		    rows[i].name);
		delegations_ds_rrsig_text(d, 0, 0, &got);
		ok(strcmp(got.len > 0 ? got.bytes : "", rows[i].want) == 0,
		    got.len > 0 ? got.bytes : rows[i].name);
		const char *told = why.len > 0 ? strstr(why.bytes, ": ") : "";
		ok(told != NULL && strcmp(told, rows[i].told) == 0,
		    why.len > 0 ? why.bytes : rows[i].name);
		text_fini(&file);
		text_fini(&why);
		text_fini(&got);
		delegations_free(d);
	}
}

/* RFC 9881: a signature by ML-DSA-65 has 3,309 bytes, and may be split. */
static void
test_long_signature(void)
{
	struct delegations *d = delegations_new();
	struct text file, why, got;
	text_init(&file);
	text_init(&why);
	text_init(&got);
	text_add(&file, "com. 900 IN SOA a.nic. b.nic. 1 2 3 4 5\n"
			"a.com. 900 IN NS a.nic.\na.com. 900 IN DS 1 13 2 AA\n"
			"a.com. 900 IN RRSIG DS 18 2 900 20261201000000 "
			"20261101000000 7 com. ");
	for (unsigned i = 0; i < 1103; i++)
		text_add(&file, i == 500 ? "QUF CQUFC" : "QUFC");
	text_add(&file, "\n");
	ok(read_text(d, file.bytes, file.len, false, &why) == 0 &&
		delegations_seal(d) == 0 &&
		delegations_ds_rrsig_text(d, 0, 0, &got) &&
		got.len > 4 * 1104 &&
		strcmp(got.bytes + got.len - 8, "QUFCQUFC") == 0,
	    "a signature of 3,312 bytes, in two fields");
	text_fini(&file);
	text_fini(&why);
	text_fini(&got);
	delegations_free(d);
}

int
main(void)
{
	test_two_zones();
	test_faults();
	test_memory();
	test_signatures();
	test_long_signature();
	return tap_end();
}
