/* zone_writer.h - records of a zone, one by one, into its file that is not
 * settled yet; and what is seen on the way. */
#ifndef ZONE_WRITER_H
#define ZONE_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "resolver/transfer/kept_zone.h"
#include "resolver/transfer/walk.h"
#include "resolver/transfer/zonemd.h"
#include "zone_proof.h"

/* What has come of a zone; pointers are borrowed. */
struct zone_arrival {
	const char *url;
	const char *key;     /* of TSIG; or NULL */
	const char *version; /* what the web server calls it; or NULL */
	const struct dns_name *zone;
	uint32_t serial;
	uint64_t records, outside;
	/* By zone_writer_close(). */
	struct zone_proof_result proof;
	bool has_zonemd;
	enum zonemd_state zonemd; /* by zone_accept() */
};

struct zone_writer {
	struct line_file *file;
	struct text line;
	const char *dir;
	uint64_t records;
	struct zone_proof *proof;
	const struct dns_name *zone;
	bool has_zonemd;
};

/* 0 or -errno.  zone_writer_close() in any case. */
MUST_USE int zone_writer_open(struct zone_writer *w, const struct kept_zone *k,
    const struct dns_name *zone);

/* As transfer_sink.record has it; `writer` is a struct zone_writer. */
MUST_USE int zone_writer_add(void *writer, const struct transfer_record *r);

/* `whole`: all have come, and are looked at.  0 or -errno. */
MUST_USE int zone_writer_close(
    struct zone_writer *w, bool whole, struct zone_arrival *out);

#endif
