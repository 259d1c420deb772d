/* session_line.h - an smtp record beside what it has to be. */
#ifndef SESSION_LINE_H
#define SESSION_LINE_H

#include "truth.h"

struct session_line {
	char host[256], status[64];
	struct simnet_session_truth truth;
};

/* False: there was no address, or there is no such host. */
bool session_line_read(
    const struct simnet_data *d, const char *line, struct session_line *out);

#endif
