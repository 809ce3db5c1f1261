/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/archive/tarhead.h"

#include "core/base/number.h"

#include <errno.h>
#include <string.h>

/* A header, byte for byte: ustar, pax and GNU alike but for where their names differ. */
typedef struct Header {
        char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100], magic[6],
                version[2], owner[32], group[32], major[8], minor[8], prefix[155], rest[12];
} Header;
_Static_assert(sizeof(Header) == 512, "a header is a block");

#define GNU_SPARSE_GOES_ON 482 /* whether the map has another block */

/* Octal digits between blanks, and a NUL or a blank at the end; or GNU's: the first bit, and a number of the
 * others, the highest byte first, negative if all are ones. */
static int read_number(const char *field, size_t n, int64_t *ret)
{
        uint64_t number = 0;
        size_t i = 0;
        if (*field & 0x80) {
                bool negative = (unsigned char)*field == 0xFF;
                if (!negative && (unsigned char)*field != 0x80)
                        return -EINVAL;
                for (i = 1; i + sizeof number < n; i++)
                        if ((unsigned char)field[i] != (negative ? 0xFF : 0))
                                return -EINVAL;
                number = negative ? UINT64_MAX : 0;
                for (; i < n; i++)
                        number = number << 8 | (unsigned char)field[i];
                *ret = (int64_t)number;
                return (*ret < 0) == negative ? 0 : -EINVAL;
        }
        while (i < n && field[i] == ' ')
                i++;
        for (; i < n && field[i] >= '0' && field[i] <= '7'; i++)
                number = number << 3 | (uint64_t)(field[i] - '0');
        for (; i < n; i++)
                if (field[i] != ' ' && field[i])
                        return -EINVAL;
        *ret = (int64_t)number; /* of eleven digits */
        return 0;
}

static bool sum_is_right(const unsigned char *block, const Header *header)
{
        int64_t said;
        unsigned sum = 0;
        size_t at = offsetof(Header, checksum), end = at + sizeof header->checksum;
        for (size_t i = 0; i < sizeof *header; i++)
                sum += i >= at && i < end ? ' ' : block[i];
        return read_number(header->checksum, sizeof header->checksum, &said) == 0 && said == sum;
}

static bool is_empty(const unsigned char *block)
{
        return block[0] == 0 && memcmp(block, block + 1, sizeof(Header) - 1) == 0;
}

/* FIELD has no NUL if it is full. */
static void copy_field(const char *field, size_t n, char *ret)
{
        n = strnlen(field, n);
        memcpy(ret, field, n);
        ret[n] = '\0';
}

/* By its magic number; some readers take what is near to one for it, and others don't. */
static int read_format(const Header *header, TarHead *ret, bool *ret_prefix, const char **ret_why)
{
        bool posix = memcmp(header->magic,
                            "ustar\0"
                            "00",
                            8) == 0;
        bool old = memcmp(header->magic, "\0\0\0\0\0\0\0\0", 8) == 0;
        ret->gnu = memcmp(header->magic, "ustar  ", 8) == 0;
        *ret_why = "a header is of no kind that is known";
        if (!posix && !ret->gnu && !old)
                return -EINVAL;
        *ret_prefix = posix && header->prefix[0];
        *ret_why = "a header is star's, which others read in another way";
        return *ret_prefix && memcmp(header->rest + 8, "tar", 4) == 0 ? -EINVAL : 0;
}

static int read_numbers(const Header *header, TarHead *ret, const char **ret_why)
{
        int64_t size, mode, other;
        *ret_why = "a number in a header is none";
        if (read_number(header->size, sizeof header->size, &size) < 0 || size < 0 ||
            read_number(header->mode, sizeof header->mode, &mode) < 0 ||
            read_number(header->uid, sizeof header->uid, &other) < 0 ||
            read_number(header->gid, sizeof header->gid, &other) < 0 ||
            read_number(header->mtime, sizeof header->mtime, &other) < 0)
                return -EINVAL;
        ret->size = (uint64_t)size;
        ret->mode = (unsigned)mode & 07777;
        return 0;
}

static int read_type(const Header *header, TarHead *ret, const char **ret_why)
{
        ret->type = header->type == '\0' || header->type == '7' ? '0' : header->type;
        *ret_why = "an entry is of a type that is not known";
        if (!ret->type || !strchr("0123456xgLKS", ret->type) || (strchr("LKS", ret->type) && !ret->gnu))
                return -EINVAL;
        *ret_why = "an entry has data that isn't a file, which some readers take for the next entry";
        return strchr("123456", ret->type) && ret->size > 0 ? -EINVAL : 0;
}

int tarhead_read(const unsigned char *block, TarHead *ret, const char **ret_why)
{
        const Header *header = (const Header *)block;
        bool has_prefix;
        if (is_empty(block))
                return TAR_HEAD_EMPTY;
        *ret_why = "it is no tar archive, or damaged: the sum of a header is wrong";
        if (!sum_is_right(block, header))
                return -EINVAL;
        int r = read_format(header, ret, &has_prefix, ret_why);
        if (r == 0)
                r = read_numbers(header, ret, ret_why);
        if (r == 0)
                r = read_type(header, ret, ret_why);
        if (r < 0)
                return r;
        ret->name[0] = '\0';
        if (has_prefix) {
                copy_field(header->prefix, sizeof header->prefix, ret->name);
                strcat(ret->name, "/");
        }
        copy_field(header->name, sizeof header->name, ret->name + strlen(ret->name));
        copy_field(header->link, sizeof header->link, ret->target);
        ret->sparse_goes_on = ret->type == 'S' && block[GNU_SPARSE_GOES_ON];
        return 0;
}

int tarhead_read_size(const char *text, uint64_t *ret)
{
        return number_parse(text, INT64_MAX, ret) == 0 ? 0 : -EINVAL;
}

/* "LENGTH KEY=VALUE\n", where the length is that of all of it. */
int tarhead_next_record(char **text, size_t *n, TarRecord *ret)
{
        if (*n == 0)
                return 1;
        char *blank = memchr(*text, ' ', *n < 20 ? *n : 20);
        uint64_t length;
        if (!blank)
                return -EINVAL;
        *blank = '\0';
        size_t head = (size_t)(blank + 1 - *text);
        if (tarhead_read_size(*text, &length) < 0 || length > *n || length < head + 2 ||
            (*text)[length - 1] != '\n')
                return -EINVAL;
        char *equals = memchr(blank + 1, '=', length - head - 1);
        if (!equals || equals == blank + 1)
                return -EINVAL;
        *equals = '\0';
        (*text)[length - 1] = '\0';
        *ret = (TarRecord){.key = blank + 1, .value = equals + 1};
        ret->n_value = (size_t)(*text + length - 1 - ret->value);
        if (strlen(ret->key) != (size_t)(equals - ret->key))
                return -EINVAL; /* a NUL in the key */
        *text += length;
        *n -= length;
        return 0;
}
