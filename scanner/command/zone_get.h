/* zone_get.h - `danesweep zone get`: each zone, if there is a newer one. */
#ifndef ZONE_GET_H
#define ZONE_GET_H

struct zone_options;

/* Gives an enum exit_code. */
int zone_get(const struct zone_options *o);

#endif
