#include "look.h"

#include <stdarg.h>
#include <stdio.h>

bool
rollover_look_serves(
    const struct rollover_look *l, const struct spki_digest *key)
{
	return l->address_count > 0 && l->unserved_count == 0 &&
	       l->served_count == 1 && spki_digest_is(&l->served[0], key);
}

void
rollover_look_fault(struct rollover_look *l, const char *format, ...)
{
	va_list args;
	if (l->fault[0] != '\0')
		return;
	va_start(args, format);
	vsnprintf(l->fault, sizeof(l->fault), format, args);
	va_end(args);
}
