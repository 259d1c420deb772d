#include "domains.h"

#include "name_table.h"

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

bool
domains_lists(const struct domains *d, const struct dns_name *name)
{
	uint32_t i;
	return d->list != NULL && name_table_find(d->list, name, &i);
}
