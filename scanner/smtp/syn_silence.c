#include "syn_silence.h"

void
syn_silence_begin(struct syn_silence *s, uint32_t address_count)
{
	atomic_store(
	    &s->doubts, s->is_wanted && address_count >= SYN_SILENCE_MAX);
}

bool
syn_silence_is_believed(const struct syn_silence *s)
{
	return !atomic_load(&s->doubts) || atomic_load(&s->heard);
}

bool
syn_silence_hold(struct syn_silence *s, struct sweep_address *a)
{
	if (syn_silence_is_believed(s) || s->count == SYN_SILENCE_MAX)
		return false;
	s->held[s->count++] = a;
	return true;
}

void
syn_silence_give_up(struct syn_silence *s)
{
	atomic_store(&s->doubts, false);
}

bool
syn_silence_is_closed(const struct syn_silence *s)
{
	return !syn_silence_is_believed(s) && s->count == SYN_SILENCE_MAX;
}
