/*
 * Each reason has its advice, and the manual of check has the same.  Run this
 * from the tree's root.
 */
#include "analysis/verdict/advice.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tap.h"

static char page[1 << 16];

int
main(void)
{
	FILE *f = fopen("doc/man/danesweep-check.8", "r");
	size_t len = f != NULL ? fread(page, 1, sizeof(page) - 1, f) : 0;
	ok(len > 0 && len < sizeof(page) - 1, "the manual");
	if (f != NULL)
		fclose(f);
	ok(advice_text(REASON_NONE)[0] == 0, "no reason, no advice");
	for (unsigned r = REASON_NONE + 1; r < REASON_COUNT; r++) {
		const char *advice = advice_text((enum reason)r);
		struct text want;
		text_init(&want);
		text_addf(&want, ".It Cm %s\n%s\n", reason_text((enum reason)r),
		    advice != NULL ? advice : "?");
		ok(strstr(page, want.bytes) != NULL,
		    reason_text((enum reason)r));
		text_fini(&want);
	}
	return tap_end();
}
