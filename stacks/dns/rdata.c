#include "dns/rdata.h"

#include <string.h>

#include "base/addr.h"
#include "dns/rdata_form.h"

static bool
add_name(struct text *t, struct wire *w, const struct wire *message, bool fold)
{
	struct dns_name name;
	bool good = fold ? dns_name_parse(w, message, &name)
			 : dns_name_parse_as_sent(w, message, &name);

	/* "@" for a host is a common slip; libldns 1.8 misreads \@. there. */
	if (!good || (name.wire[0] == 1 && name.wire[1] == '@'))
		return false;
	dns_name_add_text_dot(t, &name);
	return true;
}

static bool
add_v4(struct text *t, struct wire *w)
{
	struct wire bytes = wire_sub(w, 4);
	char line[ADDR_TEXT_MAX];

	if (!wire_ok(&bytes))
		return false;
	struct addr a = addr_from_v4(bytes.at);
	text_add(t, addr_format(&a, line));
	return true;
}

/* Not as an address of ours: ::ffff:192.0.2.1 stays what it is. */
static bool
add_v6(struct text *t, struct wire *w)
{
	struct wire bytes = wire_sub(w, 16);
	char line[ADDR_TEXT_MAX];

	if (!wire_ok(&bytes))
		return false;
	text_add(t, addr_format_v6(bytes.at, line));
	return true;
}

static bool
add_time(struct text *t, struct wire *w)
{
	uint32_t when_s = wire_u32(w);

	if (!wire_ok(w))
		return false;
	text_add_time_digits(t, when_s); /* 1970 to 2106: four digits */
	return true;
}

static bool
add_salt(struct text *t, struct wire *w)
{
	struct wire salt = wire_sub(w, wire_u8(w));

	if (!wire_ok(&salt))
		return false;
	if (wire_left(&salt) == 0)
		text_add_char(t, '-');
	else
		text_add_hex(t, salt.at, wire_left(&salt));
	return true;
}

/* RFC 4648 section 7; without padding, so only whole groups of 5 bytes. */
static bool
add_hash(struct text *t, struct wire *w)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
	struct wire hash = wire_sub(w, wire_u8(w));
	unsigned bits = 0, have = 0;

	if (!wire_ok(&hash) || wire_left(&hash) == 0 ||
	    wire_left(&hash) % 5 != 0)
		return false;
	while (wire_left(&hash) > 0) {
		bits = (bits << 8 | wire_u8(&hash)) & 0xfff;
		for (have += 8; have >= 5; have -= 5)
			text_add_char(t, digits[bits >> (have - 5) & 31]);
	}
	return true;
}

static void
add_string(struct text *t, struct wire *string)
{
	text_add_char(t, '"');
	while (wire_left(string) > 0) {
		uint8_t c = wire_u8(string);
		if (c == '"' || c == '\\') {
			text_add_char(t, '\\');
			text_add_char(t, (char)c);
		} else if (c >= ' ' && c < 127) {
			text_add_char(t, (char)c);
		} else {
			text_addf(t, "\\%03u", c);
		}
	}
	text_add_char(t, '"');
}

static bool
add_strings(struct text *t, struct wire *w)
{
	for (bool first = true; first || wire_left(w) > 0; first = false) {
		struct wire string = wire_sub(w, wire_u8(w));
		if (!wire_ok(&string))
			return false;
		if (!first)
			text_add_char(t, ' ');
		add_string(t, &string);
	}
	return true;
}

/* One window of a bitmap (RFC 4034 4.1.2). */
static bool
add_window(struct text *t, uint8_t window, struct wire map)
{
	size_t len = wire_left(&map);

	if (len == 0 || len > 32 || map.at[len - 1] == 0)
		return false; /* the text would not give these bytes back */
	for (unsigned bit = 0; bit < len * 8; bit++) {
		if (map.at[bit / 8] & 0x80 >> bit % 8) {
			text_add_char(t, ' ');
			dns_type_add_text(t, (uint16_t)(window * 256u + bit));
		}
	}
	return true;
}

/* Each type has a space in front: a bitmap may be empty, and comes last. */
static bool
add_bitmap(struct text *t, struct wire *w)
{
	int before = -1;

	while (wire_left(w) > 0) {
		uint8_t window = wire_u8(w);
		struct wire map = wire_sub(w, wire_u8(w));
		if (!wire_ok(&map) || window <= before ||
		    !add_window(t, window, map))
			return false;
		before = window;
	}
	return true;
}

