#include "address_list.h"

#include <errno.h>
#include <stdlib.h>

#include "name_table.h"

static const uint32_t ALONE = UINT32_MAX;

struct row {
	struct addr addr;
	uint32_t host; /* of names */
};

int
address_list_add(
    struct address_list *l, const struct addr *a, const struct dns_name *host)
{
	uint32_t id = ALONE;
	int rc = 0;
	if (host != NULL && l->names == NULL)
		rc = name_table_new(&l->names);
	if (host != NULL && rc == 0)
		rc = name_table_add(l->names, host, &id);
	struct row *row =
	    rc == 0 ? array_push(&l->rows, 1, sizeof(*row)) : NULL;
	if (row == NULL)
		return -ENOMEM;
	*row = (struct row){*a, id};
	return 0;
}

static int
by_address(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = addr_compare(&x->addr, &y->addr);
	return order != 0 ? order : (x->host > y->host) - (x->host < y->host);
}

void
address_list_seal(struct address_list *l)
{
	struct row *rows = l->rows.at;
	size_t kept = 0;
	if (l->rows.count == 0)
		return;
	qsort(rows, l->rows.count, sizeof(*rows), by_address);
	for (size_t i = 1; i < l->rows.count; i++)
		if (by_address(&rows[kept], &rows[i]) != 0)
			rows[++kept] = rows[i];
	l->rows.count = kept + 1;
}

uint32_t
address_list_count(const struct address_list *l)
{
	return (uint32_t)l->rows.count;
}

bool
address_list_get(const struct address_list *l, uint32_t i, struct addr *addr,
    struct dns_name *host)
{
	const struct row *row = (const struct row *)l->rows.at + i;
	*addr = row->addr;
	*host = DNS_ROOT;
	if (row->host == ALONE)
		return false;
	name_table_get(l->names, row->host, host);
	return true;
}

void
address_list_fini(struct address_list *l)
{
	array_fini(&l->rows);
	name_table_free(l->names);
}
