#include "resolver/transfer/line.h"

#include <ctype.h>
#include <string.h>

#include "dns/rdata.h"
#include "dns/rdata_form.h"
#include "resolver/transfer/walk.h"

static bool
is_plain(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_';
}

void
transfer_line_add_name(struct text *t, const struct dns_name *name)
{
	char *out = text_reserve(t, DNS_NAME_PLAIN_ROOM);
	size_t len = out != NULL ? dns_name_put_plain(out, name) : 0;
	if (len > 0) {
		out[len++] = '.';
		text_commit(t, len);
		return;
	}
	for (unsigned i = 0; name->wire[i] != 0; i += 1u + name->wire[i]) {
		for (unsigned k = 1; k <= name->wire[i]; k++) {
			uint8_t c = name->wire[i + k];
			if (is_plain(c))
				text_add_char(t, (char)c);
			else
				text_addf(t, "\\%03u", c);
		}
		text_add_char(t, '.');
	}
	if (name->len == 1)
		text_add_char(t, '.');
}

/*
 * RDATA's fields that are names, in the one form; all others have none of the
 * bytes that are written otherwise.  False: there are none.
 */
static bool
has_odd_names(uint16_t type, const char *text, size_t len)
{
	const char *form = rdata_form(type);
	if (form == NULL || strpbrk(form, "nN") == NULL)
		return false;
	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];
		if (!isalnum(c) && strchr("-_. ", c) == NULL)
			return true;
	}
	return false;
}

/* `from` is text of rdata.h: \DDD stays, \X and odd bytes become that. */
static void
add_odd_names(struct text *t, const char *from, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)from[i];
		bool escaped = c == '\\' && i + 1 < len;
		if (escaped && isdigit((uint8_t)from[i + 1])) {
			text_add_bytes(t, from + i, len - i < 4 ? len - i : 4);
			i += 3;
		} else if (escaped) {
			text_addf(t, "\\%03u", (uint8_t)from[++i]);
		} else if (isalnum(c) || strchr("-_. ", c) != NULL) {
			text_add_char(t, (char)c);
		} else {
			text_addf(t, "\\%03u", c);
		}
	}
}

/* A signature is base64, behind the last blank. */
static size_t
end_of_names(uint16_t type, const char *text, size_t len)
{
	if (type != DNS_RRSIG)
		return len;
	const char *blank = memrchr(text, ' ', len);
	return blank != NULL ? (size_t)(blank - text) : len;
}

static void
mend_names(struct text *t, uint16_t type, size_t begin)
{
	char *text = t->bytes + begin;
	size_t len = end_of_names(type, text, t->len - begin);
	struct text line;
	if (!has_odd_names(type, text, len))
		return;
	text_init(&line);
	add_odd_names(&line, text, len);
	text_add_bytes(&line, text + len, t->len - begin - len);
	text_truncate(t, begin);
	if (text_ok(&line))
		text_add_bytes(t, line.bytes, line.len);
	else
		t->failed = true;
	text_fini(&line);
}

static void
add_data(struct text *t, const struct transfer_record *r)
{
	struct wire rdata = rdata_wire(&r->rdata);
	size_t begin = t->len;
	dns_type_add_text(t, r->type);
	text_add_char(t, '\t');
	size_t at = t->len;
	dns_rdata_add_text(t, r->type, rdata, &rdata);
	if (!text_ok(t))
		return;
	if (strncmp(t->bytes + at, "\\#", 2) != 0) {
		mend_names(t, r->type, at);
		return;
	}
	text_truncate(t, begin);
	text_addf(t, "TYPE%u\t", r->type);
	dns_rdata_add_text(t, 0, rdata, &rdata);
}

void
transfer_line_add(struct text *t, const struct transfer_record *r)
{
	transfer_line_add_name(t, r->owner);
	text_add_char(t, '\t');
	text_add_u64(t, r->ttl_s);
	text_add(t, "\tIN\t");
	add_data(t, r);
	text_add_char(t, '\n');
}
