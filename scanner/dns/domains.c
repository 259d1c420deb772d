#include "domains.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name_table.h"

static int
add_line(const char *line, size_t len, struct name_table *names)
{
	struct dns_name name;
	uint32_t id;
	if (!dns_name_from_text(line, len, &name) || name.len == 1)
		return -EINVAL;
	return name_table_add(names, &name, &id);
}

static int
read_lines(
    FILE *f, const char *path, struct name_table *names, struct text *why)
{
	char line[DNS_NAME_TEXT_MAX + 64];
	for (unsigned number = 1; fgets(line, sizeof(line), f); number++) {
		line[strcspn(line, "#\r\n")] = '\0';
		char *word = line + strspn(line, " \t");
		size_t len = strcspn(word, " \t");
		if (len == 0)
			continue;
		int rc = add_line(word, len, names);
		if (rc == -EINVAL)
			text_addf(why,
			    "%s:%u: \"%.*s\" is no domain name; mend or "
			    "remove the line",
			    path, number, (int)len, word);
		if (rc < 0)
			return rc;
	}
	return ferror(f) ? -EIO : 0;
}

int
name_list_read(const char *path, struct name_table **out, struct text *why)
{
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		int rc = -errno;
		text_addf(why, "%s: %s", path, strerror(-rc));
		return rc;
	}
	struct name_table *names = NULL;
	int rc = name_table_new(&names);
	if (rc == 0)
		rc = read_lines(f, path, names, why);
	fclose(f);
	if (rc == 0)
		*out = names;
	else
		name_table_free(names);
	return rc;
}

uint32_t
domains_count(const struct domains *d)
{
	if (d->list != NULL)
		return name_table_count(d->list);
	return delegations_count(d->delegations);
}

void
domains_name(const struct domains *d, uint32_t i, struct dns_name *out)
{
	if (d->list != NULL) {
		name_table_get(d->list, i, out);
		return;
	}
	struct delegation delegation;
	delegations_get(d->delegations, i, &delegation);
	*out = delegation.name;
}

bool
domains_find(const struct domains *d, const struct dns_name *name, uint32_t *i)
{
	if (d->list != NULL)
		return name_table_find(d->list, name, i);
	return delegations_find(d->delegations, name, i);
}
