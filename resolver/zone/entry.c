#include "entry.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/macros.h"
#include "dns/type.h"
#include "dns/u_label.h"

enum { MNEMONIC_MAX = 16 }; /* characters of a type's name */

static bool
is(const struct zone_token *t, const char *word)
{
	return strlen(word) == t->len &&
	       strncasecmp(t->text, word, t->len) == 0;
}

/* Ends in a dot that is no \. */
static bool
is_absolute(const struct zone_token *t)
{
	uint32_t backslashes = 0;

	if (t->len == 0 || t->text[t->len - 1] != '.')
		return false;
	while (backslashes + 1 < t->len &&
	       t->text[t->len - 2 - backslashes] == '\\')
		backslashes++;
	return backslashes % 2 == 0;
}

static bool
is_relative(const struct zone_token *t)
{
	return !is_absolute(t); /* "@" too */
}

bool
zone_name_from_token(const struct zone_token *token,
    const struct dns_name *origin, struct dns_name *out)
{
	bool absolute = is_absolute(token);

	if (!absolute && origin == NULL)
		return false;
	if (token->len == 1 && token->text[0] == '@') {
		*out = *origin;
		return true;
	}
	if (!dns_name_from_u_labels(token->text, token->len, out))
		return false;
	if (absolute)
		return true;
	if (out->len - 1 + origin->len > DNS_NAME_MAX)
		return false;
	memcpy(out->wire + out->len - 1, origin->wire, origin->len);
	out->len = (uint8_t)(out->len - 1 + origin->len);
	return true;
}

static unsigned
unit_s(char c)
{
	switch (c | 0x20) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 60 * 60;
	case 'd':
		return 24 * 60 * 60;
	case 'w':
		return 7 * 24 * 60 * 60;
	default:
		return 0;
	}
}

