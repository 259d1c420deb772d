#include "renewal_rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/history/row_reader.h"
#include "base/log.h"

enum row_value { HOST, HOUR, WAY, NEW_KEY, AHEAD_H, EXPOSED_S, VALUES };

enum { HOUR_S = 3600 };

static bool
is_word(const struct row_reader *r, size_t i, const char *word)
{
	return r->lens[i] == strlen(word) &&
	       memcmp(r->values[i], word, r->lens[i]) == 0;
}

static bool
read_row(
    const struct row_reader *r, struct dns_name *host, struct past_renewal *out)
{
	size_t way = 0;
	while (
	    way < RENEWAL_WAY_COUNT && !is_word(r, WAY, renewal_way_words[way]))
		way++;
	*out = (struct past_renewal){
	    .at_s = (int64_t)row_reader_u64(r, HOUR) * HOUR_S,
	    .way = (enum renewal_way)way,
	    .new_key = row_reader_u64(r, NEW_KEY) == 1,
	    /* none but of RENEWAL_AHEAD: 0 then */
	    .ahead_s = (int64_t)row_reader_u64(r, AHEAD_H) * HOUR_S,
	    .exposed_s = (int64_t)row_reader_u64(r, EXPOSED_S),
	};
	return way < RENEWAL_WAY_COUNT &&
	       dns_name_from_text(r->values[HOST], r->lens[HOST], host);
}

static int
read_rows(const char *folder, struct host_renewals *out)
{
	struct row_reader r;
	struct dns_name host, before;
	struct past_renewal renewal;
	bool known = false, any = false;
	if (row_reader_open(&r, folder, "renewal") < 0)
		return row_reader_close(&r);
	while (row_reader_next(&r, VALUES)) {
		if (!read_row(&r, &host, &renewal))
			continue; /* no host name: no host of a run has it */
		if (!any || !dns_name_equal(&host, &before))
			known = host_renewals_of(out, &host) != NULL;
		any = true;
		dns_name_copy(&host, &before);
		if (!known)
			host_renewals_note(out, &host, &renewal);
	}
	return row_reader_close(&r);
}

int
renewal_rows_read(
    struct history_store *s, const char *wish, struct host_renewals *out)
{
	int rc = store_engine_ask(&s->engine, "renewals", wish);
	return rc < 0 ? rc : read_rows(s->work, out);
}
