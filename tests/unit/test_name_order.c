/* Names of a zone in one order, in another, in none. */
#include "resolver/zone/name_order.h"

#include "small_world.h"
#include "tap.h"

enum { NAMES_MAX = 6 };

static const struct {
	const char *what, *names[NAMES_MAX];
	bool canonical, by_text;
} rows[] = {
    {"both orders", {"a", "b", "ba", "c"}, true, true},
    {"a hyphen is before the dot", {"a-b", "a", "b"}, false, true},
    {"but not in canonical order", {"a", "a-b", "b"}, true, false},
    {"a digit is behind the dot", {"a", "a1"}, true, true},
    {"the same twice", {"a", "a"}, false, false},
    {"the same again, later", {"a", "b", "a"}, false, false},
    {"one order, and then the other", {"a", "a-b", "b-c", "b"}, false, false},
    {"below another name", {"b.a", "c"}, true, true},
    {"what is below it comes behind", {"a", "x.a", "b"}, true, false},
    {"or where its text is", {"a", "b", "x.a"}, false, true},
    {"deep, twice", {"x.a", "x.a"}, false, false},
    {"a dot within a label", {"x\\.a", "x.a"}, false, false},
};

static unsigned
labels(const char *text, struct dns_name *out)
{
	*out = name_of(text);
	return out->len - 1u;
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct name_order o = name_order_at_first;
		const char *const *names = rows[i].names;
		for (unsigned n = 1; n < NAMES_MAX && names[n] != NULL; n++) {
			struct dns_name last, next;
			unsigned last_len = labels(names[n - 1], &last);
			unsigned next_len = labels(names[n], &next);
			name_order_note(
			    &o, last.wire, last_len, next.wire, next_len);
		}
		ok(o.canonical == rows[i].canonical &&
			o.by_text == rows[i].by_text &&
			name_order_holds(&o) ==
			    (rows[i].canonical || rows[i].by_text),
		    rows[i].what);
	}
	return tap_end();
}
