/*
 * own_identity.h - who a mail server is told that we are, where nobody said it.
 *
 * What is given is static, and good until the next call.
 */
#ifndef OWN_IDENTITY_H
#define OWN_IDENTITY_H

/* This machine's name. */
const char *own_identity_name(void);

/* Every host that speaks SMTP has a postmaster (RFC 5321 4.5.1). */
const char *own_identity_contact(const char *ehlo);

#endif
