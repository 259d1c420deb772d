/*
 * small_net.h - a small Internet for tests: a root, se., providers with name
 * servers, and mail hosts.  What each says follows from numbers and a seed,
 * so that a test can tell what has to be found (small_world.h).
 */
#ifndef SMALL_NET_H
#define SMALL_NET_H

#include "link/link_sim.h"
#include "small_world.h"

struct small_net;

struct small_net *small_net_new(const struct small_world *world);
void small_net_free(struct small_net *n);

/* The other end of the link, for the net's life. */
struct sim_peer small_net_peer(struct small_net *n);

#endif
