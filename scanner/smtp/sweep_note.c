#include "sweep_note.h"

#define AT_WORK  (1u << 31)
#define SETTLED  (1u << 24)
#define ANSWERED (1u << 23)

enum {
	STATUS_BITS = 8,
	STEP_BITS = 5,
	REFUSALS_BITS = 8,
	SILENCES_BITS = 2,
	STEP_AT = STATUS_BITS,
	REFUSALS_AT = STEP_AT + STEP_BITS,
	SILENCES_AT = REFUSALS_AT + REFUSALS_BITS,
};

static unsigned
field(unsigned state, unsigned at, unsigned bits)
{
	return state >> at & ((1u << bits) - 1);
}

void
sweep_note_begin(struct sweep_note *n, uint32_t place)
{
	atomic_store(&n->state, AT_WORK | place);
}

bool
sweep_note_place(const struct sweep_note *n, uint32_t *place)
{
	unsigned state = atomic_load(&n->state);
	*place = state & ~AT_WORK;
	return (state & AT_WORK) != 0;
}

void
sweep_note_keep(
    struct sweep_note *n, const struct sweep_memory *m, int64_t due_ns)
{
	unsigned state =
	    (unsigned)m->end.status | (unsigned)m->end.step << STEP_AT |
	    (unsigned)m->refusals << REFUSALS_AT |
	    (unsigned)m->silences << SILENCES_AT |
	    (m->answered ? ANSWERED : 0) | (m->settled ? SETTLED : 0);
	n->time_ns = m->settled ? m->end.rx_ts_ns : due_ns;
	n->host = m->end.host;
	atomic_store(&n->state, state);
}

void
sweep_note_recall(
    const struct sweep_note *n, struct sweep_memory *m, int64_t *due_ns)
{
	unsigned state = atomic_load(&n->state);
	bool settled = (state & SETTLED) != 0;
	*m = (struct sweep_memory){
	    .answered = (state & ANSWERED) != 0,
	    .refusals = (uint8_t)field(state, REFUSALS_AT, REFUSALS_BITS),
	    .silences = (uint8_t)field(state, SILENCES_AT, SILENCES_BITS),
	    .settled = settled,
	    .end =
		{
		    .status = (enum smtp_status)field(state, 0, STATUS_BITS),
		    .step = (enum smtp_step)field(state, STEP_AT, STEP_BITS),
		    .host = n->host,
		    .rx_ts_ns = settled ? n->time_ns : 0,
		},
	};
	*due_ns = settled ? 0 : n->time_ns;
}

void
sweep_note_copy(struct sweep_note *n, const struct sweep_note *from)
{
	n->time_ns = from->time_ns;
	n->host = from->host;
	atomic_store(&n->state, atomic_load(&from->state));
}
