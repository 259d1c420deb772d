#include "analysis/dane/tlsa_source.h"

#include <stdlib.h>

#include "file_of_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A chain or a key, or a reason; and then records of both selectors. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input_file f = input_file_open(bytes, len);
	struct tlsa_source s;
	struct text why, rdata;
	text_init(&why);
	text_init(&rdata);
	int rc = tlsa_source_read(&s, f.path, &why);
	if ((rc == 0) != (why.len == 0) ||
	    (rc == 0 && (s.count > 0) == (s.key != NULL)))
		abort();
	for (uint8_t selector = 0; rc == 0 && selector < 2; selector++) {
		struct tlsa fields = {
		    .usage = 3, .selector = selector, .mtype = TLSA_SHA256};
		text_clear(&rdata);
		if (tlsa_source_rdata(&s, 0, &fields, &rdata) == 0 &&
		    rdata.len != 35)
			abort();
	}
	tlsa_source_fini(&s);
	text_fini(&rdata);
	text_fini(&why);
	input_file_close(&f);
	return 0;
}
