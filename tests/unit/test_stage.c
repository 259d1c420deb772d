#include "output/record/stage.h"

#include <string.h>

#include "tap.h"

#define BIT(s) (1u << (s))

static const struct {
	const char *list;
	bool good;
	unsigned bits;
} rows[] = {
    {"servers", true, BIT(STAGE_SERVERS)},
    {"domains,hosts", true, BIT(STAGE_DOMAINS) | BIT(STAGE_HOSTS)},
    {"smtp,servers", true, BIT(STAGE_SMTP) | BIT(STAGE_SERVERS)},
    {"chain,chain", true, BIT(STAGE_CHAIN)},
    {"servers,domains,hosts,types,chain,smtp,again", true,
	BIT(STAGE_COUNT) - 1},
    {"", false, 0},
    {"smtp,", false, 0},
    {",smtp", false, 0},
    {"smtp,,hosts", false, 0},
    {"smt", false, 0},
    {"smtps", false, 0},
    {"SMTP", false, 0},
    {"smtp hosts", false, 0},
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned bits = 0;
		bool good = stage_list_parse(rows[i].list, &bits);
		ok(good == rows[i].good && (!good || bits == rows[i].bits),
		    rows[i].list);
	}
	for (unsigned s = 0; s < STAGE_COUNT; s++) {
		unsigned bits = 0;
		const char *name = stage_name((enum stage)s);
		ok(stage_list_parse(name, &bits) && bits == BIT(s), name);
	}
	return tap_end();
}
