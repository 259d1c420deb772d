#include "host_reverse.h"

#include "analysis/dnssec/alias_chain.h"
#include "dns/reverse_name.h"

const char *const reverse_status_words[REVERSE_STATUS_COUNT] = {
    [REVERSE_UNKNOWN] = "unknown",
    [REVERSE_NO_PTR] = "no_ptr",
    [REVERSE_NOT_CONFIRMED] = "not_confirmed",
    [REVERSE_CONFIRMED] = "confirmed",
};

const char *
reverse_advice(enum reverse_status s)
{
	static const char *const texts[REVERSE_STATUS_COUNT] = {
	    [REVERSE_NO_PTR] =
		"Have who gave you the address name the host in a PTR record: "
		"receivers distrust mail from an address without a name.",
	    [REVERSE_NOT_CONFIRMED] =
		"Give that name this address, or have the PTR record name the "
		"host: receivers distrust a name that does not lead back.",
	};
	return texts[s];
}

static bool
address_of(const struct rdata *r, struct addr *out)
{
	if (r->len == 4)
		*out = addr_from_v4(r->bytes);
	else if (r->len == 16)
		*out = addr_from_v6(r->bytes);
	else
		return false;
	return true;
}

static enum presence
leads_to(const struct evidence *e, const struct dns_name *name,
    const struct addr *address)
{
	struct alias_chain c;
	struct addr a;
	alias_chain_follow(
	    e, name, addr_is_v4(address) ? DNS_A : DNS_AAAA, 0, &c);
	if (c.end == ALIAS_NEGATIVE)
		return PRESENCE_ABSENT;
	if (c.end != ALIAS_POSITIVE)
		return PRESENCE_UNKNOWN;
	for (size_t i = 0; i < c.rrset->count; i++)
		if (address_of(&c.rrset->rdata[i], &a) &&
		    addr_equal(&a, address))
			return PRESENCE_PRESENT;
	return PRESENCE_ABSENT;
}

static void
take_names(const struct rrset *ptr, struct reverse_names *out)
{
	for (size_t i = 0; i < ptr->count && out->count < REVERSE_NAMES_MAX;
	     i++) {
		struct wire w = rdata_wire(&ptr->rdata[i]), whole = w;
		if (dns_rdata_name(w, &whole, &out->at[out->count]))
			out->count++;
	}
}

/* One that leads back will do; that none does is known if it is of all. */
static void
confirm(const struct evidence *e, const struct addr *address,
    struct reverse_names *out)
{
	out->status = REVERSE_NOT_CONFIRMED;
	for (size_t i = 0; i < out->count; i++) {
		enum presence p = leads_to(e, &out->at[i], address);
		if (p == PRESENCE_UNKNOWN)
			out->status = REVERSE_UNKNOWN;
		if (p != PRESENCE_PRESENT)
			continue;
		struct dns_name first = out->at[0];
		out->at[0] = out->at[i];
		out->at[i] = first;
		out->status = REVERSE_CONFIRMED;
		return;
	}
}

void
host_reverse_find(const struct evidence *e, const struct addr *address,
    struct reverse_names *out)
{
	struct dns_name name = reverse_name_of(address);
	struct alias_chain c;
	alias_chain_follow(e, &name, DNS_PTR, 0, &c);
	out->status = REVERSE_UNKNOWN;
	out->count = 0;
	if (c.end == ALIAS_POSITIVE)
		take_names(c.rrset, out);
	if (out->count > 0)
		confirm(e, address, out);
	else if (c.end == ALIAS_NEGATIVE)
		out->status = REVERSE_NO_PTR;
}

size_t
host_reverse_addresses(const struct evidence *e, const struct dns_name *host,
    struct addr out[REVERSE_ADDRESSES_MAX])
{
	static const uint16_t types[] = {DNS_A, DNS_AAAA};
	size_t count = 0;
	for (size_t t = 0; t < 2; t++) {
		struct alias_chain c;
		alias_chain_follow(e, host, types[t], 0, &c);
		if (c.end != ALIAS_POSITIVE)
			continue;
		for (size_t i = 0;
		     i < c.rrset->count && count < REVERSE_ADDRESSES_MAX; i++)
			count += address_of(&c.rrset->rdata[i], &out[count]);
	}
	return count;
}
