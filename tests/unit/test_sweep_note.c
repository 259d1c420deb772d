/* What is kept of an address that nobody works at. */
#include "scanner/smtp/sweep_note.h"

#include "base/macros.h"
#include "tap.h"

static const struct {
	const char *title;
	struct sweep_memory memory;
	int64_t due_ns;
} rows[] = {
    {"nothing is known", {0}, 0},
    {"somebody is there, and has turned us away",
	{.answered = true, .refusals = 9, .silences = 1}, 4711},
    {"silent", {.refusals = 255, .silences = 3}, INT64_MAX},
    {"settled by the last status and step",
	{.settled = true,
	    .end = {SMTP_STATUS_COUNT - 1, SMTP_STEP_COUNT - 1, UINT32_MAX,
		INT64_MAX, false}},
	0},
    {"settled, with all",
	{.answered = true,
	    .refusals = 170,
	    .silences = 2,
	    .settled = true,
	    .end = {SMTP_STATUS_TIMEOUT, SMTP_STEP_TLS, 77, 1, false}},
	0},
};

static bool
is_same(const struct sweep_memory *a, const struct sweep_memory *b)
{
	return a->answered == b->answered && a->refusals == b->refusals &&
	       a->silences == b->silences && a->settled == b->settled &&
	       a->end.status == b->end.status && a->end.step == b->end.step &&
	       a->end.host == b->end.host && a->end.rx_ts_ns == b->end.rx_ts_ns;
}

static void
test_kept(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sweep_note first = {0}, note = {0};
		struct sweep_memory m;
		int64_t due_ns;
		uint32_t place;
		sweep_note_keep(&first, &rows[i].memory, rows[i].due_ns);
		sweep_note_copy(&note, &first);
		sweep_note_recall(&note, &m, &due_ns);
		ok(is_same(&m, &rows[i].memory) && due_ns == rows[i].due_ns &&
			!sweep_note_place(&note, &place),
		    rows[i].title);
	}
}

static void
test_place(void)
{
	struct sweep_note note = {0};
	struct sweep_memory m = {.settled = true};
	uint32_t place;
	ok(sizeof(note) == 16, "16 bytes");
	ok(!sweep_note_place(&note, &place), "nobody works at it");
	sweep_note_begin(&note, 0);
	ok(sweep_note_place(&note, &place) && place == 0, "at the first place");
	sweep_note_begin(&note, 1000000);
	ok(sweep_note_place(&note, &place) && place == 1000000, "at another");
	sweep_note_keep(&note, &m, 5);
	ok(!sweep_note_place(&note, &place), "and no more");
}

int
main(void)
{
	test_kept();
	test_place();
	return tap_end();
}
