#include "dns/rdata_canonical.h"

#include <string.h>

#include "base/macros.h"
#include "dns/name.h"
#include "dns/type.h"

static const struct {
	uint16_t type;
	const char *fields;
} forms[] = {
    {DNS_NS, "n"},
    {3, "n"}, /* MD */
    {4, "n"}, /* MF */
    {DNS_CNAME, "n"},
    {DNS_SOA, "nn"},
    {7, "n"}, /* MB */
    {8, "n"}, /* MG */
    {9, "n"}, /* MR */
    {DNS_PTR, "n"},
    {14, "nn"}, /* MINFO */
    {DNS_MX, "2n"},
    {17, "nn"},       /* RP */
    {18, "2n"},       /* AFSDB */
    {21, "2n"},       /* RT */
    {24, "2114442n"}, /* SIG */
    {26, "2nn"},      /* PX */
    {30, "n"},        /* NXT */
    {DNS_SRV, "222n"},
    {35, "22sssn"}, /* NAPTR */
    {36, "2n"},     /* KX */
    {DNS_DNAME, "n"},
    {DNS_RRSIG, "2114442n"},
    {DNS_NSEC, "N"},
};

struct canonical {
	uint8_t *out;
	size_t len;
};

static bool
put(struct canonical *c, const uint8_t *bytes, size_t len)
{
	if (len > DNS_RDATA_MAX - c->len)
		return false;
	memcpy(c->out + c->len, bytes, len);
	c->len += len;
	return true;
}

static bool
put_bytes(struct canonical *c, struct wire *w, size_t len)
{
	struct wire part = wire_sub(w, len);
	return wire_ok(&part) && put(c, part.at, len);
}

static bool
put_string(struct canonical *c, struct wire *w)
{
	struct wire head = *w;
	return put_bytes(c, w, 1u + wire_u8(&head));
}

static bool
put_name(struct canonical *c, struct wire *w, const struct wire *message,
    bool as_sent)
{
	struct dns_name name;
	bool good = as_sent ? dns_name_parse_as_sent(w, message, &name)
			    : dns_name_parse(w, message, &name);
	return good && put(c, name.wire, name.len);
}

static bool
put_field(
    struct canonical *c, struct wire *w, const struct wire *message, char field)
{
	switch (field) {
	case 's':
		return put_string(c, w);
	case 'n':
	case 'N':
		return put_name(c, w, message, field == 'N');
	default:
		return put_bytes(c, w, (size_t)(field - '0'));
	}
}

const char *
dns_rdata_names(uint16_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (forms[i].type == type)
			return forms[i].fields;
	return "";
}

bool
dns_rdata_canonical(uint16_t type, struct wire rdata,
    const struct wire *message, uint8_t *out, size_t *len)
{
	struct canonical c = {.out = out};
	for (const char *f = dns_rdata_names(type); *f != '\0'; f++)
		if (!put_field(&c, &rdata, message, *f))
			return false;
	if (!put_bytes(&c, &rdata, wire_left(&rdata)))
		return false;
	*len = c.len;
	return true;
}
