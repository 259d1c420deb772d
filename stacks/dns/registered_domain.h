/*
 * registered_domain.h - to whom a name belongs, by the public suffix list.
 */
#ifndef REGISTERED_DOMAIN_H
#define REGISTERED_DOMAIN_H

/*
 * The suffix and the label before it, a view of `name`, which is lower case
 * without the final dot; NULL: it is a public suffix itself.
 */
const char *registered_domain(const char *name);

#endif
