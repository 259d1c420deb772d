#include "scanner/engine/opt_out.h"

#include <string.h>

#include "dns/type.h"
#include "file_of_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Whoever is found as a domain has opted out as a host and a server, too. */
static void
check(const struct opt_out *o, const uint8_t *bytes, size_t len)
{
	struct dns_question q = {.type = DNS_MX, .class = DNS_CLASS_IN};
	const char *text = (const char *)bytes;
	if (!dns_name_from_text(text, len < 64 ? len : 64, &q.name))
		return;
	if (q.name.len > 1 && q.name.wire[1] == '_')
		return; /* of the name above it */
	enum not_asked why = opt_out_of_question(o, &q);
	if (why != NOT_ASKED_UNSAID &&
	    (opt_out_of_host(o, &q.name) == NOT_ASKED_UNSAID ||
		opt_out_of_server(o, &q.name) == NOT_ASKED_UNSAID))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input_file file = input_file_open(bytes, len);
	struct prefix_set prefixes;
	struct opt_out *o;
	struct text why;

	text_init(&why);
	prefix_set_init(&prefixes);
	int rc = opt_out_read(file.path, &prefixes, &o, &why);
	if ((rc < 0) != (why.len > 0))
		abort(); /* no failure without a reason */
	if (rc == 0) {
		check(o, bytes, len);
		opt_out_free(o);
	}
	prefix_set_fini(&prefixes);
	text_fini(&why);
	input_file_close(&file);
	return 0;
}
