/* retired_ca.h - authorities that many TLSA records mean and nobody sends. */
#ifndef RETIRED_CA_H
#define RETIRED_CA_H

#include "tlsa.h"

/* What the record means; NULL: none of those. */
const char *retired_ca_name(const struct tlsa *record);

#endif
