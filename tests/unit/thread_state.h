/*
 * thread_state.h - waits until another thread of this process sleeps: then
 * it has got as far as it gets by itself.
 */
#ifndef THREAD_STATE_H
#define THREAD_STATE_H

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

/* Until the thread of this number, 0: not known yet, sleeps or has ended. */
static inline void
wait_until_asleep(const atomic_int *tid)
{
	char path[64], state = 'R';
	while (state == 'R') {
		sched_yield();
		if (atomic_load(tid) == 0)
			continue;
		snprintf(path, sizeof(path), "/proc/self/task/%d/stat",
		    atomic_load(tid));
		FILE *f = fopen(path, "re");
		if (f == NULL || fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
			state = 'X';
		if (f != NULL)
			fclose(f);
	}
}

#endif
