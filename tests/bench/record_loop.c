/*
 * record_loop.c - what it costs to write a DNS record: replies of the kinds
 * that a sweep gets, without a network.
 *
 *	record_loop [ROUNDS]
 *
 * For `valgrind --tool=callgrind`, whose counts do not depend on what else the
 * machine does; the digest of all lines is the same as long as their bytes are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"
#include "base/siphash.h"
#include "output/record/dns.h"

enum { MESSAGE_MAX = 2048, SIGNATURE_BYTES = 64, HASH_BYTES = 20 };

struct message {
	uint8_t bytes[MESSAGE_MAX];
	size_t len;
};

static void
put(struct message *m, const void *bytes, size_t len)
{
	memcpy(m->bytes + m->len, bytes, len);
	m->len += len;
}

static void
put_number(struct message *m, unsigned bytes, uint32_t n)
{
	while (bytes-- > 0)
		m->bytes[m->len++] = (uint8_t)(n >> 8 * bytes);
}

static void
put_name(struct message *m, const char *text)
{
	struct dns_name name;
	if (!dns_name_from_text(text, strlen(text), &name))
		abort();
	put(m, name.wire, name.len);
}

/* The question's name, by a pointer. */
static void
put_asked(struct message *m)
{
	put_number(m, 2, 0xc00c);
}

static void
begin(struct message *m, const char *name, uint16_t flags, unsigned answers,
    unsigned authorities, unsigned additionals)
{
	m->len = 0;
	put_number(m, 2, 4711);
	put_number(m, 2, flags);
	put_number(m, 2, 1);
	put_number(m, 2, answers);
	put_number(m, 2, authorities);
	put_number(m, 2, additionals);
	put_name(m, name);
	put_number(m, 2, DNS_MX);
	put_number(m, 2, DNS_CLASS_IN);
}

/* Behind the owner; gives where the length of the data belongs. */
static size_t
begin_data(struct message *m, uint16_t type, uint32_t ttl_s)
{
	put_number(m, 2, type);
	put_number(m, 2, DNS_CLASS_IN);
	put_number(m, 4, ttl_s);
	put_number(m, 2, 0);
	return m->len;
}

static void
end_data(struct message *m, size_t at)
{
	m->bytes[at - 2] = (uint8_t)((m->len - at) >> 8);
	m->bytes[at - 1] = (uint8_t)(m->len - at);
}

static void
put_mx(struct message *m, unsigned preference, const char *host)
{
	put_asked(m);
	size_t at = begin_data(m, DNS_MX, 3600);
	put_number(m, 2, preference);
	put_name(m, host);
	end_data(m, at);
}

static void
put_soa(struct message *m)
{
	put_asked(m);
	size_t at = begin_data(m, DNS_SOA, 86400);
	put_name(m, "ns1.hoster.example");
	put_name(m, "hostmaster.hoster.example");
	put_number(m, 4, 2026112801);
	for (unsigned i = 0; i < 4; i++)
		put_number(m, 4, 3600 * (i + 1));
	end_data(m, at);
}

static void
put_address(struct message *m, const char *owner, bool is_v6)
{
	static const uint8_t v6[16] = {0x20, 1, 0xd, 0xb8, [15] = 25};
	static const uint8_t v4[4] = {198, 18, 25, 1};
	put_name(m, owner);
	size_t at = begin_data(m, is_v6 ? DNS_AAAA : DNS_A, 300);
	put(m, is_v6 ? v6 : v4, is_v6 ? 16 : 4);
	end_data(m, at);
}

static void
put_rrsig(struct message *m, uint16_t covered, const char *signer)
{
	uint8_t signature[SIGNATURE_BYTES];
	for (unsigned i = 0; i < sizeof(signature); i++)
		signature[i] = (uint8_t)(i * 37 + covered);
	put_asked(m);
	size_t at = begin_data(m, DNS_RRSIG, 3600);
	put_number(m, 2, covered);
	put_number(m, 2, 13 << 8 | 2);
	put_number(m, 4, 3600);
	put_number(m, 4, 1797000000);
	put_number(m, 4, 1795000000);
	put_number(m, 2, 12345);
	put_name(m, signer);
	put(m, signature, sizeof(signature));
	end_data(m, at);
}

