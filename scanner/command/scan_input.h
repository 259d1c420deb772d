/*
 * scan_input.h - what a scan reads before it begins: zone files, lists,
 * blocklist, and what the options mean.
 */
#ifndef SCAN_INPUT_H
#define SCAN_INPUT_H

#include "again_judge.h"
#include "base/macros.h"
#include "base/text.h"
#include "network_input.h"
#include "scan_options.h"
#include "scanner/dns/address_list.h"
#include "scanner/dns/name_table.h"
#include "scanner/run/plan.h"
#include "scanner/run/rescan_list.h"
#include "zone_choice.h"
#include "zone_files.h"

/* Must not move: the plan points into it. */
struct scan_input {
	struct scan_plan plan;
	struct network_input network;
	struct destination destination;
	struct zone_files zones;
	struct zone_choice choice;                  /* while they are read */
	struct name_table *domain_list, *host_list; /* NULL: none */
	struct address_list addresses;
	struct rescan_list rescan;
	struct blocklist *blocklist;
	struct server_rates *server_rates; /* NULL: none */
	struct again_judge again;
};

/*
 * Reads all; the options, and what is known of a run that goes on (NULL: it
 * begins), are borrowed for the input's life.  0; or the exit code of doc/man:
 * 1 for a damaged zone file, 2 for the rest, with one line for a person in
 * `why`; nothing is held then.
 */
MUST_USE int scan_input_read(struct scan_input *in,
    const struct scan_options *o, const struct scan_earlier *earlier,
    struct text *why);
void scan_input_fini(struct scan_input *in);

#endif
