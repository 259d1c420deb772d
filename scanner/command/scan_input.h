/*
 * scan_input.h - what a scan reads before it begins: zone files, lists,
 * blocklist, and what the options mean.
 */
#ifndef SCAN_INPUT_H
#define SCAN_INPUT_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "scanner/engine/blocklist.h"
#include "scanner/dns/domains.h"
#include "scanner/dns/name_table.h"
#include "scan_options.h"
#include "scanner/engine/ports.h"

struct scan_input {
	struct delegations *delegations;
	struct domains domains;
	struct name_table *host_list; /* of --hosts; NULL: none */
	struct blocklist *blocklist;
	struct ports ports;
	unsigned stages; /* a bit for each */
	uint64_t seed;
};

/*
 * Reads all.  0; or the exit code of doc/man: 1 for a damaged zone file, 2
 * for the rest, with one line for a person in `why`; nothing is held then.
 */
MUST_USE int scan_input_read(
    struct scan_input *in, const struct scan_options *o, struct text *why);
void scan_input_fini(struct scan_input *in);

#endif
