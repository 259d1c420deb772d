#include "name_list.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "address_list.h"
#include "base/addr.h"
#include "base/text_lines.h"
#include "dns/host_text.h"
#include "name_table.h"

#define PARTS " \t,;" /* what stands between columns */

/* The column at hand, and whether others stand beside it. */
struct column {
	const char *at;
	size_t len;
	bool alone;
};

static bool
is_comment(const char *line)
{
	return line[0] == 0 || line[0] == '#' || line[0] == ';' ||
	       strncmp(line, "//", 2) == 0;
}

static bool
is_number(const struct column *c)
{
	for (size_t i = 0; i < c->len; i++) {
		if (!isdigit((unsigned char)c->at[i]) && c->at[i] != '"')
			return false;
	}
	return true;
}

/* What is read: names, and addresses where they are wanted. */
struct lists {
	struct name_table *names;
	struct address_list *addresses; /* NULL: they are no names */
};

/* False: no column is left. */
static bool
next_column(const char **rest, struct column *c)
{
	c->at = *rest + strspn(*rest, PARTS);
	c->len = strcspn(c->at, PARTS "#");
	*rest = c->at + c->len;
	const char *behind = *rest + strspn(*rest, PARTS);
	c->alone = c->alone && (*behind == 0 || *behind == '#');
	return c->len > 0;
}

/* The column with the name; false: the line has none. */
static bool
find_name(const char *line, struct column *c)
{
	const char *rest = line;

	*c = (struct column){.alone = true};
	if (!next_column(&rest, c))
		return false;
	while (is_number(c) && !c->alone) {
		if (!next_column(&rest, c))
			return false;
	}
	return true;
}

/* A heading, or the wrong column: in a table a name has more than one label. */
static const char *
check_table(const struct column *c, const struct dns_name *name)
{
	if (!c->alone && name->len == name->wire[0] + 2)
		return "a name of one label in a table: remove a heading; the "
		       "first column that is no number must be the name";
	return NULL;
}

/* False: the line does not begin with an address. */
static bool
take_address(const char *line, struct addr *addr, struct dns_name *host)
{
	struct column c = {.alone = true};
	char text[ADDR_TEXT_MAX + 2];
	const char *rest = line;
	if (!next_column(&rest, &c) || c.len >= sizeof(text))
		return false;
	bool quoted = c.len > 2 && (c.at[0] == '"' || c.at[0] == '[');
	snprintf(text, sizeof(text), "%.*s", (int)c.len - (quoted ? 2 : 0),
	    c.at + quoted);
	if (!addr_parse(text, addr))
		return false;
	if (!next_column(&rest, &c) ||
	    dns_host_from_text(c.at, c.len, host) != NULL ||
	    host->len == host->wire[0] + 2)
		*host = DNS_ROOT;
	return true;
}

static int
add_address(struct address_list *out, const struct addr *addr,
    const struct dns_name *host)
{
	return address_list_add(out, addr, host->len > 1 ? host : NULL);
}

static int
take_line(const struct text_lines *in, const char *line,
    const struct lists *out, struct text *why)
{
	struct column c;
	struct dns_name name;
	struct addr addr;
	uint32_t id;

	line += strspn(line, " \t");
	if (is_comment(line))
		return 0;
	if (out->addresses != NULL && take_address(line, &addr, &name))
		return add_address(out->addresses, &addr, &name);
	if (!find_name(line, &c))
		return text_lines_fault(in, "no name on this line", why);
	const char *reason = dns_host_from_text(c.at, c.len, &name);
	if (reason == NULL)
		reason = check_table(&c, &name);
	if (reason == NULL)
		return name_table_add(out->names, &name, &id);
	text_lines_fault(in, "", why);
	text_addf(why, "\"%.*s\": %s; mend or remove the line",
	    c.len < 80 ? (int)c.len : 80, c.at, reason);
	return -EINVAL;
}

/* Lines that are passed over, and why the first of them is. */
struct left_out {
	uint64_t count;
	struct text first;
};

/* What is wrong with a line goes from `why` to those left out. */
static int
leave_out(struct left_out *left, struct text *why)
{
	if (left->count++ == 0)
		text_add(&left->first, why->bytes);
	text_clear(why);
	return text_ok(&left->first) ? 0 : -ENOMEM;
}

static int
read_lines(struct text_lines *in, struct left_out *left,
    const struct lists *out, struct text *why)
{
	const char *line;
	size_t len;
	int rc = 0;

	while (rc == 0 && text_lines_next(in, &line, &len, why)) {
		rc = take_line(in, line, out, why);
		if (rc == -EINVAL && left != NULL)
			rc = leave_out(left, why);
	}
	return rc < 0 ? rc : text_lines_error(in);
}

static void
say_left_out(const struct left_out *left, struct text *why)
{
	if (left->count > 0)
		text_addf(why, "%s (left out, with %llu more such lines)",
		    left->first.bytes, (unsigned long long)left->count - 1);
}

int
name_list_read(const struct name_list_source *source, struct name_table **out,
    struct text *why)
{
	struct text_lines in;
	struct left_out left = {0};
	struct lists all = {.addresses = source->addresses};
	int rc = text_lines_open(&in, source->path, why);
	if (rc < 0)
		return rc;
	text_init(&left.first);
	rc = name_table_new(&all.names);
	if (rc == 0)
		rc = read_lines(&in, source->lenient ? &left : NULL, &all, why);
	text_lines_close(&in);
	if (rc == 0) {
		say_left_out(&left, why);
		*out = all.names;
		if (all.addresses != NULL)
			address_list_seal(all.addresses);
	} else {
		name_table_free(all.names);
	}
	text_fini(&left.first);
	return rc;
}
