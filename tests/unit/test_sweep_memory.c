/* What an address's treatment of one host says of its others. */
#include "scanner/smtp/sweep_memory.h"

#include "base/clock.h"
#include "base/macros.h"
#include "tap.h"

enum { STEPS_MAX = 12 };

/*
 * What happens, one after another, with the seconds of pause after it, and
 * whether nobody else is asked for any more.
 *
 *	r  a session is turned away, and another follows
 *	R  a session is turned away, and ends a host's turn
 *	g  a good session
 *	s  silence
 *	b  no banner
 *	t  the session took too long
 *	l  it did, where packets are lost
 */
static const struct {
	const char *title, *events;
	int pause_s[STEPS_MAX];
	bool settled;
	enum smtp_status status;
} rows[] = {
    {"good sessions", "ggg", {0, 0, 0}, false, SMTP_STATUS_OK},
    {"nobody is there", "s", {5}, true, SMTP_STATUS_TIMEOUT},
    {"silent once", "gsg", {0, 5, 0}, false, SMTP_STATUS_OK},
    {"silent twice, not in a row", "gsgs", {0, 5, 0, 5}, false, SMTP_STATUS_OK},
    {"silent twice in a row", "gss", {0, 5, 10}, true, SMTP_STATUS_TIMEOUT},
    {"silent, turned away, silent", "gsRs", {0, 5, 10, 20}, false,
	SMTP_STATUS_OK},
    {"turned away once", "rg", {5, 0}, false, SMTP_STATUS_OK},
    {"again after a good one", "rRgr", {5, 10, 0, 5}, false, SMTP_STATUS_OK},
    {"always", "rRrRrRrR", {5, 10, 20, 40, 80, 160, 320, 320}, true,
	SMTP_STATUS_BANNER_REFUSED},
    {"no banner", "gb", {0, 0}, true, SMTP_STATUS_BANNER_TIMEOUT},
    {"turned away, then no banner", "rb", {5, 0}, true,
	SMTP_STATUS_BANNER_TIMEOUT},
    {"too long", "t", {0}, true, SMTP_STATUS_SESSION_TIMEOUT},
    {"too long where packets are lost", "lgl", {0, 0, 0}, false,
	SMTP_STATUS_OK},
    {"twice in a row", "gll", {0, 0, 0}, true, SMTP_STATUS_SESSION_TIMEOUT},
};

static void
take(struct sweep_memory *m, char event, uint32_t host)
{
	struct sweep_end end = {.status = SMTP_STATUS_OK, .host = host};
	switch (event) {
	case 'r':
		sweep_memory_refused(m);
		return;
	case 's':
		end.status = SMTP_STATUS_TIMEOUT;
		sweep_memory_silent(m, &end);
		return;
	case 'R':
		end.status = SMTP_STATUS_BANNER_REFUSED;
		break;
	case 'b':
		end.status = SMTP_STATUS_BANNER_TIMEOUT;
		break;
	case 'l':
		end.lossy = true;
		end.status = SMTP_STATUS_SESSION_TIMEOUT;
		break;
	case 't':
		end.status = SMTP_STATUS_SESSION_TIMEOUT;
		break;
	default:
		break;
	}
	sweep_memory_ended(m, &end, event == 'R');
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sweep_memory m = {0};
		bool good = true;
		uint32_t n = 0;
		for (; rows[i].events[n] != '\0'; n++) {
			good &= !m.settled;
			take(&m, rows[i].events[n], n);
			good &= sweep_memory_pause_ns(&m) ==
				rows[i].pause_s[n] * NS_PER_S;
		}
		good &= m.settled == rows[i].settled;
		if (m.settled)
			good &= m.end.status == rows[i].status &&
				m.end.host == n - 1;
		ok(good, rows[i].title);
	}
	return tap_end();
}
