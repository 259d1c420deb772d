#include "packing.h"

#include <string.h>

#include "base/macros.h"

static const struct {
	const char *magic;
	size_t len;
	const char *advice;
} packers[] = {
    {"\x28\xb5\x2f\xfd", 4, "packed by zstd: unpack it first, zstd -d"},
    {"\xfd"
     "7zXZ\0",
	6, "packed by xz: unpack it first, xz -d"},
    {"BZh", 3, "packed by bzip2: unpack it first, bzip2 -d"},
    {"PK\3\4", 4, "packed by zip: unpack it first, unzip"},
    {"\x04\x22\x4d\x18", 4, "packed by lz4: unpack it first, lz4 -d"},
    {"7z\xbc\xaf\x27\x1c", 6, "packed by 7-Zip: unpack it first, 7z x"},
    {"\x1f\x9d", 2, "packed by compress: unpack it first, uncompress"},
    {"LZIP", 4, "packed by lzip: unpack it first, lzip -d"},
    {"\xff\xfe", 2, "UTF-16 text: write it as UTF-8, iconv -f UTF-16"},
    {"\xfe\xff", 2, "UTF-16 text: write it as UTF-8, iconv -f UTF-16"},
    {"PAR1", 4, "a Parquet file: write it as text first"},
};

const char *
packing_of(const void *bytes, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(packers); i++) {
		if (len >= packers[i].len &&
		    memcmp(bytes, packers[i].magic, packers[i].len) == 0)
			return packers[i].advice;
	}
	return NULL;
}

size_t
packing_mark(const void *bytes, size_t len)
{
	static const char mark[] = {'\xef', '\xbb', '\xbf'};

	return len >= sizeof(mark) && memcmp(bytes, mark, sizeof(mark)) == 0
		   ? sizeof(mark)
		   : 0;
}
