/* Which codecs there are, on a machine with ISA-L: it is the faster one. */
#include "base/gzip.h"

const struct gzip_codec *const gzip_codecs[GZIP_CODECS_MAX] = {
    &gzip_isal, &gzip_zlib};
const struct gzip_codec *const gzip_default = &gzip_isal;
