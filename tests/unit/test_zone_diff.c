/* Two files of a zone, and what changed: as lines. */
#include "resolver/zone/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "resolver/zone/delegations.h"
#include "scanner/command/zone_change_line.h"
#include "tap.h"
#include "test_folder.h"

#define HEAD       "se. 300 IN SOA a. b. 1 2 3 4 5\nse. 300 IN NS ns.se.\n"
#define DS(digest) "1 13 2 " digest "\n"
#define D1         "1111111111111111111111111111111111111111111111111111111111111111"
#define D2         "2222222222222222222222222222222222222222222222222222222222222222"

#define LINE(domain, changes)                                                  \
	"{\"domain\":\"" domain ".se\",\"zone\":\"se\",\"changes\":[" changes  \
	"]"
#define BEFORE(ns, ds) ",\"before\":{\"ns\":[" ns "],\"ds\":[" ds "]}"
#define AFTER(ns, ds)  ",\"after\":{\"ns\":[" ns "],\"ds\":[" ds "]}"
#define A              "\"a.example\""
#define B              "\"b.example\""
#define R1             "\"1 13 2 " D1 "\""
#define R2             "\"1 13 2 " D2 "\""

static const struct {
	const char *name, *before, *after, *want;
} rows[] = {
    {"nothing", "x.se. 1 IN NS a.example.\n", "X.se. 9 IN NS A.example.\n", ""},
    {"added", "", "x.se. 1 IN NS a.example.\nx.se. 1 IN DS " DS(D1),
	LINE("x", "\"added\"") AFTER(A, R1) "}\n"},
    {"gone", "x.se. 1 IN NS a.example.\n", "",
	LINE("x", "\"gone\"") BEFORE(A, "") "}\n"},
    {"DS appeared", "x.se. 1 IN NS a.example.\n",
	"x.se. 1 IN NS a.example.\nx.se. 1 IN DS " DS(D1),
	LINE("x", "\"ds_appeared\"") BEFORE(A, "") AFTER(A, R1) "}\n"},
    {"DS lost, NS moved", "x.se. 1 IN NS a.example.\nx.se. 1 IN DS " DS(D1),
	"x.se. 1 IN NS b.example.\n",
	LINE("x", "\"ds_lost\",\"ns_moved\"") BEFORE(A, R1) AFTER(B, "") "}\n"},
    {"DS changed", "x.se. 1 IN NS a.example.\nx.se. 1 IN DS " DS(D1),
	"x.se. 1 IN NS a.example.\nx.se. 1 IN DS " DS(D2),
	LINE("x", "\"ds_changed\"") BEFORE(A, R1) AFTER(A, R2) "}\n"},
    {"a second DS is a change",
	"x.se. 1 IN NS a.example.\nx.se. 1 IN DS " DS(D1),
	"x.se. 1 IN NS a.example.\nx.se. 1 IN DS " DS(D2) "x.se. 1 IN DS " DS(
	    D1),
	LINE("x", "\"ds_changed\"") BEFORE(A, R1) AFTER(A, R1 "," R2) "}\n"},
    {"the order of NS and DS is none",
	"x.se. 1 IN NS a.example.\nx.se. 1 IN NS b.example.\n"
	"x.se. 1 IN DS " DS(D1) "x.se. 1 IN DS " DS(D2),
	"x.se. 1 IN NS b.example.\nx.se. 1 IN NS a.example.\n"
	"x.se. 1 IN DS " DS(D2) "x.se. 1 IN DS " DS(D1),
	""},
    {"sorted by name, whatever the files' order", "z.se. 1 IN NS a.example.\n",
	"m.se. 1 IN NS a.example.\n"
	"b.m.se. 1 IN NS a.example.\n"
	"a.se. 1 IN NS a.example.\n",
	LINE("a", "\"added\"") AFTER(A, "") "}\n" LINE("m", "\"added\"")
	    AFTER(A, "") "}\n" LINE("b.m", "\"added\"")
		AFTER(A, "") "}\n" LINE("z", "\"gone\"") BEFORE(A, "") "}\n"},
    {"equal sets of many, and one that is not",
	"x.se. 1 IN NS a.example.\ny.se. 1 IN NS a.example.\n"
	"z.se. 1 IN NS a.example.\n",
	"x.se. 1 IN NS a.example.\ny.se. 1 IN NS a.example.\n"
	"z.se. 1 IN NS a.example.\nz.se. 1 IN NS b.example.\n",
	LINE("z", "\"ns_moved\"") BEFORE(A, "") AFTER(A "," B, "") "}\n"},
};

static struct delegations *
read_text(const char *body)
{
	struct delegations *d = delegations_new();
	struct zone_file_count count;
	struct text zone, why;
	text_init(&zone);
	text_init(&why);
	text_add(&zone, HEAD);
	text_add(&zone, body);
	write_bytes("zone", zone.bytes, zone.len);
	struct zone_source source = {.path = path_of("zone")};
	if (d == NULL || delegations_read(d, &source, &count, &why) < 0 ||
	    delegations_seal(d) < 0)
		abort();
	text_fini(&zone);
	text_fini(&why);
	return d;
}

static bool
is_right(size_t row)
{
	struct delegations *before = read_text(rows[row].before);
	struct delegations *after = read_text(rows[row].after);
	struct array changed = {0};
	struct text lines;
	text_init(&lines);
	text_add(&lines, "");
	if (zone_diff_make(before, after, &changed) < 0)
		abort();
	const struct zone_diff_row *at = changed.at;
	for (size_t i = 0; i < changed.count; i++)
		zone_change_line_add(&lines, before, after, &at[i]);
	bool right = text_ok(&lines) && lines.len == strlen(rows[row].want) &&
		     memcmp(lines.bytes, rows[row].want, lines.len) == 0;
	if (!right)
		printf("# %s", lines.bytes);
	text_fini(&lines);
	array_fini(&changed);
	delegations_free(before);
	delegations_free(after);
	return right;
}

int
main(void)
{
	if (mkdtemp(test_folder) == NULL)
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(is_right(i), rows[i].name);
	unlink(path_of("zone"));
	rmdir(test_folder);
	return tap_end();
}
