/* ds_outlook.h - could a zone that lacks but a DS have one tomorrow (R29)? */
#ifndef DS_OUTLOOK_H
#define DS_OUTLOOK_H

#include "analysis/evidence/evidence.h"
#include "output/record/ds_signals.h"

/* Of the zone that makes this state insecure for want of a DS alone. */
struct ds_signals ds_outlook(
    const struct evidence *e, const struct dnssec_state *s);

#endif
