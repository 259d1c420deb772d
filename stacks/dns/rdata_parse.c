#include "dns/rdata_parse.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <ldns/ldns.h>

#include "base/hex.h"
#include "dns/rdata_written.h"
#include "dns/type.h"

static void
copy_fields(struct arena *arena, const ldns_rr *rr, struct rdata *out)
{
	size_t len = 0;
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++)
		len += ldns_rdf_size(ldns_rr_rdf(rr, i));
	uint8_t *bytes = arena_bytes(arena, len);
	*out = (struct rdata){bytes, len};
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *field = ldns_rr_rdf(rr, i);
		size_t size = ldns_rdf_size(field);
		if (size > 0)
			memcpy(bytes, ldns_rdf_data(field), size);
		bytes += size;
	}
}

/* Names in lower case (RFC 4034 6.2), if it is well-formed for its type. */
static void
make_canonical(struct arena *arena, uint16_t type, struct rdata *rdata)
{
	enum { HEADER_BYTES = 11 };
	uint8_t *wire = arena_bytes(arena, HEADER_BYTES + rdata->len);
	const uint8_t header[HEADER_BYTES] = {0, (uint8_t)(type >> 8),
	    (uint8_t)type, 0, DNS_CLASS_IN, 0, 0, 0, 0,
	    (uint8_t)(rdata->len >> 8), (uint8_t)rdata->len};
	ldns_rr *rr = NULL;
	size_t at = 0;
	memcpy(wire, header, HEADER_BYTES);
	if (rdata->len > 0)
		memcpy(wire + HEADER_BYTES, rdata->bytes, rdata->len);
	if (ldns_wire2rr(&rr, wire, HEADER_BYTES + rdata->len, &at,
		LDNS_SECTION_ANSWER) != LDNS_STATUS_OK)
		return;
	ldns_rr2canonical(rr);
	copy_fields(arena, rr, rdata);
	ldns_rr_free(rr);
}

/* \# LEN HEX (RFC 3597). */
static bool
parse_generic(
    struct arena *arena, uint16_t type, const char *text, struct rdata *out)
{
	char *end;
	unsigned long len = strtoul(text, &end, 10);
	size_t got;
	if (end == text || len > UINT16_MAX)
		return false;
	uint8_t *bytes = arena_bytes(arena, len);
	if (!hex_decode(end, strlen(end), bytes, len, &got) || got != len)
		return false;
	*out = (struct rdata){bytes, len};
	if (len > 0)
		make_canonical(arena, type, out);
	return true;
}

/* How many fields stand before the types of a bitmap, or of an RRSIG. */
static unsigned
fields_before_types(uint16_t type)
{
	switch (type) {
	case DNS_RRSIG:
		return 0;
	case DNS_NSEC:
		return 1;
	case DNS_NSEC3:
		return 5;
	default:
		return UINT_MAX;
	}
}

/* Mnemonics that libldns may not know become numbers. */
static void
add_data(struct text *out, uint16_t type, const char *text)
{
	unsigned skip = fields_before_types(type);
	for (unsigned n = 0; *text != 0; n++) {
		size_t blank = strspn(text, " \t"), len;
		uint16_t named;
		text_add_bytes(out, text, blank);
		text += blank;
		len = strcspn(text, " \t");
		bool is_type = type == DNS_RRSIG ? n == 0 : n >= skip;
		if (is_type && dns_type_from_text(text, len, &named))
			dns_type_add_text(out, named);
		else
			text_add_bytes(out, text, len);
		text += len;
	}
}

/* As libldns calls it, which has names for types that are numbers to us. */
static void
add_type(struct text *out, uint16_t type)
{
	const ldns_rr_descriptor *known = ldns_rr_descript(type);
	if (known != NULL && known->_type == (ldns_rr_type)type &&
	    known->_name != NULL)
		text_add(out, known->_name);
	else
		dns_type_add_text(out, type);
}

/* As we write it, which most text is; larger RDATA is left to libldns. */
static bool
parse_written(
    struct arena *arena, uint16_t type, const char *text, struct rdata *out)
{
	uint8_t bytes[1024];
	size_t len;
	if (!rdata_written_parse(type, text, bytes, sizeof(bytes), &len))
		return false;
	*out = (struct rdata){arena_copy(arena, bytes, len), len};
	return true;
}

bool
rdata_parse(struct arena *arena, struct text *scratch, uint16_t type,
    const char *text, struct rdata *out)
{
	if (parse_written(arena, type, text, out))
		return true;
	if (strncmp(text, "\\# ", 3) == 0)
		return parse_generic(arena, type, text + 3, out);
	text_clear(scratch);
	text_add(scratch, ". 0 IN ");
	add_type(scratch, type);
	text_add_char(scratch, ' ');
	add_data(scratch, type, text);
	if (!text_ok(scratch))
		return false;

	ldns_rr *rr = NULL;
	if (ldns_rr_new_frm_str(&rr, scratch->bytes, 0, NULL, NULL) !=
	    LDNS_STATUS_OK)
		return false;
	bool good = ldns_rr_get_type(rr) == (ldns_rr_type)type;
	if (good) {
		ldns_rr2canonical(rr);
		copy_fields(arena, rr, out);
	}
	ldns_rr_free(rr);
	return good;
}
