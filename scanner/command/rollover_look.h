/*
 * rollover_look.h - one look at a mail host, as a rollover wants it: a scan of
 * that host over the kernel's sockets, its every server, its every address,
 * and the verdict.
 */
#ifndef ROLLOVER_LOOK_COMMAND_H
#define ROLLOVER_LOOK_COMMAND_H

#include "base/macros.h"
#include "base/option_table.h"
#include "dns/name.h"
#include "operator/look.h"

/* All is borrowed. */
struct rollover_look_config {
	const struct dns_name *host;
	const char *host_text;
	const char *root_hints, *trust_anchor; /* files */
	const char *ehlo;                      /* NULL: this machine's name */
	const char *dir; /* the rollover's own: a look has a folder there */
	const struct option_list *special; /* as --allow-special */
	bool no_ipv6;                      /* what is IPv6 only is not missed */
	bool no_self_check;
};

/*
 * Takes seconds.  0, and what was seen; `owner` is where the TLSA records
 * stand, behind aliases.  Or -errno, having said why.  One at a time: what
 * looks of before, which were killed, left behind is removed.  A signal that
 * ends the process ends it when the folder is gone.
 */
MUST_USE int rollover_look_at(const struct rollover_look_config *c,
    struct rollover_look *out, struct dns_name *owner);

#endif
