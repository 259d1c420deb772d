/* zone_by_web.h - `danesweep zone get` of an https:// URL, or from CZDS. */
#ifndef ZONE_BY_WEB_H
#define ZONE_BY_WEB_H

#include "zone_accept.h"

struct transfer_source;

enum zone_got zone_get_https(
    const struct zone_options *o, const struct transfer_source *from);

/* One zone of the account, or all that it has. */
enum zone_got zone_get_czds(
    const struct zone_options *o, const struct transfer_source *from);

#endif
