/* transfer.h - one question to one server, and its reply: SOA, or AXFR. */
#ifndef TRANSFER_H
#define TRANSFER_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "resolver/transfer/socket.h"
#include "resolver/transfer/source.h"
#include "resolver/transfer/walk.h"

struct transfer_query {
	const struct transfer_source *from;
	const struct tsig_key *key; /* NULL: none */
	struct transfer_limits limits;
};

/*
 * Asks for `type`, AXFR or SOA, and gives its records to the sink.  NONE: it
 * came whole.  Else the fault, and what is known of it besides in `why`; how
 * far it came is in `out`, whose pointers are no more.
 */
MUST_USE enum transfer_fault transfer_run(const struct transfer_query *q,
    uint16_t type, const struct transfer_sink *sink, struct transfer_walk *out,
    struct text *why);

#endif
