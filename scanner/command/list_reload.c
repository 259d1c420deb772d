#include "list_reload.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "scanner/engine/blocklist.h"
#include "scanner/engine/reload_signal.h"

static bool
reload(struct blocklist *b)
{
	struct text why;
	text_init(&why);
	int rc = blocklist_reload(b, &why);
	if (rc == 0)
		log_line("SIGHUP: blocklist and opt-outs were read anew");
	else
		log_line("SIGHUP: %s; what was read before still holds",
		    why.len > 0 ? why.bytes : strerror(-rc));
	text_fini(&why);
	return rc == 0;
}

bool
list_reload_tick(struct blocklist *b)
{
	return reload_signal_take() && reload(b);
}
