#include "explanation_text.h"

#include <time.h>

#include "analysis/dane/tlsa.h"

enum { DAY_S = 24 * 3600, HOUR_S = 3600, FOREIGN_SHOWN = 200 };

static void
add_form(struct text *t, int64_t at_s, bool seconds)
{
	time_t when = (time_t)at_s;
	struct tm tm;
	char text[32] = "";
	if (gmtime_r(&when, &tm) != NULL)
		strftime(text, sizeof(text),
		    seconds ? "%Y-%m-%d %H:%M:%S UTC" : "%Y-%m-%d %H:%M UTC",
		    &tm);
	text_add(t, text);
}

void
explanation_add_time(struct text *t, int64_t at_s)
{
	add_form(t, at_s, true);
}

void
explanation_add_end(struct text *t, int64_t at_s, int64_t now_s)
{
	int64_t left_s = at_s > now_s ? at_s - now_s : now_s - at_s;
	bool days = left_s >= 2 * DAY_S;
	add_form(t, at_s, false);
	text_addf(t, " (%lld %s %s)",
	    (long long)(left_s / (days ? DAY_S : HOUR_S)),
	    days ? "days" : "hours", at_s > now_s ? "left" : "ago");
}

void
explanation_add_tlsa(struct text *t, const struct tlsa *r)
{
	text_addf(t, "%u %u %u ", r->usage, r->selector, r->mtype);
	text_add_hex(t, r->data.bytes, r->data.len);
}

void
explanation_add_foreign(struct text *t, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len && i < FOREIGN_SHOWN; i++) {
		if (bytes[i] >= ' ' && bytes[i] <= '~' && bytes[i] != '\\')
			text_add_char(t, (char)bytes[i]);
		else
			text_addf(t, "\\x%02x", bytes[i]);
	}
	text_add(t, len > FOREIGN_SHOWN ? "..." : "");
}

void
explanation_add_colour(
    struct text *t, bool wanted, enum explanation_colour colour)
{
	/* Of the 256, which no theme changes: such as can be read on black and
	 * on white.  Yellow, and the first eight's green, cannot on white. */
	static const char *const codes[] = {
	    [EXPLANATION_PLAIN] = "\033[0m",
	    [EXPLANATION_RED] = "\033[38;5;196m",
	    [EXPLANATION_ORANGE] = "\033[38;5;130m",
	    [EXPLANATION_GREEN] = "\033[38;5;28m",
	};
	text_add(t, wanted ? codes[colour] : "");
}
