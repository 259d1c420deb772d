#include "zone.h"

#include <stdio.h>
#include <string.h>

#include "dns/type.h"

enum { TTL_S = 3600, NEGATIVE_TTL_S = 300 };

void
simnet_data_init(struct simnet_data *d, const struct simnet_config *config)
{
	simnet_world_init(&d->world, config);
	simnet_keys_init(&d->keys, config->seed);
	simnet_certificates_init(
	    &d->certificates, config->seed, config->mail_keys);
}

void
simnet_data_fini(struct simnet_data *d)
{
	simnet_keys_fini(&d->keys);
	simnet_certificates_fini(&d->certificates);
}

static struct simnet_bytes
next_rr(struct simnet_rrset *set)
{
	struct simnet_rdata *rr = &set->rr[set->count++];
	return (struct simnet_bytes){rr->bytes, 0, SIMNET_RDATA_MAX, false};
}

static void
end_rr(struct simnet_rrset *set, const struct simnet_bytes *b)
{
	set->rr[set->count - 1].len = b->len;
}

static void
add_name(struct simnet_rrset *set, const char *name)
{
	struct simnet_bytes b = next_rr(set);
	simnet_put_name(&b, name);
	end_rr(set, &b);
}

static void
add_addr(struct simnet_rrset *set, const struct addr *a)
{
	struct simnet_bytes b = next_rr(set);
	if (addr_is_v4(a))
		simnet_put(&b, addr_v4_bytes(a), 4);
	else
		simnet_put(&b, a->bytes, 16);
	end_rr(set, &b);
}

static void
add_soa(struct simnet_rrset *set, const struct simnet_zone *z)
{
	const uint32_t numbers[] = {z->old ? 2025010100 : 2026010100, 7200,
	    3600, 1209600, NEGATIVE_TTL_S};
	char contact[SIMNET_NAME_MAX];
	struct simnet_bytes b = next_rr(set);
	snprintf(contact, sizeof(contact), "hostmaster%s%.100s",
	    *z->name != '\0' ? "." : "", z->name);
	simnet_put_name(&b, contact);
	simnet_put_name(&b, contact);
	for (unsigned i = 0; i < ARRAY_LEN(numbers); i++)
		simnet_put_u32(&b, numbers[i]);
	end_rr(set, &b);
}

static void
add_servers(const struct simnet_data *d, const struct simnet_zone *z,
    struct simnet_rrset *set)
{
	struct simnet_servers s;
	simnet_servers(&d->world, z, &s);
	for (unsigned i = 0; i < s.count; i++)
		add_name(set, s.name[i]);
}

static void
add_mx(struct simnet_rrset *set, unsigned preference, const char *host)
{
	struct simnet_bytes b = next_rr(set);
	simnet_put_u16(&b, preference);
	simnet_put_name(&b, host);
	end_rr(set, &b);
}

/* The address of a name server, or of a mail host. */
static bool
add_address(const struct simnet_data *d, const struct simnet_zone *z,
    const char *name, bool v6, struct simnet_rrset *set)
{
	struct simnet_host host;
	struct simnet_servers s;
	struct simnet_zone any = *z;
	/* An operator's servers are those of any domain that uses it. */
	if (z->kind == SIMNET_OPERATOR)
		simnet_operator_servers(&d->world, (uint32_t)z->index, &s);
	else
		simnet_servers(&d->world, &any, &s);
	for (unsigned i = 0; i < s.count; i++) {
		if (strcmp(name, s.name[i]) != 0 || (v6 && !s.v6))
			continue;
		struct addr a = simnet_addr(s.place, s.first + i, v6);
		add_addr(set, &a);
		return true;
	}
	if (!simnet_host(&d->world, name, &host) || (v6 && !host.v6) ||
	    strcmp(name, host.name) != 0)
		return false;
	struct addr a = simnet_addr(host.place, host.n, v6);
	add_addr(set, &a);
	return true;
}

