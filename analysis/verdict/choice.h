/* choice.h - which verdicts are to be lines: --only. */
#ifndef CHOICE_H
#define CHOICE_H

#include <stdbool.h>

#include "base/macros.h"
#include "base/text.h"
#include "dns/name_map.h"

struct evidence;

struct verdict_choice {
	bool dane;  /* hosts with TLSA records, and domains that use one */
	bool named; /* these domains, and the hosts that they use: */
	struct arena arena;
	struct name_map domains; /* type 0 */
};

void verdict_choice_init(struct verdict_choice *c);
void verdict_choice_fini(struct verdict_choice *c);

/*
 * Takes the names in a file, one a line, as a person writes them; what stands
 * behind `#` is none.  0; or -errno with one line for a person in `why`.
 */
MUST_USE int verdict_choice_read(
    struct verdict_choice *c, const char *path, struct text *why);

/* All is asked for. */
static inline bool
verdict_choice_is_all(const struct verdict_choice *c)
{
	return !c->dane && !c->named;
}

bool verdict_choice_has(
    const struct verdict_choice *c, const struct dns_name *domain);

#endif
