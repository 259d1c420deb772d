#include "analysis/history/study_line.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* What is read can be used: every byte that it points to is there. */
static void
use(const struct study_line *l)
{
	volatile unsigned sum = 0;
	for (size_t i = 0; i < l->host.record_count; i++) {
		const struct record_bytes *data = &l->host.records[i].data;
		for (size_t k = 0; k < data->len; k++)
			sum += ((const uint8_t *)data->at)[k];
	}
	for (size_t i = 0; i < l->address.chain_count; i++)
		for (size_t k = 0; k < l->ders[i].len; k++)
			sum += ((const uint8_t *)l->ders[i].at)[k];
	(void)sum;
	if (l->host.host == NULL || l->city == NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct study_line l;
	struct record_reader r;
	record_reader_init(&r);
	if (study_line_read(&r, (const char *)bytes, len, &l))
		use(&l);
	else if (record_reader_fault(&r)[0] == '\0')
		abort();
	record_reader_fini(&r);
	return 0;
}