static bool
is_wildcard_owner(const char *name, const struct simnet_zone *z)
{
	return name[0] == '*' && name[1] == '.' &&
	       strcmp(name + 2, z->name) == 0;
}

static bool
add_apex(const struct simnet_data *d, const struct simnet_zone *z,
    uint16_t type, struct simnet_rrset *set)
{
	const struct simnet_key *key = simnet_zone_key(&d->keys, z);
	struct simnet_mx mx;
	if (type == DNS_SOA)
		add_soa(set, z);
	if (type == DNS_NS)
		add_servers(d, z, set);
	if (type == DNS_DNSKEY && z->signing != SIMNET_UNSIGNED) {
		struct simnet_bytes b = next_rr(set);
		simnet_put(&b, key->rdata, sizeof(key->rdata));
		end_rr(set, &b);
	}
	if (type != DNS_MX)
		return set->count > 0;
	simnet_mx(&d->world, z, &mx);
	if (mx.kind == SIMNET_MAIL_NULL)
		add_mx(set, 0, "");
	for (unsigned i = 0; i < (z->old ? mx.count > 0 : mx.count); i++)
		add_mx(set, 10 * (i + 1), mx.host[i]);
	return set->count > 0;
}

/* Names within a zone, apex and cuts left to others. */
static bool
add_inner(const struct simnet_data *d, const struct simnet_zone *z,
    const char *name, uint16_t type, struct simnet_rrset *set)
{
	static const char tlsa[] = "_25._tcp.";
	struct simnet_host host;
	struct simnet_mx mx;
	simnet_mx(&d->world, z, &mx);
	bool wildcard = mx.kind == SIMNET_MAIL_WILDCARD;
	if (wildcard && is_wildcard_owner(name, z) && type == DNS_A)
		return add_address(d, z, mx.host[0], false, set);
	if (wildcard && strcmp(name, mx.host[0]) == 0)
		return false; /* only by the wildcard */
	if (type == DNS_A || type == DNS_AAAA)
		return add_address(d, z, name, type == DNS_AAAA, set);
	if (type == DNS_CNAME && mx.kind == SIMNET_MAIL_ALIAS &&
	    strcmp(name, mx.host[0]) == 0 &&
	    simnet_host(&d->world, name, &host)) {
		add_name(set, host.name);
		return true;
	}
	if (type != DNS_TLSA || strncmp(name, tlsa, sizeof(tlsa) - 1) != 0)
		return false;
	name += sizeof(tlsa) - 1;
	if (!simnet_host(&d->world, name, &host) ||
	    host.tlsa == SIMNET_TLSA_NONE || strcmp(name, host.name) != 0)
		return false;
	struct simnet_rdata *rr = &set->rr[set->count++];
	simnet_make_tlsa(&d->certificates, &host, rr);
	rr->bytes[rr->len - 1] ^= z->old; /* of an earlier certificate */
	return true;
}

bool
simnet_zone_cut(const struct simnet_data *d, const struct simnet_zone *z,
    const char *name, struct simnet_zone *child)
{
	*child = simnet_zone_of(&d->world, name);
	if (child->kind == z->kind || child->kind == SIMNET_ROOT)
		return false;
	if (z->kind == SIMNET_ROOT && child->kind != SIMNET_TLD)
		*child = simnet_zone_parent(&d->world, child);
	return true;
}

static void
begin(const char *name, uint16_t type, struct simnet_rrset *out)
{
	*out = (struct simnet_rrset){.type = type, .ttl_s = TTL_S};
	snprintf(out->owner, sizeof(out->owner), "%s", name);
}

bool
simnet_zone_rrset(const struct simnet_data *d, const struct simnet_zone *z,
    const char *name, uint16_t type, struct simnet_rrset *out)
{
	struct simnet_zone child;
	begin(name, type, out);
	if (simnet_zone_cut(d, z, name, &child)) {
		if (strcmp(child.name, name) != 0)
			return false;
		if (type == DNS_NS)
			add_servers(d, &child, out);
		if (type == DNS_DS && child.signing != SIMNET_UNSIGNED &&
		    child.signing != SIMNET_NO_DS)
			simnet_make_ds(&d->keys, name,
			    child.signing == SIMNET_WRONG_DS,
			    &out->rr[out->count++]);
		return out->count > 0;
	}
	if (strcmp(name, z->name) == 0 && add_apex(d, z, type, out))
		return true;
	return add_inner(d, z, name, type, out);
}

