/* Lines as people write them, as the lines that `zone get` keeps. */
#include "resolver/transfer/master_record.h"

#include <string.h>

#include "base/macros.h"
#include "resolver/transfer/line.h"
#include "resolver/zone/file.h"
#include "tap.h"

static const struct {
	const char *line, *want; /* NULL: it is no record */
	const char *what;
} rows[] = {
    {"m 60 IN MX 10 Mail", "m.odd.\t60\tIN\tMX\t10 mail.odd.\n",
	"a relative name is made absolute"},
    {"t 60 IN TYPE107 10 b",
	"t.odd.\t60\tIN\tTYPE107\t\\# 9 "
	"000a0162036f646400\n",
	"of a type by its number, too"},
    {"u 60 IN TYPE65280 \\# 2 abcd", "u.odd.\t60\tIN\tTYPE65280\t\\# 2 abcd\n",
	"RFC 3597 5"},
    {"x 60 IN TXT \\# 2 0161", "x.odd.\t60\tIN\tTXT\t\"a\"\n",
	"RFC 3597 5, of a known type"},
    {"x 60 IN TXT a \\# 2", "x.odd.\t60\tIN\tTXT\t\"a\" \"#\" \"2\"\n",
	"behind the first field it is a character"},
    {"x 60 IN TXT \"\\#\" 2", "x.odd.\t60\tIN\tTXT\t\"#\" \"2\"\n",
	"and in quotes"},
    {"h 60 IN HINFO \"a\"  \\# 4 00010203", NULL,
	"HINFO has two strings, whatever they are"},
};

struct kept_lines {
	struct master_record room;
	struct text text;
};

static const char *
keep(void *ctx, const struct zone_rr *rr)
{
	struct kept_lines *k = ctx;
	struct transfer_record r;
	if (!master_record_read(&k->room, rr, &r))
		return "malformed RDATA";
	if (r.type != DNS_SOA)
		transfer_line_add(&k->text, &r);
	return NULL;
}

static void
check(const char *line, const char *want, const char *what)
{
	static struct kept_lines kept;
	const struct zone_source source = {.path = "zone"};
	struct zone_sink sink = {.ctx = &kept, .record = keep};
	struct zone_file_count count;
	struct text zone, why;
	text_init(&zone);
	text_init(&why);
	text_init(&kept.text);
	master_record_init(&kept.room);
	text_addf(
	    &zone, "$ORIGIN odd.\n@ 60 IN SOA a. b. 1 2 3 4 5\n%s\n", line);
	int rc = zone_file_read_text(
	    &source, zone.bytes, zone.len, &sink, &count, &why);
	if (want != NULL)
		ok(kept.text.len > 0 && strcmp(kept.text.bytes, want) == 0,
		    what);
	else
		ok(rc < 0 || kept.text.len == 0, what);
	master_record_fini(&kept.room);
	text_fini(&kept.text);
	text_fini(&why);
	text_fini(&zone);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(rows[i].line, rows[i].want, rows[i].what);
	return tap_end();
}
