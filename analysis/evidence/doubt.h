/*
 * doubt.h - what a dns record is no evidence of (R28).
 *
 * What a reply lacks or has wrong is a fault of its zone only where every
 * address of the zone was asked, and the question had room for the answer.
 */
#ifndef DOUBT_H
#define DOUBT_H

#include "output/record/dns.h"
#include "output/record/reason.h"

/*
 * Why this record cannot prove a fault; NONE: it can.  One without `servers`
 * is held to be all that there was to be had.
 */
enum reason doubt_of(
    const struct dns_record *record, const struct dns_record_reply *reply);

#endif
