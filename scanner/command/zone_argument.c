#include "zone_argument.h"

#include <string.h>
#include <unistd.h>

#include "dns/u_label.h"

void
zone_argument_read(
    const char *option, struct zone_source *source, struct dns_name *origin)
{
	const char *equals = strchr(option, '=');

	source->path = option;
	if (equals == NULL || access(option, F_OK) == 0 ||
	    !dns_name_from_u_labels(option, (size_t)(equals - option), origin))
		return;
	source->path = equals + 1;
	source->origin = origin;
}
