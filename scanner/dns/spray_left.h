/* spray_left.h - a question that no pass could close, and who was asked. */
#ifndef SPRAY_LEFT_H
#define SPRAY_LEFT_H

#include <stdbool.h>
#include <stdint.h>

#include "servers.h"
#include "spray_setting.h"

struct spray_left {
	uint64_t i;
	struct dns_question question;
	uint32_t delegation;
	struct addr servers[SERVERS_PER_DELEGATION];
	unsigned server_count;
};

/* Question `i`, which is open. */
void spray_left_get(
    const struct spray_run *run, uint64_t i, struct spray_left *out);

/*
 * Does it help to ask the resolver?  Not about servers that are all silent,
 * unless those answer in another way on this path, or there is one more, who
 * has opted out: then it says that.
 */
bool spray_left_is_worth_resolving(
    const struct spray_run *run, const struct spray_left *q);

/* Closes it: the resolver asks. */
void spray_left_resolve(
    const struct spray_run *run, const struct spray_left *q);

/* Closes it, as nobody was ever heard. */
void spray_left_give_up(
    const struct spray_run *run, const struct spray_left *q);

#endif
