#include "flat_world.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dns/type.h"
#include "dns_wire.h"
#include "ip_frame.h"

enum {
	BIG_OPERATORS = 20, /* half of all domains are theirs */
	OPERATORS = 2000,
	PROVIDERS = 300,
	WORDS = 24,
	ETHERNET = 14,
	IPV4 = 20,
	UDP = 8,
	HEADER = 12,
	FLAT_NAME_MAX = 128,
};

static uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

/* Of a name as it stands in a question, in lower case. */
static uint64_t
hash_of(const uint8_t *name, size_t len)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	for (size_t i = 0; i < len; i++)
		h = (h ^ name[i]) * 0x100000001b3ULL;
	return mix(h);
}

/* What a domain is, by the hash of its name. */
struct flat_domain {
	bool has_mx, is_signed, is_alias, is_silent, is_truncated, is_lame;
	unsigned operator;
	uint64_t hash;
};

static struct flat_domain
domain_of(uint64_t hash, bool odd)
{
	unsigned kind = (unsigned)(hash % 1000);
	uint64_t rest = mix(hash);
	unsigned pick = (unsigned)(rest >> 8 & 0xffff);
	bool big = (rest & 1) != 0;
	struct flat_domain d = {.hash = hash,
	    .has_mx = (rest >> 40) % 10 < 4,
	    .operator= big ? pick % BIG_OPERATORS
			   : BIG_OPERATORS + pick % OPERATORS };
	d.is_signed = kind >= 100 && kind < 150;
	d.is_alias = odd && kind < 30;
	d.is_silent = odd && kind >= 30 && kind < 50;
	d.is_truncated = odd && kind >= 50 && kind < 60;
	d.is_lame = odd && kind >= 60 && kind < 70;
	return d;
}

static void
name_text(uint32_t i, char out[FLAT_NAME_MAX])
{
	static const char *const words[WORDS] = {"shop", "online", "the", "my",
	    "best", "green", "house", "of", "auto", "tech", "media", "design",
	    "travel", "home", "smart", "data", "group", "pro", "web", "sun",
	    "blue", "city", "art", "law"};
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	uint64_t m = mix(i + 1);
	char tail[16];
	unsigned n = sizeof(tail) - 1;
	tail[n] = 0;
	/* The number is in it: no two are the same. */
	for (uint32_t k = i; n == sizeof(tail) - 1 || k > 0; k /= 36)
		tail[--n] = digits[k % 36];
	snprintf(out, FLAT_NAME_MAX, "%s%s%s", words[m % WORDS],
	    m >> 8 & 1 ? words[(m >> 16) % WORDS] : "", tail + n);
}

static uint64_t
hash_of_text(const char *label)
{
	uint8_t wire[FLAT_NAME_MAX];
	size_t len = strlen(label);
	wire[0] = (uint8_t)len;
	memcpy(wire + 1, label, len);
	memcpy(wire + 1 + len, "\3com", 5);
	return hash_of(wire, len + 6);
}

/* The n-th server of an operator, of two. */
static void
server_bytes(unsigned operator, unsigned n, unsigned out[4])
{
	unsigned at = 0x1000 + operator* 2 + n;
	out[0] = 198;
	out[1] = 18;
	out[2] = at >> 8;
	out[3] = at & 0xff;
}

static void
print_glue(FILE *zone)
{
	for (unsigned op = 0; op < BIG_OPERATORS + OPERATORS; op++)
		for (unsigned n = 0; n < 2; n++) {
			unsigned a[4];
			server_bytes(op, n, a);
			fprintf(zone, "ns%u.operator%u.com. A %u.%u.%u.%u\n",
			    n + 1, op, a[0], a[1], a[2], a[3]);
		}
}

