/*
 * server_addresses.h - asks for the addresses of a cut's name servers, where
 * no glue gave them.
 *
 * A zone may name hosts in zones that name hosts again, so the depth is
 * bounded, and so is how many are asked for at one time (NXNSAttack, 2020).
 */
#ifndef SERVER_ADDRESSES_H
#define SERVER_ADDRESSES_H

#include "question_env.h"

struct request;
struct requests;

/*
 * Makes `r` wait for addresses of hosts of its question's cut, of the families
 * that `env` has.  Gives of how many hosts; 0: there is none left that could
 * still be found.
 */
unsigned server_addresses_ask(
    struct requests *all, struct request *r, const struct question_env *env);

#endif
