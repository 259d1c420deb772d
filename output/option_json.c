#include "output/option_json.h"

static void
add_list(struct json *j, const char *name, const struct option_list *list)
{
	if (list->count == 0)
		return;
	json_add_key(j, name);
	json_open_array(j);
	for (size_t i = 0; i < list->count; i++)
		json_add_string(j, list->at[i]);
	json_close_array(j);
}

static void
add_place(struct json *j, const char *name, const struct option_place *place)
{
	if (place->given)
		json_add_key_string(
		    j, name, place->at != NULL ? place->at : "");
}

/* 0 that nobody gave is no default: it says that there is none. */
static void
add_number(struct json *j, const char *name, const struct option_number *n)
{
	if (n->given || n->value != 0)
		json_add_key_digits(j, name, n->value);
}

static void
add(struct json *j, const struct option_row *row, const void *value)
{
	switch (row->kind) {
	case OPTION_FLAG:
		json_add_key(j, row->name);
		json_add_bool(j, *(const bool *)value);
		break;
	case OPTION_STRING:
	case OPTION_INPUT:
	case OPTION_CONFIG:
		json_add_key_string(j, row->name, *(const char *const *)value);
		break;
	case OPTION_LIST:
	case OPTION_INPUTS:
		add_list(j, row->name, value);
		break;
	case OPTION_PLACE:
		add_place(j, row->name, value);
		break;
	case OPTION_NUMBER:
	case OPTION_BANDWIDTH:
		add_number(j, row->name, value);
		break;
	case OPTION_HELP:
		break;
	}
}

void
option_json_add(
    struct json *j, const struct option_table *t, const void *values)
{
	const struct option_row *row;
	json_open_object(j);
	for (size_t i = 0; (row = option_table_row(t, i)) != NULL; i++)
		add(j, row, option_table_value(t, i, values));
	json_close_object(j);
}
