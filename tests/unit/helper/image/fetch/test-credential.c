/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/fetch/credential.h"

#include "core/io/io.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define CANARY "k4N4rY"

static void test_lines(void **state)
{
        static const struct {
                const char *text, *json, *user;
        } cases[] = {
                {"username=joe\npassword=secret\n", "{\"auths\":{\"h:1\":{\"auth\":\"am9lOnNlY3JldA==\"}}}",
                 "joe"},
                {"# a robot\r\npassword=secret\r\n\r\nusername=joe",
                 "{\"auths\":{\"h:1\":{\"auth\":\"am9lOnNlY3JldA==\"}}}", "joe"},
                {"username=a\npassword=b", "{\"auths\":{\"h:1\":{\"auth\":\"YTpi\"}}}", "a"},
                {"username=a\npassword=bc", "{\"auths\":{\"h:1\":{\"auth\":\"YTpiYw==\"}}}", "a"},
                {"username=a\npassword=bcd", "{\"auths\":{\"h:1\":{\"auth\":\"YTpiY2Q=\"}}}", "a"},
                /* Nothing of a password is special, blanks and what looks like JSON among it. */
                {"username=j\npassword= p:a,ss\"w\\=\xff\xfe ",
                 "{\"auths\":{\"h:1\":{\"auth\":\"ajogcDphLHNzIndcPf/+IA==\"}}}", "j"},
                {" \n\t{\"auths\":{}}\n", " \n\t{\"auths\":{}}\n", NULL},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf json = {};
                _cleanup_free_ char *user = NULL;
                const char *why = NULL;
                assert_int_equal(
                        credential_convert(cases[i].text, strlen(cases[i].text), "h:1", &json, &user, &why),
                        0);
                assert_string_equal(json.text, cases[i].json);
                if (cases[i].user)
                        assert_string_equal(user, cases[i].user);
                else
                        assert_null(user);
        }
}

static void test_mistakes(void **state)
{
        static const struct {
                const char *text, *why;
                size_t size;
        } cases[] = {
                {"",
                 "it has no username=: write lines \"username=NAME\" and \"password=WORD\", or an auth.json",
                 0},
                {"joe:" CANARY,
                 "a line of it is neither username= nor password=: write lines \"username=NAME\" and "
                 "\"password=WORD\", or an auth.json",
                 0},
                {"username=joe\n",
                 "it has no password=: write lines \"username=NAME\" and \"password=WORD\", or an auth.json",
                 0},
                {"username=joe\npassword=\n",
                 "it has no password=: write lines \"username=NAME\" and \"password=WORD\", or an "
                 "auth.json",
                 0},
                {"username=\npassword=" CANARY,
                 "it has no username=: write lines \"username=NAME\" and \"password=WORD\", or "
                 "an auth.json",
                 0},
                {"username=a\nusername=b\npassword=" CANARY, "it says username= or password= twice", 0},
                {"password=a\npassword=b\n", "it says username= or password= twice", 0},
                {"username=a:b\npassword=" CANARY,
                 "its username has a \":\", which ends a user's name where it is sent", 0},
                {"username=a\npassword=b\0c",
                 "it holds a NUL: write lines \"username=NAME\" and \"password=WORD\", or an "
                 "auth.json",
                 23},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf json = {};
                _cleanup_free_ char *user = NULL;
                const char *why = NULL;
                size_t size = cases[i].size ? cases[i].size : strlen(cases[i].text);
                assert_int_equal(credential_convert(cases[i].text, size, "h", &json, &user, &why), -EINVAL);
                assert_string_equal(why, cases[i].why);
                assert_null(strstr(why, CANARY));
                assert_null(user);
        }
}

/* What is read back of a credential's file. */
static void expect_file(const Credential *credential, const char *json)
{
        char text[256] = "";
        struct stat st;
        assert_int_equal(fstat(credential->fd, &st), 0);
        assert_int_equal(st.st_mode & 07777, 0400);
        assert_int_equal(st.st_uid, getuid());
        assert_int_equal(fcntl(credential->fd, F_GET_SEALS),
                         F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
        assert_true(fcntl(credential->fd, F_GETFD) & FD_CLOEXEC);
        assert_true(pread(credential->fd, text, sizeof text - 1, 0) >= 0);
        assert_string_equal(text, json);
}

static void test_sources(void **state)
{
        char dir[] = "/tmp/coslice-credential-XXXXXX", podmans[64];
        assert_non_null(mkdtemp(dir));
        snprintf(podmans, sizeof podmans, "%s/auth.json", dir);
        _cleanup_close_ int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        CredentialPlace place = {.folder = dir, .podmans = podmans, .owner = getuid(), .group = getgid()};
        Failure failure = {};

        /* Nothing is there: an empty file, so that skopeo doesn't look around. */
        Credential credential = {.fd = -1};
        assert_int_equal(credential_read(&place, "h", &credential, &failure), 0);
        expect_file(&credential, "{\"auths\":{}}");
        assert_string_equal(credential.sent,
                            "no credential was sent: Credential= in its [Registry] section names one");
        credential_done(&credential);

        assert_int_equal(io_write_file(fd, "auth.json", "{\"auths\":{\"h\":{}}}", 18, 0600), 0);
        assert_int_equal(credential_read(&place, "h", &credential, &failure), 0);
        expect_file(&credential, "{\"auths\":{\"h\":{}}}");
        assert_non_null(strstr(credential.sent, "/auth.json has for it was sent"));
        credential_done(&credential);

        /* What is named beats what is there, and must be there itself. */
        place.name = "mine";
        assert_int_equal(credential_read(&place, "h", &credential, &failure), -EINVAL);
        assert_string_equal(failure.text, "Credential=mine: the unit has no such credential");
        assert_int_equal(io_write_file(fd, "mine", "username=joe\npassword=" CANARY, 13 + 9 + 6, 0600), 0);
        assert_int_equal(credential_read(&place, "h", &credential, &failure), 0);
        expect_file(&credential, "{\"auths\":{\"h\":{\"auth\":\"am9lOms0TjRyWQ==\"}}}");
        assert_string_equal(credential.sent, "the credential mine was sent, as user joe");
        credential_done(&credential);

        place.folder = NULL;
        assert_int_equal(credential_read(&place, "h", &credential, &failure), -EINVAL);
        place.folder = dir;
        place.name = "../mine";
        assert_int_equal(credential_read(&place, "h", &credential, &failure), -EINVAL);
        assert_string_equal(failure.text, "--credential: expected the name of a credential");

        /* A link, a pipe and a file without end are none. */
        place.name = "link";
        assert_int_equal(symlinkat("mine", fd, "link"), 0);
        assert_int_equal(credential_read(&place, "h", &credential, &failure), -EINVAL);
        place.name = "pipe";
        assert_int_equal(mkfifoat(fd, "pipe", 0600), 0);
        assert_true(credential_read(&place, "h", &credential, &failure) < 0);
        place.name = "large";
        _cleanup_close_ int large = openat(fd, "large", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        assert_int_equal(ftruncate(large, CREDENTIAL_SIZE_MAX + 1), 0);
        assert_int_equal(credential_read(&place, "h", &credential, &failure), -EINVAL);
        assert_string_equal(failure.text, "Credential=large: it is larger than 1 MiB");
        assert_int_equal(credential.fd, -EBADF);
        assert_int_equal(remove_folder(dir), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_lines),
                cmocka_unit_test(test_mistakes),
                cmocka_unit_test(test_sources),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
