#include "host_renewals.h"

void
host_renewals_init(struct host_renewals *h)
{
	arena_init(&h->arena);
	name_map_init(&h->by_host, &h->arena);
}

void
host_renewals_fini(struct host_renewals *h)
{
	name_map_fini(&h->by_host);
	arena_fini(&h->arena);
}

void
host_renewals_note(struct host_renewals *h, const struct dns_name *host,
    const struct past_renewal *r)
{
	struct name_map_entry *entry = name_map_at(&h->by_host, host, 0);
	if (entry->value == NULL)
		entry->value =
		    arena_alloc(&h->arena, sizeof(struct past_renewals));
	past_renewals_note(entry->value, r);
}

const struct past_renewals *
host_renewals_of(const struct host_renewals *h, const struct dns_name *host)
{
	return name_map_get(&h->by_host, host, 0);
}
