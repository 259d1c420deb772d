#include "zone.h"

#include "base/exit_code.h"
#include "zone_diff.h"
#include "zone_get.h"
#include "zone_options.h"

int
zone_command(int argc, char *argv[])
{
	static struct zone_options o;
	zone_options_parse(argc, argv, &o);
	switch (o.verb) {
	case ZONE_GET:
		return zone_get(&o);
	case ZONE_DIFF:
		return zone_diff(&o);
	}
	return EXIT_CODE_NOT_BEGUN;
}
