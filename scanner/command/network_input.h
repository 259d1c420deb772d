/*
 * network_input.h - what the options say of link, source and next hop, read.
 */
#ifndef NETWORK_INPUT_H
#define NETWORK_INPUT_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "common_options.h"
#include "scanner/engine/network.h"

/* Must not move: the config points into it. */
struct network_input {
	struct network_config config; /* all but ports, rate and destination */
	uint8_t gateway[6];
	struct addr source[2];
};

/* 0, or -EINVAL with one line for a person in `why`. */
MUST_USE int network_input_read(
    struct network_input *in, const struct common_options *o, struct text *why);

#endif
