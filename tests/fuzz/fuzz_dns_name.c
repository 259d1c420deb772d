#include "dns/name.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Text of a name must be read back as the same name. */
static void
round_trip(const struct dns_name *name)
{
	struct dns_name back;
	struct text t;

	text_init(&t);
	dns_name_add_text(&t, name);
	if (!dns_name_from_text(t.bytes, t.len, &back) ||
	    !dns_name_equal(name, &back) ||
	    dns_name_hash(name) != dns_name_hash(&back) ||
	    dns_name_compare(name, &back) != 0 || !dns_name_in(name, &DNS_ROOT))
		abort();
	text_fini(&t);
}

/* The first byte says where in the rest the name begins. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct dns_name name;

	if (dns_name_from_text((const char *)bytes, len, &name))
		round_trip(&name);
	struct wire m = wire_over(bytes, len);
	wire_u8(&m);
	struct wire w = m;
	wire_sub(&w, len > 0 ? bytes[0] : 0);
	if (dns_name_parse(&w, &m, &name))
		round_trip(&name);
	return 0;
}
