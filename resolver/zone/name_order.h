/*
 * name_order.h - do the names of a zone file come in some order?
 *
 * Name servers write canonical order, registries that of the text.  While
 * either holds, no name comes twice, and nothing has to be looked up.
 */
#ifndef ZONE_NAME_ORDER_H
#define ZONE_NAME_ORDER_H

#include <stdbool.h>

#include "dns/name.h"

struct name_order {
	bool canonical, by_text; /* all so far */
};

/* Of one name, or none. */
extern const struct name_order name_order_at_first;

/* `next` comes behind `last`, both below one zone and without its name. */
void name_order_note(struct name_order *o, const uint8_t *last,
    unsigned last_len, const uint8_t *next, unsigned next_len);

/* All names are different ones, and in an order. */
bool name_order_holds(const struct name_order *o);

#endif
