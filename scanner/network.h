/*
 * network.h - how packets leave this machine and come back: interface, routes
 * of both families, header templates, the link, and a kernel kept quiet.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include <net/if.h>
#include <stdbool.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "link/link.h"
#include "link/quiet.h"
#include "net/frame.h"
#include "options.h"
#include "ports.h"
#include "towards.h"

struct network {
	char interface[IF_NAMESIZE];
	struct route routes[2];               /* IPv4, IPv6: where has_* */
	struct frame_templates *templates[2]; /* NULL: no such family */
	struct link *link;
	struct quiet *quiet;
	struct addr own[2];
	unsigned own_count;
};

/*
 * Opens all that `o` asks for, for packets `towards` there.  One family is enough.  0, or -errno with one
 * line for a person in `why`; nothing stays open then.
 */
MUST_USE int network_open(struct network *n, const struct scan_options *o,
    const struct ports *ports, const struct towards *towards, struct text *why);
void network_close(struct network *n);

#endif
