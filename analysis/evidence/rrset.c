#include "rrset.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <ldns/ldns.h>

#include "base/hex.h"

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
		memcpy(bytes, ldns_rdf_data(field), ldns_rdf_size(field));
		bytes += ldns_rdf_size(field);
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

bool
rdata_parse(struct arena *arena, struct text *scratch, uint16_t type,
    const char *text, struct rdata *out)
{
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

bool
rrsig_parse(
    const struct rdata *rdata, struct rrsig *out, struct dns_name *signer)
{
	struct wire w = rdata_wire(rdata);
	*out = (struct rrsig){0};
	out->covered = wire_u16(&w);
	out->algorithm = wire_u8(&w);
	out->labels = wire_u8(&w);
	out->original_ttl = wire_u32(&w);
	out->expiration = wire_u32(&w);
	out->inception = wire_u32(&w);
	out->key_tag = wire_u16(&w);
	struct wire none = wire_over(w.at, 0); /* no compression */
	if (!wire_ok(&w) || !dns_name_parse(&w, &none, signer))
		return false;
	out->signature = (struct rdata){w.at, wire_left(&w)};
	return true;
}

static struct rrset *
find(const struct rrset_list *list, const struct dns_name *owner, uint16_t type)
{
	for (size_t i = 0; i < list->count; i++) {
		struct rrset *set = &list->at[i];
		if (set->type == type &&
		    (set->owner == owner || dns_name_equal(set->owner, owner)))
			return set;
	}
	return NULL;
}

const struct rrset *
rrset_list_find(
    const struct rrset_list *list, const struct dns_name *owner, uint16_t type)
{
	return find(list, owner, type);
}

void
rrset_list_add(struct arena *arena, struct rrset_list *list,
    const struct dns_name *owner, uint16_t type, const struct rdata *rdata)
{
	struct rrset *set = find(list, owner, type);
	if (set == NULL) {
		list->at =
		    arena_grow(arena, list->at, list->count, sizeof(*list->at));
		set = &list->at[list->count++];
		*set = (struct rrset){.owner = owner, .type = type};
	}
	set->rdata =
	    arena_grow(arena, set->rdata, set->count, sizeof(*set->rdata));
	set->rdata[set->count++] = *rdata;
}

void
rrset_list_add_sig(struct arena *arena, struct rrset_list *list,
    const struct dns_name *owner, const struct rrsig *sig)
{
	struct rrset *set = find(list, owner, sig->covered);
	if (set == NULL)
		return;
	set->sigs =
	    arena_grow(arena, set->sigs, set->sig_count, sizeof(*set->sigs));
	set->sigs[set->sig_count++] = *sig;
}

static int
by_bytes(const void *a, const void *b)
{
	return rdata_compare(a, b);
}

void
rrset_list_finish(struct rrset_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct rrset *set = &list->at[i];
		uint32_t kept = 0;
		qsort(set->rdata, set->count, sizeof(*set->rdata), by_bytes);
		for (size_t k = 0; k < set->count; k++) {
			if (kept == 0 || rdata_compare(&set->rdata[kept - 1],
					     &set->rdata[k]) != 0)
				set->rdata[kept++] = set->rdata[k];
		}
		set->count = kept;
	}
}
