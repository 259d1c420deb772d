/* rr_text.h - the data of the world's records in presentation form. */
#ifndef SIMNET_RR_TEXT_H
#define SIMNET_RR_TEXT_H

#include "signing.h"

enum { SIMNET_RR_TEXT_MAX = 1024 };

/* "MX 10 mx1.d5.com." ; returns `text`. */
const char *simnet_rr_text(uint16_t type, const struct simnet_rdata *rdata,
    char text[SIMNET_RR_TEXT_MAX]);

#endif
