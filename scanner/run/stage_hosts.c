#include <errno.h>
#include <stdlib.h>

#include "scanner/dns/name_table.h"
#include "stage_work.h"

struct host_plan {
	struct spray *spray;
	/* Not sprayed: in zones that no zone file delegates, or of so long a
	 * name that it has no room for TLSA. */
	struct name_table *foreign;
};

static int
add_foreign(const struct stage_work *w, struct name_table *foreign)
{
	const struct hosts *h = w->findings->hosts;
	for (uint32_t id = 0; id < hosts_count(h); id++) {
		struct dns_name name;
		uint32_t copy;
		hosts_name(h, id, &name);
		if (!spray_takes_host(w->delegations, &name) &&
		    name_table_add(foreign, &name, &copy) < 0)
			return -ENOMEM;
	}
	return 0;
}

static void
free_plan(void *planned)
{
	struct host_plan *p = planned;
	if (p->spray != NULL)
		spray_free(p->spray);
	if (p->foreign != NULL)
		name_table_free(p->foreign);
	free(p);
}

static int
plan(const struct stage_work *w, void **out)
{
	struct host_plan *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	int rc = name_table_new(&p->foreign);
	if (rc == 0)
		rc = add_foreign(w, p->foreign);
	if (rc == 0)
		rc = spray_new_hosts(
		    w->findings->hosts, w->delegations, &p->spray);
	if (rc < 0) {
		free_plan(p);
		return rc;
	}
	*out = p;
	return 0;
}

static void
run(const struct stage_work *w, void *planned)
{
	const struct host_plan *p = planned;
	stage_spray(w, p->spray, SPRAY_WHOLE, p->foreign);
}

const struct stage_row stage_hosts = {plan, run, free_plan};
