/*
 * server_rates.h - operators that allow more questions a second, or fewer.
 *
 * A rule a line, `#` or `;` begins a comment:
 *
 *   192.0.2.0/24   5000    each address of a prefix, or one address
 *   ns.example.net 20      each address of a name server at or below it
 *
 * Of several prefixes, and of several names, the longest holds; where both a
 * prefix and a name do, the lower rate.
 */
#ifndef SERVER_RATES_H
#define SERVER_RATES_H

#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"

enum { SERVER_RATE_MAX = 1000000 };

struct server_rates;

/*
 * Plain or gzip; "-": standard input.  0, or -errno with one line for a person
 * in `why`: a file that is half read is none.
 */
MUST_USE int server_rates_read(
    const char *path, struct server_rates **out, struct text *why);
void server_rates_free(struct server_rates *r); /* NULL is fine */

/* Questions a second; 0: no rule is for it. */
uint32_t server_rates_of_address(
    const struct server_rates *r, const struct addr *a);
uint32_t server_rates_of_name(
    const struct server_rates *r, const struct dns_name *ns);

#endif
