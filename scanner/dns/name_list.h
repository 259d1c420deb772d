/*
 * name_list.h - a file with names, as people and tools write such lists.
 *
 * One a line: alone, or in a table whose columns are parted by white space,
 * commas or semicolons.  Then the name is the first column that is not a
 * number: "1,example.se" (Tranco), "10 mx.example.se." (dig +short MX),
 * "example.se","2026-11-28".  `#`, `;` and `//` begin a comment.
 *
 * Where addresses are wanted too, a line may begin with one; the host is the
 * column behind it, if that is a name of two labels or more (zgrab2's lists).
 */
#ifndef NAME_LIST_H
#define NAME_LIST_H

#include <stdbool.h>

#include "base/macros.h"
#include "base/text.h"

struct address_list;
struct name_table;

struct name_list_source {
	const char *path; /* plain or gzip; "-": standard input */
	bool lenient;     /* lines that are no name are left out */
	/* Where lines go that begin with an address; NULL: it is no name. */
	struct address_list *addresses;
};

/*
 * Reads the names, each once and in the order of the file, by the rule of
 * dns/host_text.h.  0; a lenient one says in `why` how many lines it left out,
 * if any, and which was the first.  Or -errno (-EINVAL: a line that is no name)
 * with one line for a person.
 */
MUST_USE int name_list_read(const struct name_list_source *source,
    struct name_table **out, struct text *why);

#endif
