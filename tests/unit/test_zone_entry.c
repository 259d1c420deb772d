/*
 * One entry of a master file: its numbers of seconds, and what lines inherit.
 */
#include "resolver/zone/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "dns/type.h"
#include "tap.h"

enum { NO_TTL = -1 };

static const struct {
	const char *text;
	int64_t want; /* NO_TTL: none */
} ttls[] = {
    {"0", 0},
    {"1", 1},
    {"9", 9},
    {"172800", 172800},
    {"4294967295", UINT32_MAX},
    {"4294967296", NO_TTL},
    {"99999999999999999999", NO_TTL},
    {"1s", 1},
    {"1m", 60},
    {"1h", 3600},
    {"1d", 86400},
    {"1w", 604800},
    {"2W", 1209600},
    {"1d12h", 129600},
    {"1h30", 3630},
    {"1m1m", 120},
    {"7101w", 4294684800},
    {"7102w", NO_TTL},
    {"7101w282495", UINT32_MAX},
    {"7101w282496", NO_TTL},
    {"7101w1w", NO_TTL},
    {"", NO_TTL},
    {"h", NO_TTL},
    {"1hh", NO_TTL},
    {"1y", NO_TTL},
    {"-1", NO_TTL},
    {"/", NO_TTL},
    {":", NO_TTL},
    {"1 ", NO_TTL},
};

static void
seconds(void)
{
	for (size_t i = 0; i < ARRAY_LEN(ttls); i++) {
		uint32_t got = 0;
		bool good = zone_ttl_from_token(
		    &(struct zone_token){.text = ttls[i].text,
			.len = (uint32_t)strlen(ttls[i].text)},
		    &got);
		ok(ttls[i].want == NO_TTL ? !good : good && got == ttls[i].want,
		    ttls[i].text);
	}
}

/* Reads `text` line by line under one context; the last line's entry. */
static struct zone_entry
read_all(const char *text, struct zone_context *c)
{
	static struct zone_tokens fields;
	struct zone_entry entry = {0};
	size_t len = strlen(text);
	while (len > 0) {
		if (zone_tokens_parse(text, len, true, &fields) !=
		    ZONE_TOKENS_ENTRY)
			abort();
		zone_entry_read(c, &fields, &entry);
		text += fields.consumed;
		len -= fields.consumed;
	}
	return entry;
}

/* The TTL of the last of some lines: what it says, or what it inherits. */
static const struct {
	const char *name, *text;
	int64_t want; /* NO_TTL: it is a fault */
} inherited[] = {
    {"a TTL of its own", "a. 7 NS b.\n", 7},
    {"behind the class", "a. IN 7 NS b.\n", 7},
    {"in front of the class", "a. 7 IN NS b.\n", 7},
    {"none at all", "a. NS b.\n", NO_TTL},
    {"that of the line above", "a. 7 NS b.\na. NS c.\n", 7},
    {"the last one, not the first", "a. 7 NS b.\na. 8 NS c.\na. NS d.\n", 8},
    {"$TTL", "$TTL 9\na. NS b.\n", 9},
    {"a line's own before $TTL", "$TTL 9\na. 7 NS b.\n", 7},
    {"$TTL before the line above", "$TTL 9\na. 7 NS b.\na. NS c.\n", 9},
    {"$TTL 0 is one", "$TTL 0\na. NS b.\n", 0},
    {"$TTL anew", "$TTL 9\n$TTL 5\na. NS b.\n", 5},
    {"an SOA's minimum", "a. SOA b. c. 1 2 3 4 5\n", 5},
    {"... goes on", "a. SOA b. c. 1 2 3 4 5\na. NS b.\n", 5},
    {"$TTL before an SOA's minimum", "$TTL 9\na. SOA b. c. 1 2 3 4 5\n", 9},
    {"an SOA without numbers", "a. SOA\n", NO_TTL},
    {"no other type has a minimum", "a. MX 5\n", NO_TTL},
    {"of the name that is left out", "a. 7 NS b.\n NS c.\n", 7},
};