static void
print_domain(FILE *zone, FILE *questions, uint32_t i)
{
	char name[FLAT_NAME_MAX];
	unsigned a[4];
	name_text(i, name);
	struct flat_domain d = domain_of(hash_of_text(name), true);
	fprintf(zone,
	    "%s.com. NS ns1.operator%u.com.\n%s.com. NS "
	    "ns2.operator%u.com.\n",
	    name, d.operator, name, d.operator);
	if (d.is_signed)
		fprintf(zone,
		    "%s.com. DS 4711 13 2 %016llx%016llx%016llx%016llx\n", name,
		    (unsigned long long)d.hash, (unsigned long long)mix(d.hash),
		    (unsigned long long)~d.hash, (unsigned long long)i);
	server_bytes(d.operator, 0, a);
	fprintf(
	    questions, "%s.com %u.%u.%u.%u\n", name, a[0], a[1], a[2], a[3]);
}

static FILE *
open_in(const char *dir, const char *name)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return fopen(path, "we");
}

static int
close_file(FILE *f)
{
	bool bad = f == NULL || ferror(f) != 0;
	return f == NULL || fclose(f) != 0 || bad ? -EIO : 0;
}

int
flat_world_write(const char *dir, uint32_t domains)
{
	FILE *zone = open_in(dir, "com.zone");
	FILE *questions = open_in(dir, "questions");
	FILE *hints = open_in(dir, "root.hints");
	if (zone != NULL && questions != NULL && hints != NULL) {
		fprintf(hints, ". NS a.rootns.\na.rootns. A 198.18.1.1\n");
		fprintf(zone, "$ORIGIN com.\n$TTL 172800\n@ SOA a.rootns. "
			      "nobody. 1 1 1 1 86400\n@ NS a.rootns.\n");
		for (uint32_t i = 0; i < domains; i++)
			print_domain(zone, questions, i);
		print_glue(zone);
	}
	int rc = close_file(zone);
	rc = close_file(questions) < 0 ? -EIO : rc;
	return close_file(hints) < 0 ? -EIO : rc;
}

static void
put_owner(struct simnet_bytes *b)
{
	simnet_put_u16(b, 0xc000 | HEADER);
}

/* Behind the owner; gives where the length of the data belongs. */
static size_t
begin_rr(struct simnet_bytes *b, unsigned type, uint32_t ttl_s)
{
	put_owner(b);
	simnet_put_u16(b, type);
	simnet_put_u16(b, DNS_CLASS_IN);
	simnet_put_u32(b, ttl_s);
	simnet_put_u16(b, 0);
	return b->len;
}

static void
end_rr(struct simnet_bytes *b, size_t at)
{
	b->at[at - 2] = (uint8_t)((b->len - at) >> 8);
	b->at[at - 1] = (uint8_t)(b->len - at);
}

static uint32_t
ttl_of(uint64_t hash)
{
	return (uint32_t)(300 + hash % 86400);
}

static void
put_rrsig(struct simnet_bytes *b, const struct flat_domain *d, unsigned covered,
    const uint8_t *name, size_t name_len)
{
	size_t at = begin_rr(b, DNS_RRSIG, ttl_of(d->hash));
	simnet_put_u16(b, covered);
	simnet_put_u16(b, 13 << 8 | 2);
	simnet_put_u32(b, ttl_of(d->hash));
	simnet_put_u32(b, 2082758400); /* 2036-01-01 */
	simnet_put_u32(b, 1577836800); /* 2020-01-01 */
	simnet_put_u16(b, 4711);
	simnet_put(b, name, name_len);
	for (uint64_t i = 0; i < 8; i++) {
		uint64_t x = mix(d->hash + i + covered);
		simnet_put(b, &x, sizeof(x));
	}
	end_rr(b, at);
}

/* One of .com's providers, some of which have very many; or its own host. */
static void
put_mx(struct simnet_bytes *b, const struct flat_domain *d, unsigned n)
{
	char host[FLAT_NAME_MAX];
	uint64_t pick = mix(d->hash + 77);
	unsigned provider = (unsigned)(pick >> 8 & 0xff) % 10 < 6
				? (unsigned)(pick >> 16) % 8
				: (unsigned)(pick >> 16) % PROVIDERS;
	size_t at = begin_rr(b, DNS_MX, ttl_of(d->hash));
	simnet_put_u16(b, 10 * (n + 1));
	if (pick % 10 < 4) {
		simnet_put(b, "\4mail", 5);
		put_owner(b);
	} else {
		snprintf(
		    host, sizeof(host), "mx%u.provider%u.net", n + 1, provider);
		simnet_put_name(b, host);
	}
	end_rr(b, at);
}

