/*
 * zone_index --make DOMAINS       writes a zone file in the shape of .com's
 * zone_index FILE                 reads one into an index, as a scan does
 *
 * The second prints the text's bytes, wall and CPU time to the sealed index,
 * the memory of a domain, and a digest of all that the index says.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/gzip.h"
#include "base/siphash.h"
#include "resolver/zone/delegations.h"

enum { PREFIX = 6, TAIL_MAX = 14, NAME_ROOM = 80, ADDRESSES_MAX = 16 };

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 31;
	x *= UINT64_C(0x7fb5d329728ea185);
	x ^= x >> 27;
	x *= UINT64_C(0x81dadef4bc2dd44d);
	return x ^ x >> 33;
}

/* The i-th name in the order of names, of some 6 to 20 characters. */
static void
put_label(char *out, uint64_t i)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	uint64_t random = mix(i), n = i * 17 + random % 17;
	unsigned tail = (unsigned)(random >> 8) % (TAIL_MAX + 1);
	for (unsigned k = PREFIX; k-- > 0; n /= 26)
		out[k] = (char)('a' + n % 26);
	for (unsigned k = 0; k < tail; k++) {
		random = mix(random + k);
		out[PREFIX + k] = set[random % (k + 1 < tail ? 37 : 36)];
	}
	out[PREFIX + tail] = '\0';
}

/* The n-th name server of a domain, of 2 to 4; shares as .com's are. */
static void
print_ns(const char *owner, uint64_t domains, uint64_t i, unsigned n)
{
	uint64_t random = mix(~i), of = random % 100, who = random >> 32;
	char host[NAME_ROOM];
	if (of < 30)
		snprintf(host, sizeof(host), "ns%02u.domaincontrol.com",
		    (unsigned)(who % 39 * 2 + n + 1));
	else if (of < 45)
		snprintf(host, sizeof(host), "name%02u.ns.cloudflare.com",
		    (unsigned)(n == 0 ? who % 50 : 50 + who / 50 % 50));
	else if (of < 75)
		snprintf(host, sizeof(host), "ns%u.operator%u.net", n + 1,
		    (unsigned)(who % 1000));
	else {
		put_label(host + 4, who % (domains / 10 + 1) * 10);
		memcpy(host, n == 0 ? "ns1." : n == 1 ? "ns2." : "ns3.", 4);
		strcat(host, ".com");
	}
	printf("%s\t172800\tin\tns\t%s.\n", owner, host);
}

static void
print_signed(const char *owner, uint64_t i)
{
	uint64_t a = mix(i + 1), b = mix(a), c = mix(b), d = mix(c);
	printf("%s\t86400\tin\tds\t%u 13 2 %016" PRIX64 "%016" PRIX64
	       "%016" PRIX64 "%016" PRIX64 "\n",
	    owner, (unsigned)(a & 0xffff), a, b, c, d);
	printf("%s\t86400\tin\trrsig\tDS 13 2 86400 20261205051234 "
	       "20261128040234 4459 com. %016" PRIx64 "%016" PRIx64
	       "%016" PRIx64 "%016" PRIx64 "%022" PRIx64 "==\n",
	    owner, b, c, d, a, b);
	printf("%016" PRIx64 "%016" PRIx64 ".com.\t900\tin\tnsec3\t1 1 0 - "
	       "%016" PRIX64 "%016" PRIX64 "  NS DS RRSIG\n",
	    a, b, c, d);
	printf("%016" PRIx64 "%016" PRIx64 ".com.\t900\tin\trrsig\tNSEC3 13 2 "
	       "900 20261205051234 20261128040234 4459 com. %016" PRIx64
	       "%016" PRIx64 "%016" PRIx64 "%016" PRIx64 "%022" PRIx64 "==\n",
	    a, b, a, b, c, d, a);
}

