/*
 * server_budget.h - a small bucket per server address: how often each may be
 * asked.
 *
 * One thread sends all questions, so one thread owns this.  A server that
 * was quiet for a while costs no memory for long: its bucket is full again
 * and may be forgotten.
 */
#ifndef SERVER_BUDGET_H
#define SERVER_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"

struct dns_name;
struct server_budget;
struct server_rates;

/* `rate_qps` questions a second to each address, at most `burst` at once. */
MUST_USE int server_budget_new(
    double rate_qps, double burst, struct server_budget **out);
void server_budget_free(struct server_budget *b);

/*
 * These rates hold for whom they name, instead; borrowed.  Of a slow one no
 * more than a second's questions go at once, of a fast one 20 ms' worth may.
 */
void server_budget_set_rates(
    struct server_budget *b, const struct server_rates *rates);

/*
 * A name server of this name has the address: a rate that is there for the name
 * holds for it from now on; of several names' the lowest.  0 or -ENOMEM.
 */
MUST_USE int server_budget_note_name(struct server_budget *b,
    const struct addr *server, const struct dns_name *ns, int64_t now_ns);

/* Takes one question for this address; false: not yet. */
bool server_budget_take(
    struct server_budget *b, const struct addr *server, int64_t now_ns);

#endif