static void
put_soa(struct simnet_bytes *b, const struct flat_domain *d)
{
	char host[FLAT_NAME_MAX];
	size_t at = begin_rr(b, DNS_SOA, 3600);
	snprintf(host, sizeof(host), "ns1.operator%u.com", d->operator);
	simnet_put_name(b, host);
	snprintf(host, sizeof(host), "hostmaster.operator%u.com", d->operator);
	simnet_put_name(b, host);
	simnet_put_u32(b, (uint32_t)(2020000000 + d->hash % 60000000));
	for (unsigned i = 0; i < 4; i++)
		simnet_put_u32(b, 3600 * (i + 1));
	end_rr(b, at);
}

/* NSEC of the name itself: there is an SOA and a key, and no MX. */
static void
put_nsec(struct simnet_bytes *b, const struct flat_domain *d,
    const uint8_t *name, size_t name_len)
{
	size_t at = begin_rr(b, DNS_NSEC, 3600);
	simnet_put_u8(b, 1);
	simnet_put_u8(b, 0);
	simnet_put(b, name, name_len);
	simnet_put(
	    b, "\0\7\x62\0\0\0\0\3\x80", 9); /* A NS SOA RRSIG NSEC DNSKEY */
	end_rr(b, at);
	put_rrsig(b, d, DNS_NSEC, name, name_len);
}

/* RRs by section. */
struct flat_counts {
	unsigned answers, authorities;
};

static struct flat_counts
put_denial(struct simnet_bytes *b, const struct flat_domain *d,
    const uint8_t *name, size_t name_len)
{
	put_soa(b, d);
	if (!d->is_signed)
		return (struct flat_counts){0, 1};
	put_rrsig(b, d, DNS_SOA, name, name_len);
	put_nsec(b, d, name, name_len);
	return (struct flat_counts){0, 4};
}

static struct flat_counts
put_exchanges(struct simnet_bytes *b, const struct flat_domain *d,
    const uint8_t *name, size_t name_len)
{
	unsigned n = 1 + (unsigned)(d->hash >> 20 & 1);
	for (unsigned i = 0; i < n; i++)
		put_mx(b, d, i);
	if (d->is_signed)
		put_rrsig(b, d, DNS_MX, name, name_len);
	return (struct flat_counts){n + d->is_signed, 0};
}

static struct flat_counts
put_alias(struct simnet_bytes *b, const struct flat_domain *d)
{
	char target[FLAT_NAME_MAX];
	size_t at = begin_rr(b, DNS_CNAME, ttl_of(d->hash));
	snprintf(target, sizeof(target), "parked%u.provider%u.net",
	    (unsigned)(d->hash >> 32 & 0xff), (unsigned)(d->hash >> 48 & 0xff));
	simnet_put_name(b, target);
	end_rr(b, at);
	return (struct flat_counts){1, 0};
}

static void
put_opt(struct simnet_bytes *b)
{
	simnet_put_u8(b, 0);
	simnet_put_u16(b, DNS_OPT);
	simnet_put_u16(b, 1232);
	simnet_put_u32(b, 0x8000);
	simnet_put_u16(b, 0);
}

/* A domain of com, two labels: all else is known to nobody but exists. */
static bool
is_domain(const uint8_t *name, size_t len)
{
	return len > 6 && name[0] + 6u == len &&
	       memcmp(name + name[0] + 1, "\3com", 5) == 0;
}

/* Of a name server's address, and of the root's own. */
static struct flat_counts
put_other(struct simnet_bytes *b, unsigned type)
{
	size_t at;
	switch (type) {
	case DNS_NS:
		at = begin_rr(b, DNS_NS, 86400);
		simnet_put_name(b, "a.rootns");
		end_rr(b, at);
		return (struct flat_counts){1, 0};
	case DNS_A:
		at = begin_rr(b, DNS_A, 86400);
		simnet_put_u32(b, 0xc6120101);
		end_rr(b, at);
		return (struct flat_counts){1, 0};
	}
	return (struct flat_counts){0, 0};
}