/* Up to 9 digits, as nearly all are.  False: something else. */
static bool
ttl_of_digits(const struct zone_token *t, uint32_t *out)
{
	uint32_t value = 0;

	if (t->len == 0 || t->len > 9)
		return false;
	for (uint32_t i = 0; i < t->len; i++) {
		uint32_t digit = (uint32_t)(uint8_t)t->text[i] - '0';
		if (digit > 9)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

bool
zone_ttl_from_token(const struct zone_token *t, uint32_t *out)
{
	if (ttl_of_digits(t, out))
		return true;

	uint64_t sum = 0, value = 0;
	bool digits = false;

	for (uint32_t i = 0; i < t->len; i++) {
		char c = t->text[i];
		if (c >= '0' && c <= '9') {
			value = value * 10 + (uint64_t)(c - '0');
			digits = true;
		} else if (digits && unit_s(c) != 0) {
			sum += value * unit_s(c);
			value = 0;
			digits = false;
		} else {
			return false;
		}
		if (value > UINT32_MAX || sum > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)(sum + value);
	return t->len > 0 && sum + value <= UINT32_MAX;
}

static bool
is_in(const struct zone_token *t)
{
	if (t->len == 2)
		return (t->text[0] | 0x20) == 'i' && (t->text[1] | 0x20) == 'n';
	return is(t, "CLASS1");
}

/* The classes of IANA's registry besides IN, and CLASSn (RFC 3597 5). */
static bool
is_other_class(const struct zone_token *t)
{
	static const char *const classes[] = {"CH", "HS", "CS", "ANY", "NONE"};

	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		if (is(t, classes[i]))
			return true;
	}
	if (t->len <= 5 || strncasecmp(t->text, "CLASS", 5) != 0)
		return false;
	for (uint32_t i = 5; i < t->len; i++) {
		if (!isdigit((unsigned char)t->text[i]))
			return false;
	}
	return true;
}

/* What a type's name could be: types are given out faster than we learn. */
static bool
is_mnemonic(const struct zone_token *t)
{
	if (t->quoted || t->len > MNEMONIC_MAX ||
	    !isalpha((unsigned char)t->text[0]))
		return false;
	for (uint32_t i = 1; i < t->len; i++) {
		if (!isalnum((unsigned char)t->text[i]) && t->text[i] != '-')
			return false;
	}
	return true;
}

static void
fail(struct zone_entry *out, const char *fault)
{
	out->kind = ZONE_ENTRY_FAULT;
	out->fault = fault;
}

static const char no_origin[] =
    "a relative name, and no origin: say it, --zone NAME=FILE, or in the file, "
    "$ORIGIN NAME.";

/* NULL: none is known. */
static const struct dns_name *
origin_of(const struct zone_context *c)
{
	return c->has_origin ? &c->origin : NULL;
}

static void
set_origin(struct zone_context *c, const struct dns_name *origin)
{
	c->origin = *origin;
	c->has_origin = true;
}

static void
directive(
    struct zone_context *c, const struct zone_tokens *f, struct zone_entry *out)
{
	const struct zone_token *t = f->token;
	bool one = f->count == 2;

	if (is(&t[0], "$ORIGIN")) {
		struct dns_name origin;
		if (!one || !zone_name_from_token(&t[1], origin_of(c), &origin))
			fail(out, one && !c->has_origin && is_relative(&t[1])
				      ? no_origin
				      : "$ORIGIN wants a name");
		else
			set_origin(c, &origin);
		return;
	}
	if (!is(&t[0], "$TTL")) {
		fail(out, "only $ORIGIN and $TTL are known here");
		return;
	}
	if (!one || !zone_ttl_from_token(&t[1], &c->ttl_s)) {
		fail(out, "$TTL wants a number of seconds");
		return;
	}
	c->has_ttl = c->ttl_is_default = true;
}

static void
keep_owner_text(struct zone_context *c, const struct zone_token *t)
{
	c->owner_text_len = 0;
	if (!c->has_owner || t->len > ZONE_OWNER_TEXT ||
	    t->text[t->len - 1] != '.' || memchr(t->text, '\\', t->len) != NULL)
		return;
	memcpy(c->owner_text, t->text, t->len);
	c->owner_text_len = t->len;
}

static bool
is_owner_text(const struct zone_context *c, const struct zone_token *t)
{
	return t->len == c->owner_text_len && t->len > 0 &&
	       memcmp(t->text, c->owner_text, t->len) == 0;
}

/* The owner, written or left out.  NULL, or what is wrong. */
static const char *
read_owner(struct zone_context *c, const struct zone_tokens *f, unsigned *at)
{
	if (f->indented)
		return c->has_owner ? NULL : "no owner name before this line";
	const struct zone_token *t = &f->token[0];
	*at = 1;
	if (is_owner_text(c, t))
		return NULL;
	c->owner_text_len = 0;
	c->has_owner = false;
	if (!c->has_origin && is_relative(t))
		return no_origin;
	c->has_owner = zone_name_from_token(t, origin_of(c), &c->owner);
	keep_owner_text(c, t);
	return c->has_owner ? NULL : "the owner is no domain name";
}

/* [TTL] [class] type, the first two in any order: what was written of them. */
struct ttl_and_class {
	bool ttl, in, other_class;
};

static void
read_ttl_and_class(const struct zone_tokens *f, unsigned *at,
    struct ttl_and_class *head, struct zone_entry *out)
{
	for (; *at < f->count; ++*at) {
		const struct zone_token *t = &f->token[*at];
		bool class = head->in || head->other_class;
		if (!head->ttl && zone_ttl_from_token(t, &out->rr.ttl_s)) {
			head->ttl = true;
		} else if (!class && is_in(t)) {
			head->in = true;
		} else if (!class && is_other_class(t)) {
			head->other_class = true;
			out->word = t;
		} else {
			break;
		}
	}
}

/* The TTL where none is written.  NULL, or what is wrong. */
static const char *
default_ttl(const struct zone_context *c, const struct zone_tokens *f,
    struct zone_rr *rr)
{
	const struct zone_token *last = &f->token[f->count - 1];

	if (c->has_ttl)
		rr->ttl_s = c->ttl_s;
	else if (rr->type != DNS_SOA || rr->rdata_count == 0 ||
		 !zone_ttl_from_token(last, &rr->ttl_s))
		return "no TTL"; /* an SOA's own minimum will do */
	return NULL;
}

/* Without TTL and class the word may be anything: no guess. */
static void
unknown_type(const struct ttl_and_class *head, const struct zone_token *type,
    struct zone_entry *out)
{
	if (!head->ttl && !head->in) {
		fail(out, "not a type, a TTL, or a class");
	} else if (!is_mnemonic(type)) {
		fail(out, "not a type");
	} else {
		out->kind = ZONE_ENTRY_OTHER_TYPE;
		out->word = type;
	}
}

/* Those that a zone of delegations is made of; 0: another one. */
static uint16_t
frequent_type(const struct zone_token *t)
{
	const char *c = t->text;

	if (t->len == 1)
		return (c[0] | 0x20) == 'a' ? DNS_A : 0;
	if (t->len != 2 || (c[1] | 0x20) != 's')
		return 0;
	return (c[0] | 0x20) == 'n'   ? DNS_NS
	       : (c[0] | 0x20) == 'd' ? DNS_DS
				      : 0;
}

/* A type by its number is known, and one by a name if it has that here. */
static bool
is_known(const struct zone_token *t, uint16_t *type)
{
	*type = frequent_type(t);
	if (*type != 0)
		return true;
	bool by_number = t->len > 4 && strncasecmp(t->text, "TYPE", 4) == 0;
	return dns_type_from_text(t->text, t->len, type) &&
	       (by_number || dns_type_has_name(*type));
}

static void
record(
    struct zone_context *c, const struct zone_tokens *f, struct zone_entry *out)
{
	struct ttl_and_class head = {0};
	unsigned at = 0;

	const char *fault = read_owner(c, f, &at);
	if (fault != NULL) {
		fail(out, fault);
		return;
	}
	read_ttl_and_class(f, &at, &head, out);
	if (head.other_class) {
		out->kind = ZONE_ENTRY_OTHER_CLASS;
		return;
	}
	if (at == f->count) {
		fail(out, "no type");
		return;
	}
	const struct zone_token *type = &f->token[at++];
	if (!is_known(type, &out->rr.type)) {
		unknown_type(&head, type, out);
		return;
	}
	out->rr.rdata = f->token + at;
	out->rr.rdata_count = f->count - at;
	fault = head.ttl ? NULL : default_ttl(c, f, &out->rr);
	if (fault != NULL) {
		fail(out, fault);
		return;
	}
	out->kind = ZONE_ENTRY_RECORD;
}

/* What lines below may leave out. */
static void
learn(struct zone_context *c, const struct zone_rr *rr)
{
	if (!c->ttl_is_default)
		c->ttl_s = rr->ttl_s;
	c->has_ttl = true;
	if (rr->type == DNS_SOA && !c->has_origin)
		set_origin(c, &c->owner);
}

void
zone_entry_read(struct zone_context *c, const struct zone_tokens *fields,
    struct zone_entry *out)
{
	*out = (struct zone_entry){.kind = ZONE_ENTRY_NONE};
	if (fields->count == 0)
		return;
	if (!fields->indented && fields->token[0].len > 1 &&
	    fields->token[0].text[0] == '$') {
		directive(c, fields, out);
		return;
	}
	out->rr.owner = &c->owner;
	record(c, fields, out);
	if (out->kind == ZONE_ENTRY_RECORD)
		learn(c, &out->rr);
	out->rr.origin = origin_of(c);
}
