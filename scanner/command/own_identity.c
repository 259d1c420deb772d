#include "own_identity.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "dns/name.h"

const char *
own_identity_name(void)
{
	static char name[HOST_NAME_MAX + 1];
	return gethostname(name, sizeof(name) - 1) == 0 ? name : "localhost";
}

const char *
own_identity_contact(const char *ehlo)
{
	static char contact[sizeof("postmaster@") + DNS_NAME_MAX];
	snprintf(contact, sizeof(contact), "postmaster@%s", ehlo);
	return contact;
}
