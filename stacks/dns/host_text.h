/*
 * host_text.h - the host name that a person meant (RFC 1123 2.1).
 *
 * People and tools write names in more ways than master files do: in quotes,
 * as a URL, as a mail address, in their own script.
 */
#ifndef DNS_HOST_TEXT_H
#define DNS_HOST_TEXT_H

#include <stddef.h>

#include "name.h"

/*
 * Takes the quotes away; of a URL the host; of a mail address what stands
 * behind the last @; a port, a path and the final dot go; U-labels become
 * A-labels (u_label.h).  Labels are letters, digits, hyphens, and, as many
 * real hosts have them, underscores, but not at their beginning.  NULL, or
 * why it is no host name (a static string): an address, a wildcard, the root.
 */
const char *dns_host_from_text(
    const char *text, size_t len, struct dns_name *out);

#endif
