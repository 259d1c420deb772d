/*
 * identity.h - who scans: our own host name in EHLO and where people can reach
 * us, as peers are told, and what we call the place that we scan from.
 */
#ifndef IDENTITY_H
#define IDENTITY_H

/*
 * NULL, or what is wrong with it (a static string).  EHLO takes a host name, or
 * an address literal such as [192.0.2.1] (RFC 5321 4.1.3).
 */
const char *identity_ehlo_fault(const char *ehlo);

/* The same of a contact: an http or https URL, or a mail address. */
const char *identity_contact_fault(const char *contact);

/* The same of a vantage point: one word, of the form of a DNS label. */
const char *identity_vantage_fault(const char *vantage);

#endif
