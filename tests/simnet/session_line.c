#include "session_line.h"

#include <string.h>

#include "line_field.h"

bool
session_line_read(
    const struct simnet_data *d, const char *line, struct session_line *out)
{
	line_field(line, "host", out->host, sizeof(out->host));
	line_field(line, "status", out->status, sizeof(out->status));
	return strcmp(out->status, "NO_ADDRESS") != 0 &&
	       simnet_truth_session(d, out->host, &out->truth);
}
