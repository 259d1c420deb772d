#include "analysis/dane/tlsa_lines.h"
#include "analysis/dane/tlsa_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* RDATA written in the one way that all agree on must give itself. */
static void
check_round_trip(const struct rdata *r)
{
	struct rdata again;
	struct text t, why;
	text_init(&t);
	text_init(&why);
	text_addf(&t, "%u %u %u ", r->bytes[0], r->bytes[1], r->bytes[2]);
	text_add_hex(&t, r->bytes + 3, r->len - 3);
	if (tlsa_text_parse(t.bytes, &again, &why) != 0 ||
	    rdata_compare(r, &again) != 0)
		abort();
	free((void *)(uintptr_t)again.bytes);
	text_fini(&why);
	text_fini(&t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct rdata rdata;
	struct text why;
	char *text = malloc(len + 1);
	if (text == NULL)
		abort();
	memcpy(text, bytes, len);
	text[len] = '\0';
	text_init(&why);
	if (tlsa_text_parse(text, &rdata, &why) == 0) {
		check_round_trip(&rdata);
		free((void *)(uintptr_t)rdata.bytes);
	} else if (why.len == 0) {
		abort(); /* no failure without a reason */
	}
	for (const char *at = text; tlsa_lines_next(&at, &why);)
		;
	text_fini(&why);
	free(text);
	return 0;
}
