#include "registered_domain.h"

#include <libpsl.h>

const char *
registered_domain(const char *name)
{
	return psl_registrable_domain(psl_builtin(), name);
}
