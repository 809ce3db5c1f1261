/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "#!" lines and ELF program headers. Every offset comes from a hostile file and is checked against what was
 * read; what lies further behind is not looked at, and the kernel has the last word. */
#include "helper/container/texts/interpreter.h"

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The N bytes at START, if they fit and hold no NUL. */
static int take(const unsigned char *start, size_t n, int kind, char *ret, size_t space)
{
        if (n == 0 || n >= space || memchr(start, '\0', n))
                return INTERPRETER_NONE;
        memcpy(ret, start, n);
        ret[n] = '\0';
        return kind;
}

static int find_script(const unsigned char *head, size_t size, char *ret, size_t space)
{
        size_t start = 2, end;
        while (start < size && (head[start] == ' ' || head[start] == '\t'))
                start++;
        for (end = start; end < size && !strchr(" \t\n", head[end]); end++)
                ;
        if (start < size && head[start] == '\n')
                return INTERPRETER_FOREIGN;
        /* As far as the kernel reads it is cut, which it refuses itself. */
        return end == size ? INTERPRETER_NONE
                           : take(head + start, end - start, INTERPRETER_SCRIPT, ret, space);
}

static int take_loader(const unsigned char *head, size_t size, uint64_t offset, uint64_t length, char *ret,
                       size_t space)
{
        if (offset > size || length > size - offset || length < 2 || head[offset + length - 1] != '\0')
                return INTERPRETER_NONE;
        return take(head + offset, (size_t)length - 1, INTERPRETER_LOADER, ret, space);
}

/* Of machines that are not listed nothing is said. */
static bool is_native(unsigned machine)
{
#if defined __x86_64__
        return machine == EM_X86_64 || machine == EM_386;
#elif defined __aarch64__
        return machine == EM_AARCH64 || machine == EM_ARM;
#else
        return machine != EM_NONE;
#endif
}

#define FIND_LOADER(bits)                                                                                  \
        static int find_loader##bits(const unsigned char *head, size_t size, char *ret, size_t space)      \
        {                                                                                                  \
                Elf##bits##_Ehdr header;                                                                   \
                Elf##bits##_Phdr segment;                                                                  \
                if (size < sizeof header)                                                                  \
                        return INTERPRETER_FOREIGN;                                                        \
                memcpy(&header, head, sizeof header);                                                      \
                if (!is_native(header.e_machine) || (header.e_type != ET_EXEC && header.e_type != ET_DYN)) \
                        return INTERPRETER_FOREIGN;                                                        \
                if (header.e_phentsize != sizeof segment)                                                  \
                        return INTERPRETER_NONE;                                                           \
                for (size_t i = 0; i < header.e_phnum; i++) {                                              \
                        if (header.e_phoff > size || (i + 1) * sizeof segment > size - header.e_phoff)     \
                                return INTERPRETER_NONE;                                                   \
                        memcpy(&segment, head + header.e_phoff + i * sizeof segment, sizeof segment);      \
                        if (segment.p_type == PT_INTERP)                                                   \
                                return take_loader(head, size, segment.p_offset, segment.p_filesz, ret,    \
                                                   space);                                                 \
                }                                                                                          \
                return INTERPRETER_NONE;                                                                   \
        }
FIND_LOADER(32)
FIND_LOADER(64)

int interpreter_find(const unsigned char *head, size_t size, char *ret, size_t space)
{
        const unsigned char native = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;
        ret[0] = '\0';
        if (size >= 2 && head[0] == '#' && head[1] == '!')
                return find_script(head, size, ret, space);
        if (size < EI_NIDENT || memcmp(head, ELFMAG, SELFMAG) != 0 || head[EI_DATA] != native)
                return INTERPRETER_FOREIGN;
        return head[EI_CLASS] == ELFCLASS64   ? find_loader64(head, size, ret, space)
               : head[EI_CLASS] == ELFCLASS32 ? find_loader32(head, size, ret, space)
                                              : INTERPRETER_FOREIGN;
}
