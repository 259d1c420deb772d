/* make_tlsa.h - `danesweep tlsa`: records from a certificate or a key. */
#ifndef MAKE_TLSA_H
#define MAKE_TLSA_H

#include "tlsa_server.h"

/* A chain that is served is read by `read`.  Gives an enum exit_code. */
int make_tlsa_command(int argc, char *argv[], tlsa_server_read *read);

#endif
