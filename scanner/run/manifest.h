/*
 * manifest.h - the manifest of a scan: what it was asked, how it went.
 */
#ifndef SCAN_MANIFEST_H
#define SCAN_MANIFEST_H

#include <stdint.h>

#include "base/macros.h"
#include "output/manifest.h"
#include "run_base.h"
#include "run_changes.h"
#include "stages.h"

/* All is borrowed for the call. */
struct scan_manifest {
	const struct run_base *base;
	const struct run_changes *changes;
	uint64_t mx_cut;
	const struct stage_times *times; /* STAGE_COUNT */
	enum manifest_end end;
	int error; /* 0 or -errno */
};

/*
 * Into the working directory; or as the last line of the stream, once the scan
 * has ended.  0 or -errno.
 */
MUST_USE int scan_manifest_write(const struct scan_manifest *m);

#endif
