/*
 * resolution.h - a question that the resolver ended, on its way to a record.
 *
 * A copy of a struct iterator_result that may cross threads.  Or the word that
 * one before it is in conflict with a second reply: such a word has to come
 * behind it, and so takes the same way.
 */
#ifndef RESOLUTION_H
#define RESOLUTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "resolver/iterator/iterator.h"
#include "output/record/dns.h"
#include "output/record/not_asked.h"
#include "output/record/observations.h"
#include "output/record/stage.h"

struct resolution {
	enum stage stage;
	struct dns_question question;
	enum dns_status status;
	struct addr server;
	struct dns_name ns, zone;
	bool has_server, has_ns, has_zone;
	bool tcp;
	bool internal;  /* on the resolver's own way: no evidence */
	bool conflict;  /* a second, different reply came */
	bool more;      /* as that of struct iterator_result */
	bool is_word;   /* it ends nothing: the reply `reply` has a conflict */
	bool sprayed;   /* the spray's own answer */
	uint64_t reply; /* as that of struct iterator_result */
	unsigned attempts;
	enum not_asked reason;
	int64_t rx_ts_ns;
	const struct dns_observation *servers; /* behind all else; or NULL */
	unsigned server_count, servers_left;
	size_t message_len; /* 0: no reply */
	uint8_t message[];
};

/* A copy on the heap, ended by free(); NULL: no heap. */
struct resolution *resolution_new(
    const struct iterator_result *r, bool internal, int64_t rx_ts_ns);

/* The word of a conflict, likewise. */
struct resolution *resolution_new_word(uint64_t reply);

/*
 * Takes a copy of `servers` for what it had.  It may move, as by realloc().
 * 0, or -ENOMEM, and nothing has changed.
 */
MUST_USE int resolution_set_servers(
    struct resolution **f, const struct observations *servers);

/* As a record, a view of `f`; `listed` is not known here. */
void resolution_record(const struct resolution *f, struct dns_record *out);

#endif
