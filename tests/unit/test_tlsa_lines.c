/* TLSA records as people paste them. */
#include "analysis/dane/tlsa_lines.h"

#include <stdio.h>

#include "base/macros.h"
#include "tap.h"

#define ZONE "_25._tcp.mx.example.se. 3600 IN TLSA "

/* Records are joined by "; ". */
static const struct {
	const char *name, *text, *want;
} rows[] = {
    {"nothing", "", ""},
    {"the data alone", "3 1 1 ab", "3 1 1 ab"},
    {"two of them", "3 1 1 ab\n2 1 1 cd\n", "3 1 1 ab; 2 1 1 cd"},
    {"a zone file's line", ZONE "3 1 1 ab\n", "3 1 1 ab"},
    {"in lower case, with a comment", "mx in tlsa 3 1 1 ab ; mine\n",
	"3 1 1 ab "},
    {"a comment alone, an empty line", "; no\n\n3 1 1 ab", "3 1 1 ab"},
    {"in parentheses, as check prints a fix",
	"    _25._tcp.mx. IN TLSA (\n      3 1 1 ab )\n", "3 1 1 ab  "},
    {"a comment within parentheses", "TLSA ( 3 1 1 ; a\nab )", "3 1 1  ab  "},
    {"nsupdate",
	"update delete _25._tcp.mx. TLSA\nupdate add " ZONE "3 1 1 ab\nsend\n",
	"3 1 1 ab"},
    {"RFC 3597", "mx. 3600 IN TYPE52 \\# 4 030101ab", "3 1 1 ab"},
    {"the same of type TLSA", "mx. TLSA \\# 4 030101ab", "3 1 1 ab"},
    {"RFC 3597, cut", "mx. TYPE52 \\# 4 0301", "mx. TYPE52 \\# 4 0301"},
    {"JSON", "{\"type\":\"TLSA\",\"data\":\"3 1 1 ab\"}\n", "3 1 1 ab"},
    {"JSON without data", "{\"type\":\"TLSA\"}", "{\"type\":\"TLSA\"}"},
    {"something else", "hello\n", "hello"},
    {"parentheses that stay open", "TLSA ( 3 1 1 ab", "3 1 1 ab"},
    {"a comment that has no end", "3 1 1 ab;", "3 1 1 ab"},
};

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *at = rows[i].text;
		struct text record, all;
		text_init(&record);
		text_init(&all);
		text_add(&all, "");
		while (tlsa_lines_next(&at, &record))
			text_addf(&all, "%s%s", all.len > 0 ? "; " : "",
			    record.bytes);
		bool same = strcmp(all.bytes, rows[i].want) == 0;
		if (!same)
			printf("# have \"%s\"\n", all.bytes);
		ok(same, rows[i].name);
		text_fini(&record);
		text_fini(&all);
	}
	return tap_end();
}