static const uint16_t types[] = {DNS_A, DNS_NS, DNS_CNAME, DNS_SOA, DNS_MX,
    DNS_AAAA, DNS_DS, DNS_DNSKEY, DNS_TLSA};

static bool
has_records(
    const struct simnet_data *d, const struct simnet_zone *z, const char *name)
{
	struct simnet_rrset set;
	for (unsigned i = 0; i < ARRAY_LEN(types); i++)
		if (simnet_zone_rrset(d, z, name, types[i], &set))
			return true;
	return false;
}

bool
simnet_zone_has(
    const struct simnet_data *d, const struct simnet_zone *z, const char *name)
{
	static const char *const below[] = {"_tcp.", "_25._tcp.", "a.", "ns1."};
	char longer[SIMNET_NAME_MAX];
	if (has_records(d, z, name))
		return true;
	if (strlen(name) + 10 > sizeof(longer))
		return false;
	if (strncmp(name, "_tcp.", 5) == 0) {
		snprintf(longer, sizeof(longer), "_25.%.110s", name);
		return has_records(d, z, longer);
	}
	for (unsigned i = 1; i < ARRAY_LEN(below); i++) {
		snprintf(longer, sizeof(longer), "%s%.110s", below[i], name);
		if (has_records(d, z, longer))
			return true;
	}
	return false;
}

/* Owner, next name, and the types as one window of a bitmap. */
static void
make_nsec(const char *owner, const char *next, const uint16_t *has,
    unsigned count, struct simnet_rrset *out)
{
	uint8_t bits[8] = {0};
	unsigned used = 0;
	begin(owner, DNS_NSEC, out);
	out->ttl_s = NEGATIVE_TTL_S;
	for (unsigned i = 0; i < count; i++) {
		bits[has[i] / 8] |= (uint8_t)(0x80 >> has[i] % 8);
		used = has[i] / 8 + 1u > used ? has[i] / 8 + 1u : used;
	}
	struct simnet_bytes b = next_rr(out);
	simnet_put_name(&b, next);
	simnet_put_u8(&b, 0);
	simnet_put_u8(&b, used);
	simnet_put(&b, bits, used);
	end_rr(out, &b);
}

void
simnet_nsec_at(const struct simnet_data *d, const struct simnet_zone *z,
    const char *name, struct simnet_rrset *out)
{
	uint16_t has[ARRAY_LEN(types) + 2];
	unsigned count = 0;
	char next[SIMNET_NAME_MAX];
	for (unsigned i = 0; i < ARRAY_LEN(types); i++)
		if (simnet_zone_rrset(d, z, name, types[i], out))
			has[count++] = types[i];
	has[count++] = DNS_RRSIG;
	has[count++] = DNS_NSEC;
	/* "!" comes before all labels that we have: nothing is between. */
	snprintf(
	    next, sizeof(next), "!%s%.120s", *name != '\0' ? "." : "", name);
	make_nsec(name, next, has, count, out);
}

void
simnet_nsec_around(const char *name, struct simnet_rrset *out)
{
	static const uint16_t has[] = {DNS_RRSIG, DNS_NSEC};
	char owner[SIMNET_NAME_MAX + 2], next[SIMNET_NAME_MAX + 2];
	int label = (int)strcspn(name, ".");
	/* "mw~" and "mx!" are on either side of "mx" and all below it. */
	snprintf(owner, sizeof(owner), "%.*s%c~%s", label - 1, name,
	    name[label - 1] - 1, name + label);
	snprintf(next, sizeof(next), "%.*s!%s", label, name, name + label);
	make_nsec(owner, next, has, ARRAY_LEN(has), out);
}
