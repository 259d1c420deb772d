/* listed_hosts.h - the hosts that runs list, each as the last run has it. */
#ifndef LISTED_HOSTS_H
#define LISTED_HOSTS_H

#include "dns/name_map.h"
#include "thread_evidence.h"

/* Into `map`, of struct listed_host by name and type 0. */
void listed_hosts_take(struct name_map *map, const struct thread_evidence *p);

#endif
