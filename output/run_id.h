/* run_id.h - the name that a run keeps, wherever its directory is moved to. */
#ifndef RUN_ID_H
#define RUN_ID_H

#include "base/macros.h"

enum { RUN_ID_LEN = 36 };

/* A random UUID (RFC 9562 version 4) and a zero behind it.  0 or -errno. */
MUST_USE int run_id_new(char out[RUN_ID_LEN + 1]);

#endif