static void
defaults(void)
{
	for (size_t i = 0; i < ARRAY_LEN(inherited); i++) {
		struct zone_context c = {0};
		struct zone_entry e = read_all(inherited[i].text, &c);
		ok(inherited[i].want == NO_TTL
			? e.kind == ZONE_ENTRY_FAULT &&
			      strcmp(e.fault, "no TTL") == 0
			: e.kind == ZONE_ENTRY_RECORD &&
			      e.rr.ttl_s == inherited[i].want,
		    inherited[i].name);
	}
}

/* What the last of some lines is taken for. */
static const struct {
	const char *text;
	enum zone_entry_kind kind;
	const char *word; /* the fault, or what is not known */
} kinds[] = {
    {"\n", ZONE_ENTRY_NONE, ""},
    {"$TTL 1h\n", ZONE_ENTRY_NONE, ""},
    {"$TTL\n", ZONE_ENTRY_FAULT, "$TTL wants a number of seconds"},
    {"$TTL 1 2\n", ZONE_ENTRY_FAULT, "$TTL wants a number of seconds"},
    {"$TTL x\n", ZONE_ENTRY_FAULT, "$TTL wants a number of seconds"},
    {"$ORIGIN\n", ZONE_ENTRY_FAULT, "$ORIGIN wants a name"},
    {"$ORIGIN a. b.\n", ZONE_ENTRY_FAULT, "$ORIGIN wants a name"},
    {"$ORIGIN a..b.\n", ZONE_ENTRY_FAULT, "$ORIGIN wants a name"},
    {"$x\n", ZONE_ENTRY_FAULT, "only $ORIGIN and $TTL are known here"},
    {"$. 7 NS a.\n", ZONE_ENTRY_FAULT, "only $ORIGIN and $TTL are known here"},
    {"$\n", ZONE_ENTRY_FAULT, NULL},
    {"a. 7\n", ZONE_ENTRY_FAULT, "no type"},
    {"a. 7 CH NS b.\n", ZONE_ENTRY_OTHER_CLASS, "CH"},
    {"a. none 7 A b.\n", ZONE_ENTRY_OTHER_CLASS, "none"},
    {"a. 7 CLASS3 NS b.\n", ZONE_ENTRY_OTHER_CLASS, "CLASS3"},
    {"a. 7 CLASS1 NS b.\n", ZONE_ENTRY_RECORD, ""},
    {"a. 7 CLASS NS b.\n", ZONE_ENTRY_OTHER_TYPE, "CLASS"},
    {"a. 7 CLASS3x NS b.\n", ZONE_ENTRY_OTHER_TYPE, "CLASS3x"},
    {"a. 7 IN IN\n", ZONE_ENTRY_OTHER_TYPE, "IN"},
    {"a. 7 7 NS b.\n", ZONE_ENTRY_FAULT, "not a type"},
    {"a. IN NEWTYPE b.\n", ZONE_ENTRY_OTHER_TYPE, "NEWTYPE"},
    {"a. 7 NEW-TYPE b.\n", ZONE_ENTRY_OTHER_TYPE, "NEW-TYPE"},
    {"a. 7 NEW_TYPE b.\n", ZONE_ENTRY_FAULT, "not a type"},
    {"a. 7 -NEW b.\n", ZONE_ENTRY_FAULT, "not a type"},
    {"a. 7 \"NEW\" b.\n", ZONE_ENTRY_FAULT, "not a type"},
    {"a. 7 ABCDEFGHIJKLMNOP b.\n", ZONE_ENTRY_OTHER_TYPE, "ABCDEFGHIJKLMNOP"},
    {"a. 7 ABCDEFGHIJKLMNOPQ b.\n", ZONE_ENTRY_FAULT, "not a type"},
    {"a. NEWTYPE b.\n", ZONE_ENTRY_FAULT, "not a type, a TTL, or a class"},
    {"a. 7 TYPE65280 b.\n", ZONE_ENTRY_RECORD, ""},
    {"a. 7 TYPE b.\n", ZONE_ENTRY_OTHER_TYPE, "TYPE"},
    {" 7 NS a.\n", ZONE_ENTRY_FAULT, "no owner name before this line"},
    {"a..b. 7 NS a.\n", ZONE_ENTRY_FAULT, "the owner is no domain name"},
    {"a. 7 NS b.\na..b. 7 NS c.\n 7 NS d.\n", ZONE_ENTRY_FAULT,
	"no owner name before this line"},
};

