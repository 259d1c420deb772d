/* URLs of zones, and what is none. */
#include "resolver/transfer/source.h"

#include <string.h>

#include "base/macros.h"
#include "base/text.h"
#include "tap.h"

static const struct {
	const char *url, *host, *port, *zone; /* no host: it is refused */
} rows[] = {
    {"axfr://a.example/se", "a.example", "53", "se"},
    {"axfr://a.example:5353/Example.SE.", "a.example", "5353", "example.se"},
    {"axfr://192.0.2.1/.", "192.0.2.1", "53", "."},
    {"axfr://[2001:db8::1]/se", "2001:db8::1", "53", "se"},
    {"axfr://[2001:db8::1]:53/se", "2001:db8::1", "53", "se"},
    {"axfr://2001:db8::1/se", NULL, NULL, NULL},
    {"axfr://[2001:db8::1/se", NULL, NULL, NULL},
    {"axfr://[::1]53/se", NULL, NULL, NULL},
    {"axfr:///se", NULL, NULL, NULL},
    {"axfr://a.example", NULL, NULL, NULL},
    {"axfr://a.example/", NULL, NULL, NULL},
    {"axfr://a.example:/se", NULL, NULL, NULL},
    {"axfr://a.example:0/se", NULL, NULL, NULL},
    {"axfr://a.example:65536/se", NULL, NULL, NULL},
    {"axfr://a.example:5x/se", NULL, NULL, NULL},
    {"axfr://a.example/se/", NULL, NULL, NULL},
    {"axfr://a.example/a..b", NULL, NULL, NULL},
    {"https://a.example/f/se.zone.gz?a=b/c", "", "53", "se"},
    {"Se=https://a.example/zone", "", "53", "se"},
    {"https://a.example/root.zone", "", "53", "."},
    {"./se.zone", "", "53", "se"},
    {"file:/var/se.txt", "", "53", "se"},
    {"file:///var/se.db.gz", "", "53", "se"},
    {"czds:com", "", "53", "com"},
    {"http://a.example/se.zone", NULL, NULL, NULL},
    {"se=http://a.example/se.zone", NULL, NULL, NULL},
    {"https://user:secret@a.example/se.zone", NULL, NULL, NULL},
    {"https://a.example", NULL, NULL, NULL},
    {"https://a.example/", NULL, NULL, NULL},
    {"https://a.example/se.zone\r\nX: y", NULL, NULL, NULL},
    {"czds:a..b", NULL, NULL, NULL},
    {"ftp://a.example/se.zone", NULL, NULL, NULL},
    {"se.zone", NULL, NULL, NULL},
    {"", NULL, NULL, NULL},
};

static bool
is_right(size_t row)
{
	struct transfer_source s;
	struct text zone;
	if (transfer_source_parse(rows[row].url, &s) != NULL)
		return rows[row].host == NULL;
	text_init(&zone);
	if (!s.all)
		dns_name_add_text(&zone, &s.zone);
	bool right = rows[row].host != NULL &&
		     strcmp(s.host, rows[row].host) == 0 &&
		     strcmp(s.port, rows[row].port) == 0 && text_ok(&zone) &&
		     zone.len == strlen(rows[row].zone) &&
		     (s.all || strcmp(zone.bytes, rows[row].zone) == 0);
	text_fini(&zone);
	return right;
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(is_right(i), rows[i].url);
	return tap_end();
}