static void
put_nsec3(struct message *m)
{
	uint8_t hash[HASH_BYTES];
	for (unsigned i = 0; i < sizeof(hash); i++)
		hash[i] = (uint8_t)(i * 11);
	put_name(m, "b4um86eghhds6nea196smvmlo4ors995.d3.example");
	size_t at = begin_data(m, DNS_NSEC3, 600);
	put_number(m, 4, 0x01000000);
	put_number(m, 1, 0);
	put_number(m, 1, HASH_BYTES);
	put(m, hash, sizeof(hash));
	put_number(m, 2, 6);
	put(m, "\x62\x01\x80\x08\x00\x02", 6); /* A NS SOA MX AAAA RRSIG */
	end_data(m, at);
}

static void
put_opt(struct message *m)
{
	put_number(m, 1, 0);
	put_number(m, 2, DNS_OPT);
	put_number(m, 2, 1232);
	put_number(m, 4, 0x8000);
	put_number(m, 2, 0);
}

static void
make_mx(struct message *m)
{
	begin(m, "d1.example", 0x8400, 2, 0, 3);
	put_mx(m, 10, "mx1.hoster.example");
	put_mx(m, 20, "mx2.hoster.example");
	put_address(m, "mx1.hoster.example", false);
	put_address(m, "mx1.hoster.example", true);
	put_opt(m);
}

static void
make_none(struct message *m)
{
	begin(m, "d2.example", 0x8400, 0, 1, 1);
	put_soa(m);
	put_opt(m);
}

static void
make_signed(struct message *m)
{
	begin(m, "d3.example", 0x8400, 2, 0, 1);
	put_mx(m, 10, "mail.d3.example");
	put_rrsig(m, DNS_MX, "d3.example");
	put_opt(m);
}

static void
make_denial(struct message *m)
{
	begin(m, "d3.example", 0x8400, 0, 4, 1);
	put_soa(m);
	put_rrsig(m, DNS_SOA, "d3.example");
	put_nsec3(m);
	put_rrsig(m, DNS_NSEC3, "d3.example");
	put_opt(m);
}

struct reply {
	const char *name;
	void (*make)(struct message *m);
	unsigned weight; /* of 20 */
	struct message message;
};

static struct reply replies[] = {
    {.name = "MX", .make = make_mx, .weight = 8},
    {.name = "none", .make = make_none, .weight = 10},
    {.name = "signed MX", .make = make_signed, .weight = 1},
    {.name = "signed none", .make = make_denial, .weight = 1},
};

static void
add(struct text *line, const struct message *m)
{
	struct dns_message parsed;
	struct dns_name zone;
	struct addr server;
	if (!dns_message_parse(m->bytes, m->len, &parsed) ||
	    !addr_parse("198.18.0.53", &server) ||
	    !dns_name_from_text("example", 7, &zone))
		abort();
	struct dns_record record = {.question = &parsed.question,
	    .status = DNS_STATUS_REPLY,
	    .server = &server,
	    .ns = &parsed.question.name,
	    .zone = &zone,
	    .stage = STAGE_DOMAINS,
	    .attempts = 1,
	    .rx_ts_ns = INT64_C(1795600000123456789),
	    .message = m->bytes,
	    .message_len = m->len};
	dns_record_begin(line, &record, &parsed);
	dns_record_end(line, &parsed);
}

static uint64_t
all_lines(struct text *line, unsigned rounds, uint64_t *bytes)
{
	uint64_t digest = 0;
	for (unsigned n = 0; n < rounds; n++)
		for (size_t i = 0; i < ARRAY_LEN(replies); i++)
			for (unsigned k = 0; k < replies[i].weight; k++) {
				text_clear(line);
				add(line, &replies[i].message);
				*bytes += line->len;
				if (n == 0)
					digest = siphash(
					    &(struct siphash_key){digest, 1},
					    line->bytes, line->len);
			}
	return digest;
}

int
main(int argc, char *argv[])
{
	unsigned rounds = argc > 1 ? (unsigned)atoi(argv[1]) : 20000;
	struct text line;
	uint64_t bytes = 0;
	text_init(&line);
	for (size_t i = 0; i < ARRAY_LEN(replies); i++) {
		replies[i].make(&replies[i].message);
		add(&line, &replies[i].message);
		printf("# %s: %s", replies[i].name, line.bytes);
		text_clear(&line);
	}
	int64_t began_ns = clock_monotonic_ns();
	uint64_t digest = all_lines(&line, rounds, &bytes);
	double ns = (double)(clock_monotonic_ns() - began_ns);
	uint64_t count = (uint64_t)rounds * 20;
	printf("%llu records, %.0f bytes each, %.0f ns; digest %016llx\n",
	    (unsigned long long)count, (double)bytes / (double)count,
	    ns / (double)count, (unsigned long long)digest);
	text_fini(&line);
	return 0;
}
