/* zone_argument.h - a zone file as the command line names it. */
#ifndef ZONE_ARGUMENT_H
#define ZONE_ARGUMENT_H

#include "dns/name.h"
#include "resolver/zone/file.h"

/*
 * "FILE", or "NAME=FILE" where there is no file of that whole name; then the
 * name is in `origin`, which the source borrows.
 */
void zone_argument_read(
    const char *option, struct zone_source *source, struct dns_name *origin);

#endif
