/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a program's first bytes say about its interpreter, from good and from hostile files. */
#include "core/base/cleanup.h"
#include "helper/container/texts/interpreter.h"
#include "tests/unit/unit.h"

#include <elf.h>
#include <string.h>

static int find(const void *head, size_t size, char *ret)
{
        return interpreter_find(head, size, ret, 64);
}

static const struct {
        const char *head, *interpreter;
        int kind; /* where there is no interpreter */
} scripts[] = {
        {"#!/bin/sh\n", "/bin/sh"},
        {"#! /bin/sh -e\n", "/bin/sh"},
        {"#!\t/usr/bin/env\tx\n", "/usr/bin/env"},
        {"#!sh\n", "sh"},
        {"#!\n", "", INTERPRETER_FOREIGN},
        {"#! \n", "", INTERPRETER_FOREIGN},
        {"#!/bin/sh", ""},
        {"#", "", INTERPRETER_FOREIGN},
        {"", "", INTERPRETER_FOREIGN},
        {"echo\n", "", INTERPRETER_FOREIGN},
        {"# !/bin/sh\n", "", INTERPRETER_FOREIGN},
        {"#!/an/interpreter/with/a/name/that/is/longer/than/there/is/room/for/it\n", ""},
};

static void test_scripts(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(scripts); i++) {
                char ret[64];
                int kind = find(scripts[i].head, strlen(scripts[i].head), ret);
                assert_string_equal(ret, scripts[i].interpreter);
                assert_int_equal(kind, *ret ? INTERPRETER_SCRIPT : scripts[i].kind);
        }
}

#if defined __x86_64__
#define NATIVE EM_X86_64
#elif defined __aarch64__
#define NATIVE EM_AARCH64
#else
#define NATIVE EM_MIPS /* any */
#endif

typedef struct Image {
        Elf64_Ehdr header;
        Elf64_Phdr segments[2];
        char text[32];
} Image;

static void make_image(Image *image)
{
        *image = (Image){
                .header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64,
                                       __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB},
                           .e_type = ET_DYN,
                           .e_machine = NATIVE,
                           .e_phoff = offsetof(Image, segments),
                           .e_phentsize = sizeof(Elf64_Phdr),
                           .e_phnum = 2},
                .segments = {{.p_type = PT_LOAD},
                             {.p_type = PT_INTERP, .p_offset = offsetof(Image, text), .p_filesz = 12}},
                .text = "/lib/ld.so.2",
        };
        image->text[11] = '\0';
}

static void test_elf(void **state)
{
        char ret[64];
        Image image;
        make_image(&image);
        assert_int_equal(find(&image, sizeof image, ret), INTERPRETER_LOADER);
        assert_string_equal(ret, "/lib/ld.so.");
        image.segments[1].p_type = PT_NOTE;
        assert_int_equal(find(&image, sizeof image, ret), INTERPRETER_NONE);
}

static void expect(const Image *image, size_t size, int kind)
{
        char ret[64];
        assert_int_equal(find(image, size, ret), kind);
        assert_string_equal(ret, "");
}

static void expect_none(const Image *image, size_t size)
{
        expect(image, size, INTERPRETER_NONE);
}

static void test_foreign_elf(void **state)
{
        Image image;
        make_image(&image);
        image.header.e_ident[EI_CLASS] = 3;
        expect(&image, sizeof image, INTERPRETER_FOREIGN);
        make_image(&image);
        image.header.e_ident[EI_DATA] ^= 3; /* the other byte order */
        expect(&image, sizeof image, INTERPRETER_FOREIGN);
        make_image(&image);
        image.header.e_machine = EM_NONE;
        expect(&image, sizeof image, INTERPRETER_FOREIGN);
        make_image(&image);
        image.header.e_type = ET_REL;
        expect(&image, sizeof image, INTERPRETER_FOREIGN);
        image.header.e_type = ET_EXEC;
        image.segments[1].p_type = PT_NOTE;
        expect_none(&image, sizeof image);
}

static void test_hostile_elf(void **state)
{
        Image image;
        for (size_t size = 0; size < offsetof(Image, text) + 12; size++) {
                make_image(&image);
                expect(&image, size, size < sizeof image.header ? INTERPRETER_FOREIGN : INTERPRETER_NONE);
        }
        make_image(&image);
        image.header.e_phoff = UINT64_MAX - 8;
        expect_none(&image, sizeof image);
        make_image(&image);
        image.header.e_phentsize = 1;
        expect_none(&image, sizeof image);
        make_image(&image);
        image.header.e_phnum = UINT16_MAX;
        image.segments[1].p_type = PT_NOTE;
        expect_none(&image, sizeof image);
        make_image(&image);
        image.segments[1].p_offset = UINT64_MAX - 4;
        expect_none(&image, sizeof image);
        make_image(&image);
        image.segments[1].p_filesz = UINT64_MAX;
        expect_none(&image, sizeof image);
        make_image(&image);
        image.segments[1].p_filesz = 1;
        expect_none(&image, sizeof image);
        make_image(&image);
        image.segments[1].p_filesz = 11; /* no NUL at the end */
        expect_none(&image, sizeof image);
        make_image(&image);
        image.text[3] = '\0';
        expect_none(&image, sizeof image);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_scripts),
                cmocka_unit_test(test_elf),
                cmocka_unit_test(test_foreign_elf),
                cmocka_unit_test(test_hostile_elf),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
