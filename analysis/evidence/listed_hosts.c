#include "listed_hosts.h"

void
listed_hosts_take(struct name_map *map, const struct thread_evidence *p)
{
	for (struct listed_host *h = p->listed; h != NULL; h = h->next) {
		struct name_map_entry *slot = name_map_keep(map, h->host, 0);
		const struct listed_host *old = slot->value;
		if (old == NULL || h->order > old->order)
			slot->value = h;
	}
}
