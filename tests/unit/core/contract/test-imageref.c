/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* References to images, as registries, skopeo and people write them. Their keys are names of files, as those
 * of secrets and projects were paths elsewhere: CVE-2026-33945, 2025-62725. */
#include "core/contract/imageref.h"

#include "tests/unit/unit.h"

#include <string.h>

#define TEN     "0123456789"
#define HEX     TEN TEN TEN TEN TEN TEN "abcd"
#define TAG_128 TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "01234567"
#define PATH_245                                                                                        \
        TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN \
                "01234"

static void test_read(void **state)
{
        static const struct {
                const char *text;
                ImageTransport transport;
                const char *host, *path, *tag, *digest, *skopeo;
        } rows[] = {
                {"docker.io/library/nginx:1.25", IMAGE_REGISTRY, "docker.io", "library/nginx", "1.25", NULL,
                 "docker://docker.io/library/nginx:1.25"},
                {"docker.io/library/nginx", IMAGE_REGISTRY, "docker.io", "library/nginx", NULL, NULL,
                 "docker://docker.io/library/nginx:latest"},
                {"quay.io/a/b/c/d@sha256:" HEX, IMAGE_REGISTRY, "quay.io", "a/b/c/d", NULL, HEX,
                 "docker://quay.io/a/b/c/d@sha256:" HEX},
                /* The digest counts, and skopeo is not given both. */
                {"quay.io/a:1@sha256:" HEX, IMAGE_REGISTRY, "quay.io", "a", "1", HEX,
                 "docker://quay.io/a@sha256:" HEX},
                {"localhost/a", IMAGE_REGISTRY, "localhost", "a", NULL, NULL, "docker://localhost/a:latest"},
                {"localhost:5000/a:b", IMAGE_REGISTRY, "localhost:5000", "a", "b", NULL,
                 "docker://localhost:5000/a:b"},
                {"reg:443/a", IMAGE_REGISTRY, "reg:443", "a", NULL, NULL, "docker://reg:443/a:latest"},
                {"127.0.0.1:65535/a", IMAGE_REGISTRY, "127.0.0.1:65535", "a", NULL, NULL,
                 "docker://127.0.0.1:65535/a:latest"},
                {"[::1]:5000/a:b", IMAGE_REGISTRY, "[::1]:5000", "a", "b", NULL, "docker://[::1]:5000/a:b"},
                {"[fd00:1::2]/a", IMAGE_REGISTRY, "[fd00:1::2]", "a", NULL, NULL,
                 "docker://[fd00:1::2]/a:latest"},
                {"Reg.Example.ORG/a", IMAGE_REGISTRY, "Reg.Example.ORG", "a", NULL, NULL,
                 "docker://Reg.Example.ORG/a:latest"},
                {"r.io/a.b_c__d-e---f/0", IMAGE_REGISTRY, "r.io", "a.b_c__d-e---f/0", NULL, NULL,
                 "docker://r.io/a.b_c__d-e---f/0:latest"},
                {"r.io/a:_.-A", IMAGE_REGISTRY, "r.io", "a", "_.-A", NULL, "docker://r.io/a:_.-A"},
                {"r.io/a:" TAG_128, IMAGE_REGISTRY, "r.io", "a", TAG_128, NULL, "docker://r.io/a:" TAG_128},
                {"host.name/" PATH_245, IMAGE_REGISTRY, "host.name", PATH_245, NULL, NULL,
                 "docker://host.name/" PATH_245 ":latest"},
                {"oci:/srv/image", IMAGE_OCI, NULL, "/srv/image", NULL, NULL, "oci:/srv/image"},
                {"oci:/srv/image:web/app:1@x", IMAGE_OCI, NULL, "/srv/image", "web/app:1@x", NULL,
                 "oci:/srv/image:web/app:1@x"},
                {"oci-archive:/srv/a b.tar:1.0", IMAGE_OCI_ARCHIVE, NULL, "/srv/a b.tar", "1.0", NULL,
                 "oci-archive:/srv/a b.tar:1.0"},
                {"docker-archive:/srv/a.tar:docker.io/library/nginx:1", IMAGE_DOCKER_ARCHIVE, NULL,
                 "/srv/a.tar", "docker.io/library/nginx:1", NULL,
                 "docker-archive:/srv/a.tar:docker.io/library/nginx:1"},
                {"docker-archive:/srv/a.tar:@1", IMAGE_DOCKER_ARCHIVE, NULL, "/srv/a.tar", "@1", NULL,
                 "docker-archive:/srv/a.tar:@1"},
                {"dir:/srv/a:b", IMAGE_DIR, NULL, "/srv/a:b", NULL, NULL, "dir:/srv/a:b"},
                {"dir:/\xc3\xa4", IMAGE_DIR, NULL, "/\xc3\xa4", NULL, NULL, "dir:/\xc3\xa4"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                const char *const expected[] = {rows[i].host, rows[i].path, rows[i].tag, rows[i].digest};
                _cleanup_image_ref_ ImageRef ref = {}, again = {};
                _cleanup_strbuf_ StrBuf why = {}, skopeo = {}, text = {}, text_again = {};
                if (image_ref_read(rows[i].text, &ref, &why) != 0)
                        fail_msg("\"%s\" %s", rows[i].text, why.text);
                const char *const found[] = {ref.host, ref.path, ref.tag, ref.digest};
                assert_int_equal(ref.transport, rows[i].transport);
                for (size_t k = 0; k < ARRAY_SIZE(expected); k++) {
                        assert_int_equal(!found[k], !expected[k]);
                        if (found[k])
                                assert_string_equal(found[k], expected[k]);
                }
                assert_int_equal(image_ref_skopeo(&ref, NULL, &skopeo), 0);
                assert_string_equal(skopeo.text, rows[i].skopeo);
                /* Written and read again it is the same. */
                assert_int_equal(image_ref_write(&ref, &text), 0);
                assert_int_equal(image_ref_read(text.text, &again, &why), 0);
                assert_int_equal(image_ref_write(&again, &text_again), 0);
                assert_string_equal(text.text, text_again.text);
        }
}

static void test_refused(void **state)
{
#define SHORT "is a short name, which each machine reads in its own way: write "
#define NO_PATH                                                                                              \
        "has a path that is none of a registry's: parts of a-z and 0-9, with \".\", \"_\", \"__\" or \"-\" " \
        "between"
#define NO_HOST   "has no host before the first \"/\": HOST or HOST:PORT"
#define NO_FILE   "names no file or directory by an absolute and normalized path"
#define NO_NAME   "has something behind the path's \":\" that is no name of an image"
#define NO_DIGEST "has no digest behind \"@\": sha256: and 64 lower-case hexadecimal digits"
#define NO_TAG                                                                                              \
        "has no tag behind \":\": 1 to 128 letters, digits, \"_\", \".\" and \"-\", the first none of the " \
        "last two"
#define CONTROL "has a control character in its path, or what is not UTF-8"
#define NO_KIND                                                                               \
        "is of a kind that can't be fetched for a group: HOST/PATH:TAG, oci:, oci-archive:, " \
        "docker-archive: and dir: can"
        static const char *const rows[][2] = {
                {"", "is empty"},
                {"nginx", SHORT "docker.io/library/nginx, if it is Docker's"},
                {"nginx:1.25", SHORT "docker.io/library/nginx:1.25, if it is Docker's"},
                {"library/nginx:1", SHORT "docker.io/library/nginx:1, if it is Docker's"},
                {"me/app@sha256:" HEX, SHORT "docker.io/me/app@sha256:" HEX ", if it is Docker's"},
                {"me/app:1@sha256:" HEX, SHORT "docker.io/me/app:1@sha256:" HEX ", if it is Docker's"},
                {"MYREG/app", SHORT "it with its registry's host, HOST/PATH:TAG"},
                {"/srv/image", SHORT "it with its registry's host, HOST/PATH:TAG"},
                {"./image", NO_HOST},
                {"../image", NO_HOST},
                {"localhost:5000", SHORT "docker.io/library/localhost:5000, if it is Docker's"},
                {"docker://docker.io/library/nginx",
                 "begins with \"docker://\": leave that away, what is no file is a registry's"},
                {"containers-storage:nginx", NO_KIND},
                {"docker-daemon:nginx:1", NO_KIND},
                {"r.io/Nginx", "has a capital in the path, which has none at any registry"},
                {"r.io/", NO_PATH},
                {"r.io//a", NO_PATH},
                {"r.io/a/", NO_PATH},
                {"r.io/a..b", NO_PATH},
                {"r.io/a___b", NO_PATH},
                {"r.io/.a", NO_PATH},
                {"r.io/a-", NO_PATH},
                {"r.io/../a", NO_PATH},
                {"r.io/a b", NO_PATH},
                {"r.io/a\n", NO_PATH},
                {"r.io/\xc3\xa4", NO_PATH},
                {"r.io/a%2e", NO_PATH},
                {"-r.io/a", NO_HOST},
                {"r-.io/a", NO_HOST},
                {"r..io/a", NO_HOST},
                {"r.io./a", NO_HOST},
                {"r.io:/a", NO_HOST},
                {"r.io:0/a", NO_HOST},
                {"r.io:080/a", NO_HOST},
                {"r.io:65536/a", NO_HOST},
                {"r.io:1:2/a", NO_HOST},
                {"[::1/a", NO_HOST},
                {"[::1]x/a", NO_HOST},
                {"[:]/a", NO_HOST},
                {"user@r.io/a", NO_DIGEST},
                {"r.io\x1b/a", NO_HOST},
                {"r.io/a:", NO_TAG},
                {"r.io/a:.b", NO_TAG},
                {"r.io/a:-b", NO_TAG},
                {"r.io/a:b c", NO_TAG},
                {"r.io/a:" TAG_128 "8", NO_TAG},
                {"r.io/a@", NO_DIGEST},
                {"r.io/a@sha256:", NO_DIGEST},
                {"r.io/a@sha256:" TEN, NO_DIGEST},
                {"r.io/a@sha256:" HEX "0", NO_DIGEST},
                {"r.io/a@sha256:" HEX "@sha256:" HEX, NO_DIGEST},
                {"r.io/a@sha512:" HEX HEX, "has a digest of another algorithm than sha256"},
                {"host.name/" PATH_245 "5", "has more than 255 bytes in host and path"},
                {"oci:", NO_FILE},
                {"oci:/", NO_FILE},
                {"oci:srv", NO_FILE},
                {"oci:///srv", NO_FILE},
                {"oci:/srv/../etc", NO_FILE},
                {"oci:/srv/", NO_FILE},
                {"oci::name", NO_FILE},
                {"dir:a", NO_FILE},
                {"oci:/srv:", NO_NAME},
                {"oci:/srv:-x", NO_NAME},
                {"oci:/srv:a b", NO_NAME},
                {"oci-archive:/srv:a\n", NO_NAME},
                {"oci:/srv\x1b[0m", CONTROL},
                {"dir:/\xff", CONTROL},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_strbuf_ StrBuf why = {};
                ImageRef ref = {};
                assert_int_equal(image_ref_read(rows[i][0], &ref, &why), IMAGE_REF_MISTAKE);
                if (!streq(why.text, rows[i][1]))
                        fail_msg("\"%s\" %s", rows[i][0], why.text);
                assert_null(ref.path);
        }
}

static void test_long(void **state)
{
        char text[IMAGE_REF_MAX + 2];
        _cleanup_image_ref_ ImageRef ref = {};
        _cleanup_strbuf_ StrBuf why = {};
        memset(text, 'a', sizeof text);
        memcpy(text, "dir:", 4);
        for (size_t i = 4; i < sizeof text; i += 100)
                text[i] = '/';
        text[sizeof text - 1] = '\0';
        assert_int_equal(image_ref_read(text, &ref, &why), IMAGE_REF_MISTAKE);
        assert_string_equal(why.text, "has more than 4096 bytes");
        text[sizeof text - 2] = '\0';
        strbuf_done(&why);
        /* Its path is then short enough for the kernel. */
        assert_int_equal(image_ref_read(text, &ref, &why), 0);
        assert_int_equal(strlen(ref.path), IMAGE_REF_MAX - strlen("dir:"));
}

static void key_of(const char *text, const char *credential, const char *policy, char ret[IMAGE_KEY_SPACE])
{
        _cleanup_image_ref_ ImageRef ref = {};
        _cleanup_strbuf_ StrBuf why = {};
        assert_int_equal(image_ref_read(text, &ref, &why), 0);
        image_ref_key(&ref, credential, policy, ret);
        assert_true(image_key_is_valid(ret));
}

static void test_key(void **state)
{
        static const char *const readable[][2] = {
                {"docker.io/library/nginx:1.25", "docker.io-library-nginx-1.25-"},
                {"docker.io/library/nginx", "docker.io-library-nginx-latest-"},
                {"quay.io/a@sha256:" HEX, "quay.io-a-"},
                {"[::1]:5000/a_b", "1--5000-a-b-latest-"},
                {"registry.example.org/a/very/long/path/to/an/image:1.2.3",
                 "e.org-a-very-long-path-to-an-image-1.2.3-"},
                /* What is cut off doesn't leave a dot or dash in front. */
                {"registry.example.org/012345678901234567890123456789012345678:1",
                 "12345678901234567890123456789012345678-1-"},
                {"r.example.org/012345678901234567890123456789:12345678",
                 "012345678901234567890123456789-12345678-"},
                {"oci:/srv/image:1", "srv-image-1-"},
                {"dir:/\xc3\xa4", "image-"},
        };
        char key[IMAGE_KEY_SPACE], other[IMAGE_KEY_SPACE];
        for (size_t i = 0; i < ARRAY_SIZE(readable); i++) {
                key_of(readable[i][0], NULL, "missing", key);
                size_t n = strlen(readable[i][1]);
                if (strlen(key) != n + 16 || strncmp(key, readable[i][1], n) != 0)
                        fail_msg("\"%s\": %s", readable[i][0], key);
        }
        /* Names in stores of earlier versions: they stay. */
        key_of("docker.io/library/nginx:1.25", NULL, "missing", key);
        assert_string_equal(key, "docker.io-library-nginx-1.25-5a951357b1b77a65");
        key_of("docker.io/library/nginx:1.25", "hub", "always", key);
        assert_string_equal(key, "docker.io-library-nginx-1.25-b855f67c2c2cb205");

        static const char *const others[][3] = {
                {"docker.io/library/nginx:1.25", NULL, "always"},
                {"docker.io/library/nginx:1.25", "hub", "missing"},
                {"docker.io/library/nginx:1.26", NULL, "missing"},
                {"docker.io/library-nginx:1.25", NULL, "missing"},
                {"docker.io/library/nginx:1.25@sha256:" HEX, NULL, "missing"},
                {"docker.io/library/nginx@sha256:" HEX, NULL, "missing"},
                {"docker.io/library/nginx", NULL, "missing"},
                {"oci:/docker.io/library/nginx:1.25", NULL, "missing"},
                {"oci-archive:/docker.io/library/nginx:1.25", NULL, "missing"},
                {"dir:/docker.io/library/nginx:1.25", NULL, "missing"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(others); i++)
                for (size_t k = 0; k < i; k++) {
                        key_of(others[i][0], others[i][1], others[i][2], key);
                        key_of(others[k][0], others[k][1], others[k][2], other);
                        assert_string_not_equal(strrchr(key, '-'), strrchr(other, '-'));
                }
        /* The same image, written otherwise. */
        key_of("docker.io/library/nginx", NULL, "missing", key);
        key_of("docker.io/library/nginx:latest", NULL, "missing", other);
        assert_string_equal(key, other);
}

static void test_key_is_valid(void **state)
{
        static const struct {
                const char *text;
                bool expected;
        } rows[] = {
                {"a-0123456789abcdef", true},
                {"0123456789012345678901234567890123456789-0123456789abcdef", true},
                {"01234567890123456789012345678901234567890-0123456789abcdef", false},
                {"", false},
                {"-0123456789abcdef", false},
                {"a-0123456789abcdeF", false},
                {"a_0123456789abcdef", false},
                {"a-0123456789abcde", false},
                {"a-0123456789abcdef0", false},
                {"../a-0123456789abcdef", false},
                {".-0123456789abcdef", false},
                {"--0123456789abcdef", false},
                {"a/b-0123456789abcdef", false},
                {"a\n-0123456789abcdef", false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                if (image_key_is_valid(rows[i].text) != rows[i].expected)
                        fail_msg("\"%s\"", rows[i].text);
}

/* The digest that a registry gave goes before tag and digest of the reference, and is nothing to a file. */
static void test_skopeo_by_digest(void **state)
{
        static const char *const rows[][2] = {
                {"r.io/a:1", "docker://r.io/a@sha256:" HEX},
                {"r.io/a@sha256:" TEN TEN TEN TEN TEN TEN "0000", "docker://r.io/a@sha256:" HEX},
                {"oci:/a:1", "oci:/a:1"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_image_ref_ ImageRef ref = {};
                _cleanup_strbuf_ StrBuf why = {}, word = {};
                assert_int_equal(image_ref_read(rows[i][0], &ref, &why), 0);
                assert_int_equal(image_ref_skopeo(&ref, HEX, &word), 0);
                assert_string_equal(word.text, rows[i][1]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_read),         cmocka_unit_test(test_refused),
                cmocka_unit_test(test_long),         cmocka_unit_test(test_key),
                cmocka_unit_test(test_key_is_valid), cmocka_unit_test(test_skopeo_by_digest),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
