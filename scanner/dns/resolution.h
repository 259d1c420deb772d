/*
 * resolution.h - a question that the resolver ended, on its way to a record.
 *
 * A copy of a struct iterator_result that may cross threads.
 */
#ifndef RESOLUTION_H
#define RESOLUTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "resolver/iterator/iterator.h"
#include "output/record/stage.h"

struct resolution {
	enum stage stage;
	struct dns_question question;
	enum dns_status status;
	struct addr server;
	struct dns_name ns, zone;
	bool has_server, has_ns, has_zone;
	bool tcp;
	bool internal;
	bool conflict; /* a second, different reply came */
	unsigned attempts;
	int64_t rx_ts_ns;
	const struct dns_observation *servers; /* behind all else; or NULL */
	unsigned server_count, servers_left;
	size_t message_len; /* 0: no reply */
	uint8_t message[];
};

/* A copy on the heap, ended by free(); NULL: no heap. */
struct resolution *resolution_new(
    const struct iterator_result *r, bool internal, int64_t rx_ts_ns);

#endif
