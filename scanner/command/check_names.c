#include "check_names.h"

#include <errno.h>
#include <stdlib.h>

#include "scanner/dns/name_list.h"
#include "scanner/dns/name_table.h"

/* Adds those of the command line, then those of `more` that are new. */
static int
gather(struct name_table *all, const struct option_list *given,
    const struct name_table *more)
{
	struct dns_name name;
	uint32_t id;
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < given->count; i++)
		if (dns_name_from_text(
			given->at[i], strlen(given->at[i]), &name))
			rc = name_table_add(all, &name, &id);
	for (uint32_t i = 0;
	     rc == 0 && more != NULL && i < name_table_count(more); i++) {
		name_table_get(more, i, &name);
		rc = name_table_add(all, &name, &id);
	}
	return rc;
}

/* Offsets first: the text moves while it grows. */
static int
write_out(struct check_names *n, const struct name_table *all)
{
	uint32_t count = name_table_count(all);
	struct dns_name name;
	n->at = calloc(count + 1u, sizeof(*n->at));
	if (n->at == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < count; i++) {
		name_table_get(all, i, &name);
		dns_name_add_text(&n->text, &name);
		text_add_char(&n->text, 0);
	}
	if (!text_ok(&n->text))
		return -ENOMEM;
	for (const char *at = n->text.bytes; n->count < count;
	     at += strlen(at) + 1)
		n->at[n->count++] = at;
	return 0;
}

int
check_names_read(struct check_names *n, const struct option_list *given,
    const char *path, struct text *why)
{
	struct name_table *all = NULL, *more = NULL;
	*n = (struct check_names){0};
	text_init(&n->text);
	int rc = 0;
	if (path != NULL)
		rc = name_list_read(
		    &(struct name_list_source){.path = path}, &more, why);
	if (rc == 0)
		rc = name_table_new(&all);
	if (rc == 0)
		rc = gather(all, given, more);
	if (rc == 0)
		rc = write_out(n, all);
	if (rc == 0 && n->count == 0) {
		text_addf(why, "%s: no names", path);
		rc = -EINVAL;
	}
	name_table_free(all);
	name_table_free(more);
	return rc;
}

void
check_names_fini(struct check_names *n)
{
	free(n->at);
	text_fini(&n->text);
}
