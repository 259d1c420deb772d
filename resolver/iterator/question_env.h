/* question_env.h - what all questions of an iterator share; borrowed. */
#ifndef QUESTION_ENV_H
#define QUESTION_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "cut.h"
#include "path_loss.h"
#include "path_silence.h"
#include "server_memory.h"

struct iterator_io;

struct question_env {
	const struct iterator_io *io;
	struct cuts *cuts;
	struct server_memory *memory;
	struct path_loss *path;
	struct path_silence *silence;
	unsigned tries;       /* of each server, on a path that loses nothing */
	unsigned max_queries; /* of each question */
	int64_t timeout_ns;   /* of a first try, at a server not known yet */
	int64_t epoch_ns;     /* added to `now_ns`: the time since 1970 */
	bool ipv4, ipv6;
};

#endif
