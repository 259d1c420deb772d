#include "versions.h"

#include <bpf/libbpf.h>
#include <idn2.h>
#include <jansson.h>
#include <ldns/ldns.h>
#include <libpsl.h>
#include <openssl/crypto.h>
#include <zlib.h>

#include "base/gzip.h"
#include "base/program.h"

void
versions_print(FILE *to)
{
	fprintf(
	    to, "danesweep %s (commit %s)\n", program_version, program_commit);
	fprintf(to, "%s\n", OpenSSL_version(OPENSSL_VERSION));
	fprintf(to, "ldns %s\n", ldns_version());
	fprintf(to, "libidn2 %s\n", idn2_check_version(NULL));
	fprintf(to, "libpsl %s\n", psl_get_version());
	fprintf(to, "jansson %s\n", jansson_version_str());
	fprintf(to, "zlib %s; gzip by %s\n", zlibVersion(), gzip_default->name);
	fprintf(to, "libbpf %s\n", libbpf_version_string());
}
