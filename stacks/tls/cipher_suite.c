#include "tls/cipher_suite.h"

#include <stddef.h>

const struct tls_cipher_suite tls_cipher_suites[TLS_CIPHER_SUITES] = {
    {0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {0xc030, "ECDHE-RSA-AES256-GCM-SHA384"},
    {0x009f, "DHE-RSA-AES256-GCM-SHA384"},
    {0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305"},
    {0xcca8, "ECDHE-RSA-CHACHA20-POLY1305"},
    {0xccaa, "DHE-RSA-CHACHA20-POLY1305"},
    {0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {0xc02f, "ECDHE-RSA-AES128-GCM-SHA256"},
    {0x009e, "DHE-RSA-AES128-GCM-SHA256"},
    {0xc024, "ECDHE-ECDSA-AES256-SHA384"},
    {0xc028, "ECDHE-RSA-AES256-SHA384"},
    {0x006b, "DHE-RSA-AES256-SHA256"},
    {0xc023, "ECDHE-ECDSA-AES128-SHA256"},
    {0xc027, "ECDHE-RSA-AES128-SHA256"},
    {0x0067, "DHE-RSA-AES128-SHA256"},
    {0xc00a, "ECDHE-ECDSA-AES256-SHA"},
    {0xc014, "ECDHE-RSA-AES256-SHA"},
    {0x0039, "DHE-RSA-AES256-SHA"},
    {0x0088, "DHE-RSA-CAMELLIA256-SHA"},
    {0xc009, "ECDHE-ECDSA-AES128-SHA"},
    {0xc013, "ECDHE-RSA-AES128-SHA"},
    {0x0033, "DHE-RSA-AES128-SHA"},
    {0x0045, "DHE-RSA-CAMELLIA128-SHA"},
    {0x009d, "AES256-GCM-SHA384"},
    {0x009c, "AES128-GCM-SHA256"},
    {0x003d, "AES256-SHA256"},
    {0x003c, "AES128-SHA256"},
    {0x0035, "AES256-SHA"},
    {0x0084, "CAMELLIA256-SHA"},
    {0x002f, "AES128-SHA"},
    {0x0041, "CAMELLIA128-SHA"},
};

const char *
tls_cipher_suite_name(uint16_t number)
{
	for (size_t i = 0; i < TLS_CIPHER_SUITES; i++)
		if (tls_cipher_suites[i].number == number)
			return tls_cipher_suites[i].name;
	return NULL;
}