static int
make(uint64_t domains)
{
	printf("com.\t900\tin\tsoa\ta.gtld-servers.net. "
	       "nstld.verisign-grs.com. 1 1800 900 604800 86400\n");
	for (char n = 'a'; n <= 'm'; n++)
		printf("com.\t172800\tin\tns\t%c.gtld-servers.net.\n", n);
	for (uint64_t i = 0; i < domains; i++) {
		char owner[NAME_ROOM];
		put_label(owner, i);
		strcat(owner, ".com.");
		unsigned servers = mix(~i) % 100 < 75 ? 2 : 2 + mix(i) % 2;
		for (unsigned n = 0; n < servers; n++)
			print_ns(owner, domains, i, n);
		if (mix(i) % 20 == 0)
			print_signed(owner, i);
		for (unsigned n = 1; i % 10 == 0 && n < 3; n++)
			printf("ns%u.%s\t172800\tin\ta\t192.%u.%u.%u\n", n,
			    owner, (unsigned)(i >> 16 & 0xff),
			    (unsigned)(i >> 8 & 0xff), (unsigned)(i & 0xff));
	}
	return ferror(stdout) ? 2 : 0;
}

static void
must(bool so, const char *what)
{
	if (so)
		return;
	fprintf(stderr, "zone_index: %s\n", what);
	exit(2);
}

static double
seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t
text_bytes(const char *path)
{
	static char out[1 << 16];
	struct gzip_reader *in;
	size_t len;
	must(gzip_reader_open(path, gzip_default, &in) == 0, path);
	while (gzip_reader_read(in, out, sizeof(out), &len) == GZIP_READ_OK)
		continue;
	uint64_t bytes = gzip_reader_text_bytes(in);
	gzip_reader_close(in);
	return bytes;
}

static uint64_t digest;

static void
add(const void *bytes, size_t len)
{
	static const struct siphash_key key = {1, 2};
	digest = digest * 31 + siphash(&key, bytes, len);
}

static void
add_hosts(const struct delegations *d)
{
	for (uint32_t h = 0; h < delegations_hosts(d); h++) {
		struct delegation_address at[ADDRESSES_MAX];
		struct dns_name name;
		unsigned n = delegations_addresses(d, h, at, ADDRESSES_MAX);
		delegations_host_name(d, h, &name);
		add(name.wire, name.len);
		for (unsigned i = 0; i < n && i < ADDRESSES_MAX; i++)
			add(at[i].addr.bytes, sizeof(at[i].addr.bytes));
	}
}

static void
add_domains(const struct delegations *d)
{
	struct text ds;
	text_init(&ds);
	for (uint32_t i = 0; i < delegations_count(d); i++) {
		struct delegation row;
		uint32_t found;
		delegations_get(d, i, &row);
		must(delegations_find(d, &row.name, &found) && found == i,
		    "a domain is not found");
		add(row.name.wire, row.name.len);
		add(row.ns, row.ns_count * sizeof(*row.ns));
		text_clear(&ds);
		for (unsigned n = 0; row.has_ds; n++)
			if (!delegations_ds_text(d, i, n, &ds))
				break;
		for (unsigned n = 0; row.has_ds; n++)
			if (!delegations_ds_rrsig_text(d, i, n, &ds))
				break;
		add(ds.bytes, ds.len);
	}
	text_fini(&ds);
}

static int
read_zone(const char *path)
{
	struct zone_source source = {.path = path};
	struct zone_file_count count;
	struct text why;
	uint64_t bytes = text_bytes(path);
	text_init(&why);
	double wall = seconds(CLOCK_MONOTONIC);
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	struct delegations *d = delegations_new();
	must(d != NULL, "no memory");
	must(delegations_read(d, &source, &count, &why) == 0, why.bytes);
	double read = seconds(CLOCK_MONOTONIC) - wall;
	must(delegations_seal(d) == 0, "no memory");
	wall = seconds(CLOCK_MONOTONIC) - wall;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	uint32_t n = delegations_count(d);
	printf("domains %u text %" PRIu64 " wall %.3f read %.3f cpu %.3f "
	       "mb_s %.1f bytes_domain %.1f",
	    n, bytes, wall, read, cpu, (double)bytes / wall / 1e6,
	    (double)delegations_memory_bytes(d) / n);
	double find = seconds(CLOCK_MONOTONIC);
	add_hosts(d);
	add_domains(d);
	find = seconds(CLOCK_MONOTONIC) - find;
	printf(" walk %.3f digest %016" PRIx64 "\n", find, digest);
	text_fini(&why);
	delegations_free(d);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--make") == 0)
		return make(strtoull(argv[2], NULL, 10));
	must(argc == 2, "zone_index --make DOMAINS, or zone_index FILE");
	return read_zone(argv[1]);
}
