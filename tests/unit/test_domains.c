#include "scanner/dns/domains.h"

#include <errno.h>
#include <stdio.h>

#include "scanner/dns/name_list.h"
#include "scanner/dns/name_table.h"
#include "small_world.h"
#include "tap.h"

static int
read_text(const char *lines, struct name_table **out, struct text *why)
{
	char path[] = "/tmp/domains-XXXXXX";
	file_of(path, lines);
	text_clear(why);
	int rc =
	    name_list_read(&(struct name_list_source){.path = path}, out, why);
	unlink(path);
	return rc;
}

static bool
says(const struct text *why, const char *words)
{
	return text_ok(why) && why->len > 0 &&
	       strstr(why->bytes, words) != NULL;
}

static void
test_list(struct text *why)
{
	struct name_table *names;
	struct dns_name name = name_of("c.example"), got;
	uint32_t i;
	if (read_text("# ours\nA.example\n\n  b.example. # theirs\r\n"
		      "\tc.example\tand more\na.example\nlast.example",
		&names, why) < 0) {
		ok(false, why->bytes);
		return;
	}
	struct domains d = {.list = names};
	ok(domains_count(&d) == 4, "comments, blanks and repeats are none");
	domains_name(&d, 0, &got);
	ok(is_named(&got, "a.example"), "in the order of the file");
	domains_name(&d, 3, &got);
	ok(is_named(&got, "last.example"), "a last line without its end");
	ok(domains_find(&d, &name, &i) && i == 2, "found by name");
	name = name_of("d.example");
	ok(!domains_find(&d, &name, &i), "and not by another");
	ok(!domains_lists(&d, &name), "which the list does not have");
	name = name_of("c.example");
	ok(domains_lists(&d, &name), "as it has this one");
	name_table_free(names);
}

static void
test_bad_lines(struct text *why)
{
	struct name_table *names;
	ok(read_text("a.example\nb..example\n", &names, why) == -EINVAL &&
		says(why, ":2: \"b..example\""),
	    "a bad line is told by its number");
	ok(read_text(".\n", &names, why) == -EINVAL, "the root is no domain");
	text_clear(why);
	ok(name_list_read(
	       &(struct name_list_source){.path = "/tmp/no/such/file"}, &names,
	       why) == -ENOENT &&
		says(why, "/tmp/no/such/file"),
	    "no such file");
	ok(read_text("", &names, why) == 0 && name_table_count(names) == 0,
	    "an empty file is an empty list");
	name_table_free(names);
}

static void
test_delegations(void)
{
	struct delegations *z =
	    delegations_of("se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n"
			   "a.se. 300 IN NS ns.a.se.\n"
			   "b.se. 300 IN NS ns.a.se.\n");
	struct domains d = {.delegations = z};
	struct dns_name name = name_of("b.se"), got;
	uint32_t i;
	ok(domains_count(&d) == 2, "the delegations are the domains");
	ok(domains_find(&d, &name, &i), "found by name");
	domains_name(&d, i, &got);
	ok(is_named(&got, "b.se"), "and back");
	name = name_of("se");
	ok(!domains_find(&d, &name, &i), "the zone itself is none");
	delegations_free(z);
}

int
main(void)
{
	struct text why;
	text_init(&why);
	test_list(&why);
	test_bad_lines(&why);
	test_delegations();
	text_fini(&why);
	return tap_end();
}
