#include "resolver/transfer/kept_facts.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The zone that was read is a name: written, it is read again as itself. */
static void
check_zone(const struct dns_name *zone)
{
	struct dns_name again;
	struct text t;
	text_init(&t);
	dns_name_add_text(&t, zone);
	assert(text_ok(&t) && dns_name_from_text(t.bytes, t.len, &again) &&
	       dns_name_equal(zone, &again));
	text_fini(&t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct kept_facts facts;
	bool good = kept_facts_read((const char *)bytes, len, &facts);
	assert(memchr(facts.version, '\0', sizeof(facts.version)) != NULL);
	if (good)
		check_zone(&facts.zone);
	return 0;
}
