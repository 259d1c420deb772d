#include "analysis/evidence/rrset.h"

#include <stdlib.h>
#include <string.h>

#include "dns/rdata.h"
#include "dns/rdata_parse.h"
#include "dns/rdata_written.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
write(struct text *out, uint16_t type, const struct rdata *rdata)
{
	struct wire whole = rdata_wire(rdata);
	text_clear(out);
	dns_rdata_add_text(out, type, whole, &whole);
}

/*
 * What we write of RDATA must be read back as the same bytes.  The generic
 * form, which libldns takes in the middle of RDATA as well, may hold names with
 * capital letters, which we write as small ones, and with pointers.
 */
static void
check_round_trip(struct arena *arena, uint16_t type, const char *text,
    const struct rdata *rdata)
{
	struct text written, scratch;
	struct rdata again, third;
	text_init(&written);
	text_init(&scratch);
	write(&written, type, rdata);
	if (!rdata_parse(arena, &scratch, type, written.bytes, &again))
		abort();
	if (strstr(text, "\\#") == NULL && rdata_compare(rdata, &again) != 0)
		abort();
	write(&written, type, &again);
	if (!rdata_parse(arena, &scratch, type, written.bytes, &third) ||
	    rdata_compare(&again, &third) != 0)
		abort();
	text_fini(&scratch);
	text_fini(&written);
}

/* What is read as we write it libldns reads as the same bytes. */
static void
check_written(struct arena *arena, uint16_t type, const char *text,
    const struct rdata *rdata)
{
	uint8_t bytes[1024];
	size_t len;
	struct rdata other;
	struct text scratch, blank;
	if (!rdata_written_parse(type, text, bytes, sizeof(bytes), &len))
		return;
	text_init(&scratch);
	text_init(&blank);
	text_addf(&blank, " %s", text); /* as nobody writes it */
	if (!rdata_parse(arena, &scratch, type, blank.bytes, &other) ||
	    rdata_compare(rdata, &other) != 0)
		abort();
	text_fini(&blank);
	text_fini(&scratch);
}

/* Two bytes of type, and RDATA in presentation form. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena arena;
	struct text scratch;
	struct rdata rdata;
	struct rrsig sig;
	struct dns_name signer;
	if (len < 2)
		return 0;
	uint16_t type = (uint16_t)(bytes[0] << 8 | bytes[1]);
	char *text = malloc(len - 1);
	if (text == NULL)
		abort();
	memcpy(text, bytes + 2, len - 2);
	text[len - 2] = '\0';
	arena_init(&arena);
	text_init(&scratch);
	if (rdata_parse(&arena, &scratch, type, text, &rdata)) {
		check_round_trip(&arena, type, text, &rdata);
		check_written(&arena, type, text, &rdata);
		if (type == DNS_RRSIG)
			(void)rrsig_parse(&rdata, &sig, &signer);
	}
	text_fini(&scratch);
	arena_fini(&arena);
	free(text);
	return 0;
}
