#include "store_history.h"

#include <stdio.h>

#include "analysis/history/row_file.h"
#include "base/exit_code.h"
#include "history_store.h"
#include "renewal_rows.h"

/* Hosts with sessions, one name a row.  0 or -errno, logged. */
static int
write_hosts(const struct history_store *s, const struct evidence *run)
{
	struct row_file rows;
	if (row_file_open(&rows, s->work, "host") < 0)
		return row_file_close(&rows);
	for (size_t i = 0; i < name_map_count(&run->sessions); i++) {
		row_add_name(&rows, name_map_entry(&run->sessions, i)->name);
		row_end(&rows);
	}
	return row_file_close(&rows);
}

int
store_history_read(const struct store_history *h, const char *store)
{
	struct history_store s;
	char wish[64];
	const struct history_store_wish place = {.wait = true};
	/* What lies on disk has no list of names. */
	bool some = h->run->store == NULL;
	snprintf(wish, sizeof(wish), "{\"before\":%lld,\"hosts\":%s}",
	    (long long)h->before_hour, some ? "true" : "false");
	int rc = history_store_open(&s, store, &place);
	if (rc == 0 && some)
		rc = write_hosts(&s, h->run);
	if (rc == 0)
		rc = store_engine_ask(&s.engine, "sessions", wish);
	int code = rc < 0 ? EXIT_CODE_NOT_BEGUN : 0;
	if (code == 0 && (evidence_load_sessions(h->sessions,
			      &(struct run_source){s.work, NULL}, h->threads,
			      h->count) < 0 ||
			     renewal_rows_read(&s, wish, h->renewals) < 0))
		code = EXIT_CODE_EARLY;
	history_store_close(&s);
	return code;
}
