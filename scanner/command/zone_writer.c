#include "zone_writer.h"

#include <errno.h>

#include "base/clock.h"
#include "base/disk_space.h"
#include "output/line_file.h"
#include "resolver/transfer/line.h"

enum { LOOK_EACH = 1 << 16 };

int
zone_writer_open(struct zone_writer *w, const struct kept_zone *k,
    const struct dns_name *zone)
{
	*w = (struct zone_writer){.dir = k->dir, .zone = zone};
	text_init(&w->line);
	w->proof = zone_proof_new(zone, clock_realtime_ns() / NS_PER_S);
	return w->proof != NULL ? line_file_open(k->fresh, &w->file) : -ENOMEM;
}

static int
check_room(const struct zone_writer *w)
{
	struct disk_space space;
	if (w->records % LOOK_EACH != 0)
		return 0;
	int rc = disk_space_at(w->dir, &space);
	if (rc == 0 && space.free_bytes < disk_space_reserve(&space))
		rc = -ENOSPC;
	return rc;
}

int
zone_writer_add(void *writer, const struct transfer_record *r)
{
	struct zone_writer *w = writer;
	int rc = check_room(w);
	if (rc < 0)
		return rc;
	w->records++;
	zone_proof_add(w->proof, r);
	if (r->type == DNS_ZONEMD && dns_name_equal(r->owner, w->zone))
		w->has_zonemd = true;
	text_clear(&w->line);
	transfer_line_add(&w->line, r);
	if (!text_ok(&w->line))
		return -ENOMEM;
	return line_file_add(w->file, w->line.bytes, w->line.len);
}

int
zone_writer_close(struct zone_writer *w, bool whole, struct zone_arrival *out)
{
	*out = (struct zone_arrival){.has_zonemd = w->has_zonemd};
	if (whole)
		zone_proof_finish(w->proof, &out->proof);
	zone_proof_free(w->proof);
	text_fini(&w->line);
	return line_file_close(w->file);
}
