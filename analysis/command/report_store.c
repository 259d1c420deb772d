#include "report_store.h"

#include "base/exit_code.h"
#include "base/log.h"
#include "base/progress.h"
#include "history_store.h"
#include "output/json.h"
#include "temporary_store.h"

/* What the engine is asked for. */
static void
add_wish(
    const struct report_options *o, const char *popularity, struct text *out)
{
	struct json j = json_over(out);
	json_open_object(&j);
	json_add_key_string(&j, "html", o->html);
	json_add_key_string(&j, "csv", o->csv);
	json_add_key_string(&j, "contacts", o->contacts);
	json_add_key_string(&j, "letters", o->letters);
	json_add_key_string(&j, "soa", o->soa);
	json_add_key_string(&j, "at", o->at);
	json_add_key_string(&j, "definitions", o->definitions);
	json_add_key_string(&j, "popularity", popularity);
	json_add_key_string(&j, "ca_list", o->ca_list);
	json_add_key(&j, "anonymous");
	json_add_bool(&j, o->anonymous);
	json_close_object(&j);
}

/* Contacts alone are no report besides. */
static int
ask(struct history_store *s, const struct report_options *o, const char *wish)
{
	size_t count;
	int rc = 0;
	progress_phase(o->progress, "tables", 0);
	if (o->html != NULL || o->csv != NULL || o->contacts == NULL)
		rc = history_store_tell(s, "report", wish, &count);
	if (rc == 0 && o->contacts != NULL)
		rc = history_store_tell(s, "contacts", wish, &count);
	return rc;
}

static int
tell_with(struct history_store *s, const struct report_options *o,
    const char *popularity)
{
	struct text wish;
	text_init(&wish);
	add_wish(o, popularity, &wish);
	bool good = text_ok(&wish);
	if (!good)
		log_line("report: out of memory");
	good = good && ask(s, o, wish.bytes) == 0;
	text_fini(&wish);
	return good ? EXIT_CODE_GOOD : EXIT_CODE_EARLY;
}

/* Who is popular is told by a store, which a run becomes for it. */
static int
tell_by_run(struct history_store *s, const struct report_options *o)
{
	struct temporary_store t;
	const char *runs[] = {o->popularity};
	const struct history_options add = {
	    .runs = runs,
	    .run_count = 1,
	    .partial = o->partial,
	    .silent = true,
	    .progress = o->progress,
	    .python = o->python,
	    .library = o->library,
	};
	int code = temporary_store_open(&t, &add);
	history_store_close(&t.store);
	if (code == EXIT_CODE_GOOD)
		code = tell_with(s, o, t.path);
	temporary_store_close(&t);
	return code;
}

static int
tell(struct history_store *s, const struct report_options *o)
{
	if (o->popularity != NULL && !history_store_is_there(o->popularity))
		return tell_by_run(s, o);
	return tell_with(s, o, o->popularity);
}

int
report_store(const struct report_options *o)
{
	struct history_store s;
	const struct history_store_wish wish = {
	    .wait = true,
	    .place = {o->python, o->library},
	};
	progress_phase(o->progress, "the store", 0);
	int code = history_store_open(&s, o->words.at[0], &wish) < 0
		       ? EXIT_CODE_NOT_BEGUN
		       : tell(&s, o);
	history_store_close(&s);
	return code;
}

int
report_store_of_runs(const struct report_options *o)
{
	struct temporary_store t;
	const struct history_options add = {
	    .runs = o->words.at,
	    .run_count = o->words.count,
	    .partial = o->partial,
	    .silent = true,
	    .progress = o->progress,
	    .python = o->python,
	    .library = o->library,
	};
	int code = temporary_store_open(&t, &add);
	if (code == EXIT_CODE_GOOD)
		code = tell(&t.store, o);
	temporary_store_close(&t);
	return code;
}
