#include "small_world.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "dns/type.h"

enum { LABEL_DOMAIN = 1, LABEL_PROVIDER, LABEL_HOST, LABEL_MAIL };

static uint64_t
draw(const struct small_world *w, uint64_t label, uint64_t number)
{
	return siphash(
	    &(struct siphash_key){w->seed, label}, &number, sizeof(number));
}

enum small_domain
small_domain(const struct small_world *w, unsigned domain)
{
	uint64_t n = draw(w, LABEL_DOMAIN, domain) % 20;
	return n < SMALL_DOMAIN_KINDS ? (enum small_domain)n : SMALL_MX;
}

unsigned
small_provider(const struct small_world *w, unsigned domain)
{
	if (small_domain(w, domain) == SMALL_SILENT)
		return 0;
	return 1 + (unsigned)(draw(w, LABEL_PROVIDER, domain) %
			      (SMALL_PROVIDERS - 1));
}

unsigned
small_host(const struct small_world *w, unsigned domain)
{
	return (unsigned)(draw(w, LABEL_HOST, domain) % w->hosts);
}

enum small_mail
small_mail(const struct small_world *w, unsigned host)
{
	uint64_t n = draw(w, LABEL_MAIL, host) % 10;
	return n < SMALL_MAIL_KINDS ? (enum small_mail)n : SMALL_GOOD;
}

bool
small_has_tlsa(unsigned host)
{
	return host % 2 == 0;
}

static struct addr
root_addr(void)
{
	return addr_from_v4((const uint8_t[]){9, 0, 0, 1});
}

static struct addr
se_addr(void)
{
	return addr_from_v4((const uint8_t[]){9, 0, 0, 2});
}

static struct addr
provider_addr(unsigned provider, unsigned which)
{
	return addr_from_v4(
	    (const uint8_t[]){9, 1, (uint8_t)provider, (uint8_t)which});
}

struct addr
small_host_addr(unsigned host)
{
	return addr_from_v4((const uint8_t[]){9, 2, 0, (uint8_t)host});
}

unsigned
small_servers(struct addr *out, unsigned max)
{
	unsigned n = 0;
	assert(max >= 2 + 2 * SMALL_PROVIDERS);
	out[n++] = root_addr();
	out[n++] = se_addr();
	for (unsigned k = 0; k < SMALL_PROVIDERS; k++)
		for (unsigned which = 1; which <= 2; which++)
			out[n++] = provider_addr(k, which);
	return n;
}

/* A reply being written. */
struct reply {
	uint8_t *bytes;
	size_t len;
	unsigned counts[3];
};

static void
put(struct reply *r, const void *bytes, size_t len)
{
	assert(r->len + len <= SMALL_REPLY_MAX);
	memcpy(r->bytes + r->len, bytes, len);
	r->len += len;
}

static void
put16(struct reply *r, unsigned v)
{
	put(r, (const uint8_t[]){(uint8_t)(v >> 8), (uint8_t)v}, 2);
}

static void
put_name(struct reply *r, const char *text)
{
	struct dns_name name;
	if (!dns_name_from_text(text, strlen(text), &name))
		abort();
	put(r, name.wire, name.len);
}

/* All of a record but its data; gives where the length goes. */
static size_t
begin_rr(
    struct reply *r, enum dns_section section, const char *owner, uint16_t type)
{
	r->counts[section]++;
	put_name(r, owner);
	put16(r, type);
	put16(r, DNS_CLASS_IN);
	put(r, "\0\0\x0e\x10", 4);
	put16(r, 0);
	return r->len;
}

static void
end_rr(struct reply *r, size_t from)
{
	r->bytes[from - 1] = (uint8_t)(r->len - from);
}

static void
put_host(struct reply *r, enum dns_section section, const char *owner,
    uint16_t type, const char *target)
{
	size_t from = begin_rr(r, section, owner, type);
	if (type == DNS_MX)
		put16(r, 10);
	put_name(r, target);
	end_rr(r, from);
}

static void
put_a(struct reply *r, enum dns_section section, const char *owner,
    const struct addr *a)
{
	size_t from = begin_rr(r, section, owner, DNS_A);
	put(r, addr_v4_bytes(a), 4);
	end_rr(r, from);
}

static void
put_soa(struct reply *r, const char *zone)
{
	static const uint8_t numbers[20] = {[3] = 1, [19] = 60};
	size_t from = begin_rr(r, DNS_AUTHORITY, zone, DNS_SOA);
	put_name(r, "ns.invalid");
	put_name(r, "hostmaster.invalid");
	put(r, numbers, sizeof(numbers));
	end_rr(r, from);
}

static void
begin_reply(struct reply *r, const struct dns_message *q)
{
	put16(r, q->id);
	put16(r, 0x8000);
	put16(r, 1);
	put(r, "\0\0\0\0\0\0", 6);
	put(r, q->question.name.wire, q->question.name.len);
	put16(r, q->question.type);
	put16(r, q->question.class);
}

