/* no_heap.h - a test that asks for more than there can be, and wants NULL. */
#ifndef NO_HEAP_H
#define NO_HEAP_H

/* AddressSanitizer would end the program instead; it calls this at start. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

#endif
