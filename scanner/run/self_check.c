#include "self_check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"

void
self_check_init(struct self_check *c, bool wanted, bool needs_roots)
{
	enum self_check_state state =
	    wanted ? SELF_CHECK_UNKNOWN : SELF_CHECK_OFF;
	*c = (struct self_check){.clock = state,
	    .port_53 = state,
	    .port_25 = state,
	    .needs_roots = needs_roots};
}

void
self_check_fail(
    struct self_check *c, struct halt *halt, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)vsnprintf(c->fault, sizeof(c->fault), format, args);
	va_end(args);
	log_line("%s", c->fault);
	halt_fail(halt, -ECANCELED);
}

const char *
self_check_word(enum self_check_state state)
{
	switch (state) {
	case SELF_CHECK_UNKNOWN:
		return "unknown";
	case SELF_CHECK_OFF:
		return "off";
	case SELF_CHECK_GOOD:
		return "good";
	case SELF_CHECK_DOUBTFUL:
		return "doubtful";
	case SELF_CHECK_BAD:
		break;
	}
	return "bad";
}