static void
set_flags(struct reply *r, bool aa, bool tc, unsigned rcode)
{
	r->bytes[2] = (uint8_t)(0x80 | aa << 2 | tc << 1);
	r->bytes[3] = (uint8_t)rcode;
}

static void
end_reply(struct reply *r, const struct dns_message *q)
{
	if (q->has_edns) {
		put(r, "\0\0\x29\4\xd0\0\0\x80\0\0\0", 11);
		r->counts[DNS_ADDITIONAL]++;
	}
	for (int i = 0; i < 3; i++)
		r->bytes[7 + 2 * i] = (uint8_t)r->counts[i];
}

/* Whose a name below se. is: 'd', 'm' or 'p', and a number. */
struct owner {
	char kind;
	unsigned number;
	char zone[32];
};

static bool
find_owner(const char *name, struct owner *out)
{
	int used = 0;
	size_t len = strlen(name);
	if (len < 4 || strcmp(name + len - 3, ".se") != 0)
		return false;
	const char *at = name + len - 3;
	while (at > name && at[-1] != '.')
		at--;
	if (sscanf(at, "%c%u.se%n", &out->kind, &out->number, &used) != 2 ||
	    at[used] != '\0')
		return false;
	snprintf(out->zone, sizeof(out->zone), "%s", at);
	return strchr("dmp", out->kind) != NULL;
}

static unsigned
provider_of(const struct small_world *w, const struct owner *o)
{
	switch (o->kind) {
	case 'd':
		return small_provider(w, o->number);
	case 'm':
		return 1 + o->number % (SMALL_PROVIDERS - 1);
	default:
		return o->number;
	}
}

static bool
is_there(const struct small_world *w, const struct owner *o)
{
	switch (o->kind) {
	case 'd':
		return o->number < w->domains;
	case 'm':
		return o->number < w->hosts;
	default:
		return o->number < SMALL_PROVIDERS;
	}
}

static void
put_referral(
    struct reply *r, const struct small_world *w, const struct owner *o)
{
	unsigned k = provider_of(w, o);
	char ns[2][32];
	for (unsigned i = 0; i < 2; i++) {
		snprintf(ns[i], sizeof(ns[i]), "ns%u.p%u.se", i + 1, k);
		put_host(r, DNS_AUTHORITY, o->zone, DNS_NS, ns[i]);
	}
	for (unsigned i = 0; i < 2; i++) {
		struct addr a = provider_addr(k, i + 1);
		put_a(r, DNS_ADDITIONAL, ns[i], &a);
	}
}

/* The root, and se.: "no such data" of their own, else a referral. */
static void
reply_above(struct reply *r, const struct small_world *w, bool root,
    const char *name, uint16_t type)
{
	struct owner o;
	bool se_itself = strcmp(name, "se") == 0;
	bool below = find_owner(name, &o) && is_there(w, &o);
	if (root && (below || (se_itself && type != DNS_DS))) {
		struct addr a = se_addr();
		put_host(r, DNS_AUTHORITY, "se", DNS_NS, "ns.se");
		put_a(r, DNS_ADDITIONAL, "ns.se", &a);
	} else if (!root && below &&
		   !(type == DNS_DS && strcmp(name, o.zone) == 0)) {
		put_referral(r, w, &o);
	} else {
		bool known = below || se_itself || strcmp(name, ".") == 0;
		set_flags(r, true, false, known ? DNS_NOERROR : DNS_NXDOMAIN);
		put_soa(r, root ? "." : "se");
	}
}

static void
put_mx(struct reply *r, const struct owner *o, unsigned host)
{
	char mx[32];
	snprintf(mx, sizeof(mx), "mx.m%u.se", host);
	put_host(r, DNS_ANSWER, o->zone, DNS_MX, mx);
}

/* dN.se, MX; false: silence. */
static void
reply_mx(struct reply *r, const struct small_world *w, const struct owner *o,
    unsigned which, bool tcp)
{
	unsigned host = small_host(w, o->number);
	enum small_domain kind = small_domain(w, o->number);
	switch (kind) {
	case SMALL_NO_DATA:
		put_soa(r, o->zone);
		return;
	case SMALL_NO_NAME:
		set_flags(r, true, false, DNS_NXDOMAIN);
		put_soa(r, o->zone);
		return;
	case SMALL_REFUSED:
		set_flags(r, false, false, DNS_REFUSED);
		return;
	case SMALL_ONE_FAILS:
		if (which == 1) {
			set_flags(r, false, false, DNS_SERVFAIL);
			return;
		}
		break;
	case SMALL_TRUNCATED:
		if (!tcp) {
			set_flags(r, true, true, DNS_NOERROR);
			return;
		}
		break;
	case SMALL_TWO_MX:
		put_mx(r, o, (host + 1) % w->hosts);
		break;
	case SMALL_MX:
	case SMALL_SILENT:
	case SMALL_DOMAIN_KINDS:
		break;
	}
	put_mx(r, o, host);
}

