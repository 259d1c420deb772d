#include "sweep_hosts.h"

#include <errno.h>
#include <string.h>

/*
 * A host is three bytes of its operator's hash, a byte of what it has, one that
 * says whether its session was repeated, and then its names, each behind its
 * length: its own, SNI where that is another, and its aliases.  Then come the
 * length of its TLSA records, and these.
 */
enum {
	HAS_SNI = 0x80,
	HAS_TLSA = 0x40,
	ALIASES = 0x3f, /* how many; no host has more */
	OPERATOR_BYTES = 3,
	WHAT_AT = 3,
	REPEATED_AT = 4,
	NAME_AT = 5,
	UNIT = 2, /* bytes to a number */
};

/* Numbers fit where two bits are said beside them. */
#define HOST_END ((size_t)1 << 30)

static const uint8_t *
host_at(const struct sweep_hosts *h, uint32_t host)
{
	return (const uint8_t *)h->bytes.at + (size_t)host * UNIT;
}

static uint8_t *
add_name(uint8_t *at, const struct dns_name *name)
{
	*at = name->len;
	memcpy(at + 1, name->wire, name->len);
	return at + 1 + name->len;
}

static bool
has_sni(const struct sweep_host *what)
{
	return !dns_name_equal(what->name, what->sni);
}

static size_t
size_of(const struct sweep_host *what)
{
	size_t size = NAME_AT + 1u + what->name->len;
	if (has_sni(what))
		size += 1u + what->sni->len;
	for (unsigned i = 0; i < what->alias_count; i++)
		size += 1u + what->aliases[i].len;
	if (what->tlsa != NULL)
		size += sizeof(uint32_t) + what->tlsa_len;
	return (size + UNIT - 1) / UNIT * UNIT;
}

static void
add_tlsa(uint8_t *at, const struct sweep_host *what)
{
	uint32_t len = (uint32_t)what->tlsa_len;
	memcpy(at, &len, sizeof(len));
	memcpy(at + sizeof(len), what->tlsa, len);
}

/* 0 stays 0: it is nobody's. */
static void
put_operator(uint8_t *at, uint64_t hash)
{
	for (unsigned i = 0; i < OPERATOR_BYTES; i++)
		at[i] = (uint8_t)(hash >> 8 * i);
	if (hash != 0 && (at[0] | at[1] | at[2]) == 0)
		at[0] = 1;
}

static void
put(uint8_t *at, const struct sweep_host *what)
{
	put_operator(at, budget_key_of_operator(what->name).hash);
	at[WHAT_AT] = (uint8_t)((has_sni(what) ? HAS_SNI : 0) |
				(what->tlsa != NULL ? HAS_TLSA : 0) |
				(what->alias_count & ALIASES));
	at[REPEATED_AT] = false;
	at = add_name(at + NAME_AT, what->name);
	if (has_sni(what))
		at = add_name(at, what->sni);
	for (unsigned i = 0; i < what->alias_count; i++)
		at = add_name(at, &what->aliases[i]);
	if (what->tlsa != NULL)
		add_tlsa(at, what);
}

int
sweep_hosts_add(
    struct sweep_hosts *h, const struct sweep_host *what, uint32_t *host)
{
	size_t number = h->bytes.count / UNIT;
	uint8_t *at =
	    number < HOST_END ? array_push(&h->bytes, size_of(what), 1) : NULL;
	if (at == NULL)
		return -ENOMEM;
	put(at, what);
	*host = (uint32_t)number;
	return 0;
}

static const uint8_t *
behind(const uint8_t *name)
{
	return name + 1 + *name;
}

static void
get(const uint8_t *at, struct dns_name *out)
{
	out->len = *at;
	memcpy(out->wire, at + 1, out->len);
}

void
sweep_hosts_name(
    const struct sweep_hosts *h, uint32_t host, struct dns_name *out)
{
	get(host_at(h, host) + NAME_AT, out);
}

bool
sweep_hosts_is_named(const struct sweep_hosts *h, uint32_t host)
{
	return host_at(h, host)[NAME_AT] > 1;
}

void
sweep_hosts_sni(
    const struct sweep_hosts *h, uint32_t host, struct dns_name *out)
{
	const uint8_t *at = host_at(h, host), *name = at + NAME_AT;
	get((at[WHAT_AT] & HAS_SNI) != 0 ? behind(name) : name, out);
}

struct budget_key
sweep_hosts_operator(const struct sweep_hosts *h, uint32_t host)
{
	const uint8_t *at = host_at(h, host);
	return (struct budget_key){BUDGET_OPERATOR,
	    (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16};
}

/* Where its i-th alias would be. */
static const uint8_t *
alias_at(const uint8_t *at, unsigned i)
{
	const uint8_t *name = behind(at + NAME_AT);
	if ((at[WHAT_AT] & HAS_SNI) != 0)
		name = behind(name);
	for (; i > 0; i--)
		name = behind(name);
	return name;
}

bool
sweep_hosts_any_name(const struct sweep_hosts *h, uint32_t host, unsigned i,
    struct dns_name *out)
{
	const uint8_t *at = host_at(h, host);
	if (i > (at[WHAT_AT] & ALIASES))
		return false;
	get(i == 0 ? at + NAME_AT : alias_at(at, i - 1), out);
	return true;
}

const uint8_t *
sweep_hosts_tlsa(const struct sweep_hosts *h, uint32_t host, size_t *len)
{
	const uint8_t *at = host_at(h, host);
	uint32_t there = 0;
	const uint8_t *tlsa = alias_at(at, at[WHAT_AT] & ALIASES);
	*len = 0;
	if ((at[WHAT_AT] & HAS_TLSA) == 0)
		return NULL;
	memcpy(&there, tlsa, sizeof(there));
	*len = there;
	return there > 0 ? tlsa + sizeof(there) : NULL;
}

bool
sweep_hosts_take_repeat(struct sweep_hosts *h, uint32_t host)
{
	uint8_t *repeated =
	    (uint8_t *)h->bytes.at + (size_t)host * UNIT + REPEATED_AT;
	bool first = *repeated == 0;
	*repeated = true;
	return first;
}

void
sweep_hosts_fini(struct sweep_hosts *h)
{
	array_fini(&h->bytes);
}