static struct flat_counts
put_records(struct simnet_bytes *b, const struct flat_domain *d,
    const uint8_t *name, size_t name_len, unsigned type)
{
	if (d == NULL || type != DNS_MX)
		return put_other(b, type);
	if (d->is_truncated || d->is_lame)
		return (struct flat_counts){0, 0};
	if (d->is_alias)
		return put_alias(b, d);
	return d->has_mx ? put_exchanges(b, d, name, name_len)
			 : put_denial(b, d, name, name_len);
}

/* The reply in the place of the question; 0: silence, or no question. */
static size_t
answer_message(uint8_t *dns, size_t len, size_t room, bool odd)
{
	size_t at = HEADER;
	struct flat_domain d;
	while (at < len && dns[at] != 0)
		at += 1u + dns[at];
	size_t name_len = at + 1 - HEADER;
	if (len < HEADER || at + 5 > len || name_len > FLAT_NAME_MAX)
		return 0;
	unsigned type = (unsigned)(dns[at + 1] << 8 | dns[at + 2]);
	const uint8_t *name = dns + HEADER;
	bool ours = is_domain(name, name_len);
	if (ours)
		d = domain_of(hash_of(name, name_len), odd);
	if (ours && d.is_silent)
		return 0;
	struct simnet_bytes b = {.at = dns, .len = at + 5, .cap = room};
	struct flat_counts n =
	    put_records(&b, ours ? &d : NULL, name, name_len, type);
	put_opt(&b);
	dns[2] = (uint8_t)(0x80 | (ours && d.is_lame ? 0 : 4) |
			   (ours && d.is_truncated ? 2 : 0));
	memset(dns + 3, 0, HEADER - 3);
	dns[5] = 1;
	dns[7] = (uint8_t)n.answers;
	dns[9] = (uint8_t)n.authorities;
	dns[11] = 1;
	return b.len;
}

static void
put_u16_at(uint8_t *at, size_t n)
{
	at[0] = (uint8_t)(n >> 8);
	at[1] = (uint8_t)n;
}

static void
exchange(uint8_t *a, uint8_t *b, size_t len)
{
	uint8_t kept[16];
	memcpy(kept, a, len);
	memcpy(a, b, len);
	memcpy(b, kept, len);
}

/* IPv4's; UDP may have none there. */
static void
put_sums(uint8_t *ip)
{
	uint32_t sum = 0;
	put_u16_at(ip + 10, 0);
	for (unsigned i = 0; i < IPV4; i += 2)
		sum += (uint32_t)(ip[i] << 8 | ip[i + 1]);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	put_u16_at(ip + 10, ~sum & 0xffff);
	put_u16_at(ip + IPV4 + 6, 0);
}

static size_t
refuse(uint8_t *frame, size_t len)
{
	struct simnet_packet p, back;
	if (!simnet_packet_parse(frame, len, false, &p) || !p.tcp ||
	    (p.flags & SIMNET_RST) != 0)
		return 0;
	back = simnet_packet_back(&p);
	back.flags = SIMNET_RST | SIMNET_ACK;
	back.ack = p.seq + 1;
	return simnet_packet_build(&back, frame);
}

size_t
flat_world_answer(uint8_t *frame, size_t len, bool odd)
{
	uint8_t *ip = frame + ETHERNET, *udp = ip + IPV4, *dns = udp + UDP;
	size_t before = ETHERNET + IPV4 + UDP;
	if (len < before || ip[0] != 0x45)
		return 0;
	if (ip[9] != 17)
		return refuse(frame, len);
	size_t dns_len =
	    answer_message(dns, len - before, SIMNET_FRAME_MAX - before, odd);
	if (dns_len == 0)
		return 0;
	exchange(frame, frame + 6, 6);
	exchange(ip + 12, ip + 16, 4);
	exchange(udp, udp + 2, 2);
	put_u16_at(ip + 2, IPV4 + UDP + dns_len);
	put_u16_at(udp + 4, UDP + dns_len);
	put_sums(ip);
	return before + dns_len;
}
