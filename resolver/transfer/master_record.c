#include "resolver/transfer/master_record.h"

#include <string.h>

#include "dns/rdata_parse.h"
#include "resolver/transfer/line.h"

void
master_record_init(struct master_record *m)
{
	arena_init(&m->arena);
	text_init(&m->text);
	text_init(&m->scratch);
}

void
master_record_fini(struct master_record *m)
{
	arena_fini(&m->arena);
	text_fini(&m->text);
	text_fini(&m->scratch);
}

/* Names that are never compressed stand in types beside those. */
static bool
is_name(uint16_t type, unsigned field)
{
	enum { NSAP_PTR = 23, TALINK = 58, SVCB = 64, HTTPS = 65, LP = 107 };
	switch (type) {
	case NSAP_PTR:
		return field == 0;
	case TALINK:
		return field < 2;
	case SVCB:
	case HTTPS:
	case LP:
		return field == 1;
	default:
		break;
	}
	const char *names = dns_rdata_names(type);
	return field < strlen(names) &&
	       (names[field] == 'n' || names[field] == 'N');
}

static bool
add_name(struct text *t, const struct zone_token *token,
    const struct dns_name *origin)
{
	struct dns_name name;
	if (!zone_name_from_token(token, origin, &name))
		return false;
	transfer_line_add_name(t, &name);
	return true;
}

/* RFC 3597 5: what follows is the RDATA's length and its bytes. */
static bool
is_generic_mark(const struct zone_token *token)
{
	return !token->quoted && token->len == 2 &&
	       memcmp(token->text, "\\#", 2) == 0;
}

/*
 * The fields as one text, names in full.  Behind the first field the mark is
 * the character alone; libldns would take it for a mark there, too.
 */
static bool
join(struct master_record *m, const struct zone_rr *rr)
{
	bool generic = rr->rdata_count > 0 && is_generic_mark(&rr->rdata[0]);
	text_clear(&m->text);
	for (unsigned i = 0; i < rr->rdata_count; i++) {
		const struct zone_token *token = &rr->rdata[i];
		if (i > 0)
			text_add_char(&m->text, ' ');
		if (!generic && is_name(rr->type, i)) {
			if (!add_name(&m->text, token, rr->origin))
				return false;
			continue;
		}
		if (i > 0 && is_generic_mark(token)) {
			text_add(&m->text, "\\035");
			continue;
		}
		if (token->quoted)
			text_add_char(&m->text, '"');
		text_add_bytes(&m->text, token->text, token->len);
		if (token->quoted)
			text_add_char(&m->text, '"');
	}
	return text_ok(&m->text) && m->text.len > 0;
}

bool
master_record_read(struct master_record *m, const struct zone_rr *rr,
    struct transfer_record *out)
{
	struct rdata parsed;
	size_t len;
	arena_fini(&m->arena);
	arena_init(&m->arena);
	if (!join(m, rr) || !rdata_parse(&m->arena, &m->scratch, rr->type,
				m->text.bytes, &parsed))
		return false;
	struct wire whole = rdata_wire(&parsed);
	if (!dns_rdata_canonical(rr->type, whole, &whole, m->rdata, &len))
		return false;
	*out = (struct transfer_record){
	    .owner = rr->owner,
	    .type = rr->type,
	    .ttl_s = rr->ttl_s,
	    .rdata = {m->rdata, len},
	};
	return true;
}
