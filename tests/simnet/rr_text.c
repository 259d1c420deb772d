#include "rr_text.h"

#include <stdio.h>
#include <string.h>

#include "dns/type.h"

struct out {
	char *text;
	size_t len;
};

static void
add(struct out *o, const char *word)
{
	int n = snprintf(
	    o->text + o->len, SIMNET_RR_TEXT_MAX - o->len, " %s", word);
	o->len += (size_t)n;
}

static void
add_number(struct out *o, uint32_t n)
{
	char word[12];
	snprintf(word, sizeof(word), "%u", (unsigned)n);
	add(o, word);
}

static void
add_hex(struct out *o, const uint8_t *b, size_t len)
{
	char word[2 * SIMNET_RDATA_MAX + 1] = "";
	for (size_t i = 0; i < len; i++)
		snprintf(word + 2 * i, 3, "%02X", b[i]);
	add(o, word);
}

/* Gives the offset behind the name. */
static size_t
add_name(struct out *o, const uint8_t *b)
{
	char word[SIMNET_NAME_MAX + 2] = "";
	size_t at = 0, used = 0;
	while (b[at] != 0) {
		memcpy(word + used, b + at + 1, b[at]);
		used += b[at];
		word[used++] = '.';
		at += 1u + b[at];
	}
	add(o, used > 0 ? word : ".");
	return at + 1;
}

static unsigned
u16_at(const uint8_t *b)
{
	return (unsigned)b[0] << 8 | b[1];
}

static void
add_addr(struct out *o, struct addr a)
{
	char word[ADDR_TEXT_MAX];
	add(o, addr_format(&a, word));
}

static void
add_soa(struct out *o, const uint8_t *b)
{
	b += add_name(o, b);
	b += add_name(o, b);
	for (unsigned i = 0; i < 5; i++, b += 4)
		add_number(o, (uint32_t)u16_at(b) << 16 | u16_at(b + 2));
}

const char *
simnet_rr_text(uint16_t type, const struct simnet_rdata *rdata,
    char text[SIMNET_RR_TEXT_MAX])
{
	static const struct {
		uint16_t type;
		const char *name;
	} names[] = {{DNS_A, "A"}, {DNS_AAAA, "AAAA"}, {DNS_NS, "NS"},
	    {DNS_CNAME, "CNAME"}, {DNS_SOA, "SOA"}, {DNS_MX, "MX"},
	    {DNS_DS, "DS"}, {DNS_TLSA, "TLSA"}};
	const uint8_t *b = rdata->bytes;
	struct out o = {text, 0};
	for (unsigned i = 0; i < ARRAY_LEN(names); i++)
		if (names[i].type == type)
			o.len = (size_t)snprintf(
			    text, SIMNET_RR_TEXT_MAX, "%s", names[i].name);
	if (type == DNS_A) {
		add_addr(&o, addr_from_v4(b));
	} else if (type == DNS_AAAA) {
		add_addr(&o, addr_from_v6(b));
	} else if (type == DNS_NS || type == DNS_CNAME) {
		add_name(&o, b);
	} else if (type == DNS_SOA) {
		add_soa(&o, b);
	} else if (type == DNS_MX) {
		add_number(&o, u16_at(b));
		add_name(&o, b + 2);
	} else { /* DS and TLSA: numbers, then a digest */
		size_t at = 3;
		if (type == DNS_DS) {
			add_number(&o, u16_at(b));
			at = 4;
		} else {
			add_number(&o, b[0]);
		}
		add_number(&o, b[at - 2]);
		add_number(&o, b[at - 1]);
		add_hex(&o, b + at, rdata->len - at);
	}
	return text;
}
