#include "option_table.h"

size_t
option_table_count(const struct option_table *t)
{
	return t->count + t->more_count;
}

const struct option_row *
option_table_row(const struct option_table *t, size_t i)
{
	if (i >= option_table_count(t))
		return NULL;
	return i < t->count ? &t->rows[i] : &t->more[i - t->count];
}

size_t
option_table_offset(const struct option_table *t, size_t i)
{
	return option_table_row(t, i)->offset + (i < t->count ? 0 : t->more_at);
}

const void *
option_table_value(const struct option_table *t, size_t i, const void *values)
{
	return (const char *)values + option_table_offset(t, i);
}