static void
put_tlsa(struct reply *r, const char *name, unsigned host)
{
	uint8_t digest[32];
	memset(digest, (int)host, sizeof(digest));
	size_t from = begin_rr(r, DNS_ANSWER, name, DNS_TLSA);
	put(r, "\3\1\1", 3);
	put(r, digest, sizeof(digest));
	end_rr(r, from);
}

/* mx.mJ.se and what hangs below it. */
static void
reply_mail(
    struct reply *r, const struct owner *o, const char *name, uint16_t type)
{
	char mx[48], tlsa[64];
	struct addr a = small_host_addr(o->number);
	snprintf(mx, sizeof(mx), "mx.%s", o->zone);
	snprintf(tlsa, sizeof(tlsa), "_25._tcp.%s", mx);
	if (strcmp(name, mx) == 0 && type == DNS_A)
		put_a(r, DNS_ANSWER, mx, &a);
	else if (strcmp(name, tlsa) == 0 && type == DNS_TLSA &&
		 small_has_tlsa(o->number))
		put_tlsa(r, tlsa, o->number);
	else
		put_soa(r, o->zone);
}

/* pK.se, and its name servers. */
static void
reply_provider(
    struct reply *r, const struct owner *o, const char *name, uint16_t type)
{
	unsigned which = 0;
	if (type == DNS_A && sscanf(name, "ns%u.", &which) == 1) {
		struct addr a = provider_addr(o->number, which);
		put_a(r, DNS_ANSWER, name, &a);
	} else {
		put_soa(r, o->zone);
	}
}

static void
reply_below(struct reply *r, const struct small_world *w, unsigned provider,
    unsigned which, const char *name, uint16_t type, bool tcp)
{
	struct owner o;
	if (!find_owner(name, &o) || !is_there(w, &o) ||
	    provider_of(w, &o) != provider) {
		set_flags(r, false, false, DNS_REFUSED);
		return;
	}
	set_flags(r, true, false, DNS_NOERROR);
	if (o.kind == 'd' && type == DNS_MX)
		reply_mx(r, w, &o, which, tcp);
	else if (o.kind == 'm')
		reply_mail(r, &o, name, type);
	else if (o.kind == 'p')
		reply_provider(r, &o, name, type);
	else
		put_soa(r, o.zone);
}

size_t
small_reply(const struct small_world *w, const struct addr *server,
    const struct dns_message *query, bool tcp, uint8_t *out)
{
	struct reply r = {.bytes = out};
	const uint8_t *at = addr_v4_bytes(server);
	struct text name;
	if (!query->has_question || query->qr || at[0] != 9 || at[1] > 1 ||
	    (at[1] == 1 && at[2] == 0))
		return 0;
	text_init(&name);
	dns_name_add_text(&name, &query->question.name);
	begin_reply(&r, query);
	if (at[1] == 0)
		reply_above(
		    &r, w, at[3] == 1, name.bytes, query->question.type);
	else
		reply_below(
		    &r, w, at[2], at[3], name.bytes, query->question.type, tcp);
	end_reply(&r, query);
	text_fini(&name);
	return r.len;
}

static void
write_delegation(
    const struct small_world *w, char kind, unsigned number, FILE *f)
{
	struct owner o = {.kind = kind, .number = number};
	for (unsigned which = 1; which <= 2; which++)
		fprintf(f, "%c%u.se.\t3600\tin\tns\tns%u.p%u.se.\n", kind,
		    number, which, provider_of(w, &o));
}

void
small_write_zone(const struct small_world *w, FILE *f)
{
	fprintf(f, "se.\t900\tin\tsoa\tns.se. nstld. 1 1800 900 604800 60\n"
		   "se.\t900\tin\tns\tns.se.\n"
		   "ns.se.\t900\tin\ta\t9.0.0.2\n");
	for (unsigned i = 0; i < w->domains; i++)
		write_delegation(w, 'd', i, f);
	for (unsigned i = 0; i < w->hosts; i++)
		write_delegation(w, 'm', i, f);
	for (unsigned k = 0; k < SMALL_PROVIDERS; k++) {
		write_delegation(w, 'p', k, f);
		/* Of every third the servers have to be looked up. */
		for (unsigned which = 1; which <= 2 && k % 3 != 2; which++)
			fprintf(f, "ns%u.p%u.se.\t3600\tin\ta\t9.1.%u.%u\n",
			    which, k, k, which);
	}
}

void
small_write_hints(FILE *f)
{
	fprintf(f, ".\t3600000\tNS\ta.root.\n"
		   "a.root.\t3600000\tA\t9.0.0.1\n");
}