static void
kinds_of_entry(void)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct zone_context c = {0};
		struct zone_entry e = read_all(kinds[i].text, &c);
		const char *want = kinds[i].word;
		bool same = e.kind == kinds[i].kind;
		if (same && e.kind == ZONE_ENTRY_FAULT)
			same = want == NULL || strcmp(e.fault, want) == 0;
		else if (same && want[0] != 0)
			same = e.word->len == strlen(want) &&
			       memcmp(e.word->text, want, e.word->len) == 0;
		ok(same, kinds[i].text);
	}
}

/* A name as it stands in a field; NULL: it is none. */
static const struct {
	const char *text, *origin, *want;
} names[] = {
    {"a.b.", "c", "a.b"},
    {"a.b", "c", "a.b.c"},
    {"@", "c", "c"},
    {"@", NULL, NULL},
    {"a", NULL, NULL},
    {"a.", NULL, "a"},
    {"a\\.", "c", "a\\..c"},
    {"a\\\\.", "c", "a\\\\"},
    {"a\\\\\\.", "c", "a\\\\\\..c"},
    {".", "c", "."},
    {"", "c", NULL},
    {"a..b", "c", NULL},
};

static void
names_of_fields(void)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *text = names[i].text, *from = names[i].origin;
		struct zone_token t = {text, (uint32_t)strlen(text), false};
		struct dns_name origin = DNS_ROOT, got = DNS_ROOT, want;
		if (from != NULL &&
		    !dns_name_from_text(from, strlen(from), &origin))
			abort();
		bool good = zone_name_from_token(
		    &t, from != NULL ? &origin : NULL, &got);
		if (names[i].want != NULL && !dns_name_from_text(names[i].want,
						 strlen(names[i].want), &want))
			abort();
		ok(names[i].want == NULL ? !good
					 : good && dns_name_equal(&got, &want),
		    text);
	}
}

/* Together they have 255 bytes, and then 256. */
static void
longest_name(void)
{
	char text[124];
	struct dns_name origin = {.len = 1}, got;
	struct zone_token t = {text, 123, false};
	for (unsigned i = 0; i < 123; i++)
		text[i] = i % 2 == 0 ? 'a' : '.';
	for (unsigned i = 0; i < 130; i += 2) {
		origin.wire[i] = 1;
		origin.wire[i + 1] = 'b';
	}
	origin.wire[130] = 0;
	origin.len = 131;
	ok(zone_name_from_token(&t, &origin, &got) && got.len == 255,
	    "a relative name that just fits");
	for (unsigned i = 1; i < 122; i++)
		text[i] = i % 2 == 1 ? 'a' : '.';
	t.len = 122;
	origin.len = 133;
	origin.wire[130] = 1;
	origin.wire[131] = 'b';
	origin.wire[132] = 0;
	ok(!zone_name_from_token(&t, &origin, &got), "... and does not");
}

/* An SOA's owner becomes the origin, but only where there is none. */
static void
origins(void)
{
	struct zone_context c = {0};
	struct dns_name a, b;
	if (!dns_name_from_text("a", 1, &a) || !dns_name_from_text("b", 1, &b))
		abort();
	struct zone_entry e = read_all("a. 7 NS b.\n", &c);
	ok(!c.has_origin && e.rr.origin == NULL, "no origin yet");
	e = read_all("a. 7 SOA b. c. 1 2 3 4 5\n", &c);
	ok(e.rr.origin == &c.origin && dns_name_equal(&c.origin, &a),
	    "an SOA's owner is the origin");
	read_all("b. 7 SOA b. c. 1 2 3 4 5\n", &c);
	ok(dns_name_equal(&c.origin, &a), "... the first one's");
	read_all("$ORIGIN b.\n", &c);
	ok(dns_name_equal(&c.origin, &b), "... until $ORIGIN");
	e = read_all("c 7 NS @\n", &c);
	ok(e.kind == ZONE_ENTRY_RECORD && e.rr.type == DNS_NS &&
		e.rr.rdata_count == 1 && e.rr.owner == &c.owner &&
		c.owner.len == 5,
	    "a relative owner is below it");
}

int
main(void)
{
	seconds();
	defaults();
	kinds_of_entry();
	names_of_fields();
	longest_name();
	origins();
	return tap_end();
}
