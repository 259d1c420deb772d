#include "scanner/dns/name_list.h"

#include "file_of_input.h"
#include "scanner/dns/name_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A list of names: each is there once, and none is the root. */
static void
check(const struct name_table *names)
{
	for (uint32_t i = 0; i < name_table_count(names); i++) {
		struct dns_name name;
		uint32_t found;
		name_table_get(names, i, &name);
		if (name.len < 2 || !name_table_find(names, &name, &found) ||
		    found != i)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct input_file file = input_file_open(bytes, len);
	struct name_table *names;
	struct text why;

	text_init(&why);
	int rc = name_list_read(
	    &(struct name_list_source){.path = file.path}, &names, &why);
	if (rc < 0 && why.len == 0)
		abort(); /* no failure without a reason */
	if (rc == 0) {
		check(names);
		name_table_free(names);
	}
	text_fini(&why);
	input_file_close(&file);
	return 0;
}