static bool
add_rest(struct text *t, struct wire *w, char field)
{
	struct wire rest = wire_sub(w, wire_left(w));
	size_t len = wire_left(&rest);

	if (!wire_ok(&rest) || len == 0)
		return false;
	if (field == 'x')
		text_add_hex(t, rest.at, len);
	else
		text_add_base64(t, rest.at, len);
	return true;
}

static bool
add_field(
    struct text *t, struct wire *w, const struct wire *message, char field)
{
	switch (field) {
	case '1':
		text_add_u64(t, wire_u8(w));
		return wire_ok(w);
	case '2':
		text_add_u64(t, wire_u16(w));
		return wire_ok(w);
	case '4':
		text_add_u64(t, wire_u32(w));
		return wire_ok(w);
	case 'n':
	case 'N':
		return add_name(t, w, message, field == 'n');
	case 'a':
		return add_v4(t, w);
	case 'A':
		return add_v6(t, w);
	case 't':
		return add_time(t, w);
	case 'y':
		dns_type_add_text(t, wire_u16(w));
		return wire_ok(w);
	case 'S':
		return add_salt(t, w);
	case 'H':
		return add_hash(t, w);
	case 's':
		return add_strings(t, w);
	case 'm':
		return add_bitmap(t, w);
	default:
		return add_rest(t, w, field);
	}
}

static bool
add_fields(struct text *t, const char *fields, struct wire rdata,
    const struct wire *message)
{
	for (const char *f = fields; *f != 0; f++) {
		if (f > fields && *f != 'm')
			text_add_char(t, ' ');
		if (!add_field(t, &rdata, message, *f))
			return false;
	}
	return wire_left(&rdata) == 0;
}

static void
add_unknown(struct text *t, struct wire rdata)
{
	text_add(t, "\\# ");
	text_add_u64(t, wire_left(&rdata));
	if (wire_left(&rdata) > 0) {
		text_add_char(t, ' ');
		text_add_hex(t, rdata.at, wire_left(&rdata));
	}
}

void
dns_rdata_add_text(struct text *t, uint16_t type, struct wire rdata,
    const struct wire *message)
{
	const char *fields = rdata_form(type);
	size_t start = t->len;

	if (fields != NULL && add_fields(t, fields, rdata, message))
		return;
	if (t->len > start) {
		t->len = start;
		t->bytes[start] = 0;
	}
	add_unknown(t, rdata);
}

bool
dns_rdata_name(
    struct wire rdata, const struct wire *message, struct dns_name *out)
{
	return dns_name_parse(&rdata, message, out) && wire_left(&rdata) == 0;
}

bool
dns_rdata_mx(struct wire rdata, const struct wire *message,
    uint16_t *preference, struct dns_name *out)
{
	*preference = wire_u16(&rdata);
	return wire_ok(&rdata) && dns_rdata_name(rdata, message, out);
}

bool
dns_rdata_rrsig_signer(struct wire rdata, const struct wire *message,
    uint16_t *covered, struct dns_name *out)
{
	enum { UP_TO_SIGNER = 16 }; /* RFC 4034 3.1, after the type */

	*covered = wire_u16(&rdata);
	wire_sub(&rdata, UP_TO_SIGNER);
	return wire_ok(&rdata) && dns_name_parse(&rdata, message, out);
}

struct wire
rdata_wire(const struct rdata *r)
{
	static const uint8_t none[1];
	return wire_over(r->bytes != NULL ? r->bytes : none, r->len);
}

int
rdata_compare(const struct rdata *a, const struct rdata *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order = len > 0 ? memcmp(a->bytes, b->bytes, len) : 0;
	if (order != 0)
		return order;
	return (a->len > b->len) - (a->len < b->len);
}

void
rdata_add_text(struct text *t, uint16_t type, const struct rdata *r)
{
	struct wire w = rdata_wire(r);
	unsigned first = type == DNS_DS ? wire_u16(&w) : wire_u8(&w);
	unsigned second = wire_u8(&w), third = wire_u8(&w);
	text_addf(t, "%u %u %u ", first, second, third);
	text_add_hex(t, w.at, wire_left(&w));
}
