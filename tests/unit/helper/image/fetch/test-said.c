/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/fetch/said.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static const Asked asked = {
        .image = "reg.example:5000/a/b:1",
        .host = "reg.example:5000",
        .platform = "linux/amd64",
        .sent = "no credential was sent: Credential= in its [Registry] section names one",
        .folder = "/var/lib/coslice-pull",
};

static const Asked local = {
        .image = "oci:/srv/image:1",
        .path = "/srv/image",
        .platform = "linux/arm64/v8",
        .sent = "",
        .folder = "/var/lib/coslice-pull",
};

#define FATAL(text) "time=\"2026-11-30T02:15:59Z\" level=fatal msg=\"" text "\"\n"
#define PARSING     "Error parsing image name \\\"docker://reg.example:5000/a/b:1\\\": "
#define PINGING \
        PARSING "pinging container registry reg.example:5000: Get \\\"https://reg.example:5000/v2/\\\": "
#define READING PARSING "reading manifest 1 in reg.example:5000/a/b: "

/* As 1.22 says it. */
#define NO_POLICY_NOW                                                                     \
        "Error loading trust policy: no policy.json file found at any of the following: " \
        "\\\"/nonexistent/.config/containers/policy.json\\\", \\\"/etc/containers/policy.json\\\""
#define NO_POLICY                                                                             \
        "there is no /etc/containers/policy.json, which says what images are to be trusted: " \
        "containers-policy.json(5)"

/* As 1.9.3 wrote them, but for those that name another version. */
static const struct {
        const char *text, *sentence;
        bool may_pass;
} examples[] = {
        {FATAL(READING "unauthorized: authentication required"),
         "reg.example:5000 refuses it; no credential was sent: Credential= in its [Registry] section names "
         "one",
         false},
        /* Of registries with tokens. */
        {FATAL("initializing source docker://reg.example:5000/a/b:1: unable to retrieve auth token: invalid "
               "username/password: unauthorized: incorrect username or password"),
         "reg.example:5000 refuses it; no credential was sent: Credential= in its [Registry] section names "
         "one",
         false},
        {FATAL(READING "denied: requested access to the resource is denied"),
         "reg.example:5000 refuses it; no credential was sent: Credential= in its [Registry] section names "
         "one",
         false},
        {FATAL(READING "StatusCode: 403, \\\"<html>\\\\n\\\""),
         "reg.example:5000 refuses it; no credential was sent: Credential= in its [Registry] section names "
         "one",
         false},
        {FATAL(READING "manifest unknown: manifest unknown"),
         "reg.example:5000 has no such image, or no such tag of it", false},
        /* 1.16 and later leave the second half out. */
        {FATAL("Error parsing image name \\\"docker://reg.example:5000/a/b:1\\\": reading manifest 1 in "
               "reg.example:5000/a/b: manifest unknown"),
         "reg.example:5000 has no such image, or no such tag of it", false},
        {FATAL(READING "name unknown: repository name not known to registry"),
         "reg.example:5000 has no such image, or no such tag of it", false},
        {FATAL(PINGING "x509: certificate signed by unknown authority"),
         "this machine doesn't know who signed the certificate of reg.example:5000: put the certificate of "
         "that authority "
         "into /etc/containers/certs.d/reg.example:5000/ca.crt",
         false},
        /* Go 1.20 and later. */
        {FATAL(PINGING "tls: failed to verify certificate: x509: certificate signed by unknown authority"),
         "this machine doesn't know who signed the certificate of reg.example:5000: put the certificate of "
         "that authority "
         "into /etc/containers/certs.d/reg.example:5000/ca.crt",
         false},
        {FATAL(PINGING "tls: failed to verify certificate: x509: certificate is valid for localhost, not "
                       "reg.example"),
         "the certificate of reg.example:5000 is not right: \"tls: failed to verify certificate: x509: "
         "certificate is valid "
         "for localhost, not reg.example\"",
         false},
        {FATAL(PINGING "http: server gave HTTP response to HTTPS client"),
         "reg.example:5000 speaks HTTP without TLS: if it is to be trusted all the same, say so in "
         "/etc/containers/registries.conf, insecure = true",
         false},
        {FATAL(PINGING "dial tcp 127.0.0.1:5000: connect: connection refused"),
         "nobody answers at reg.example:5000: connection refused", true},
        {FATAL(PINGING "dial tcp: lookup reg.example: no such host"),
         "no address is known of reg.example:5000: \"dial tcp: lookup reg.example: no such host\"", true},
        {FATAL(PINGING "dial tcp: lookup reg.example on 10.0.0.1:53: dial udp 10.0.0.1:53: connect: network "
                       "is unreachable"),
         "no address is known of reg.example:5000: \"dial tcp: lookup reg.example on 10.0.0.1:53: dial udp "
         "10.0.0.1:53: "
         "connect: network is unreachable\"",
         true},
        {FATAL(PINGING "dial tcp 10.0.0.1:5000: connect: no route to host"),
         "reg.example:5000 can't be reached: \"dial tcp 10.0.0.1:5000: connect: no route to host\"", true},
        {FATAL(PINGING "net/http: TLS handshake timeout"), "reg.example:5000 doesn't answer in time", true},
        {FATAL(PINGING "dial tcp 10.0.0.1:5000: i/o timeout"), "reg.example:5000 doesn't answer in time",
         true},
        {FATAL("initializing source docker://reg.example:5000/a/b:1: reading manifest 1 in "
               "reg.example:5000/a/b: "
               "toomanyrequests: You have reached your pull rate limit. You may increase the limit by "
               "authenticating and "
               "upgrading: https://www.docker.com/increase-rate-limit"),
         "reg.example:5000 takes no more requests of this machine for now (rate limit); no credential was "
         "sent: Credential= "
         "in its [Registry] section names one",
         true},
        {FATAL(PINGING "too many requests to registry"),
         "reg.example:5000 takes no more requests of this machine for now (rate limit); no credential was "
         "sent: Credential= "
         "in its [Registry] section names one",
         true},
        {FATAL(READING "received unexpected HTTP status: 503 Service Unavailable"),
         "reg.example:5000 has trouble of its own: \"received unexpected HTTP status: 503 Service "
         "Unavailable\"",
         true},
        /* 1.14 and later. */
        {FATAL(READING "StatusCode: 502, \\\"<html><head><title>502 Bad Gateway\\\""),
         "reg.example:5000 has trouble of its own: \"StatusCode: 502, \"<html><head><title>502 Bad "
         "Gateway\"\"",
         true},
        {FATAL("writing blob: reading from source: unexpected EOF"),
         "the connection with reg.example:5000 broke off: \"reading from source: unexpected EOF\"", true},
        {FATAL("copying system image from manifest list: writing blob: read tcp "
               "10.0.0.2:4711->10.0.0.1:5000: read: "
               "connection reset by peer"),
         "the connection with reg.example:5000 broke off: \"read tcp 10.0.0.2:4711->10.0.0.1:5000: read: "
         "connection reset "
         "by peer\"",
         true},
        {FATAL("choosing an image from manifest list docker://reg.example:5000/a/b:1: no image found in "
               "manifest list for "
               "architecture amd64, variant \\\"\\\", OS linux"),
         "reg.example:5000 has it for other machines alone, not for linux/amd64", false},
        {FATAL("choosing an image from manifest list docker://reg.example:5000/a/b:1: no image found in "
               "image index for "
               "architecture amd64, variant \\\"\\\", OS linux"),
         "reg.example:5000 has it for other machines alone, not for linux/amd64", false},
        {FATAL("initializing image from source docker://reg.example:5000/a/b@sha256:00: Manifest does not "
               "match provided "
               "manifest digest sha256:00"),
         "what reg.example:5000 sends is not what its digest says: \"initializing image from source "
         "docker://reg.example:5000/a/b@sha256:00: Manifest does not match provided manifest digest "
         "sha256:00\"",
         false},
        {FATAL("copying system image from manifest list: Source image rejected: A signature was required, "
               "but no signature "
               "exists"),
         "/etc/containers/policy.json requires a signature of images from reg.example:5000, and it has none",
         false},
        {FATAL("Source image rejected: Running image docker://reg.example:5000/a/b:1 is rejected by policy."),
         "/etc/containers/policy.json allows no such image from reg.example:5000", false},
        {FATAL("Source image rejected: Invalid GPG signature: gpgme.Signature{…}"),
         "/etc/containers/policy.json requires a signature of images from reg.example:5000, and that of this "
         "one is of a key that it doesn't name, or wrong",
         false},
        {FATAL("Error loading trust policy: open /etc/containers/policy.json: no such file or directory"),
         NO_POLICY, false},
        {FATAL(NO_POLICY_NOW), NO_POLICY, false},
        {FATAL("Error loading trust policy: open /etc/containers/policy.json: permission denied"),
         "skopeo can't read which images from reg.example:5000 are to be trusted, containers-policy.json(5): "
         "\"Error loading trust policy: open /etc/containers/policy.json: permission denied\"",
         false},
        {FATAL("copying system image from manifest list: writing blob: write "
               "/var/lib/coslice-pull/layout/oci-put-blob1: no space left on device"),
         "no space is left in /var/lib/coslice-pull, where images are fetched to", false},
        {FATAL("something new"), "skopeo says \"something new\"", false},
        {"", "skopeo fails, and doesn't say why", false},
        {"panic: a bug\n\nit was killed by signal 9\n", "skopeo says \"it was killed by signal 9\"", false},
};

static void explain(const char *text, const Asked *who, char **ret, int *ret_passing)
{
        _cleanup_strbuf_ StrBuf message = {}, sentence = {};
        assert_int_equal(said_message(text, &message), 0);
        *ret_passing = said_explain(message.text, who, &sentence);
        assert_int_equal(strbuf_take(&sentence, ret), 0);
}

static void test_sentences(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(examples); i++) {
                _cleanup_free_ char *found = NULL,
                                    *expected = string_printf("%s: %s", asked.image, examples[i].sentence);
                int passing;
                explain(examples[i].text, &asked, &found, &passing);
                assert_string_equal(found, expected);
                assert_int_equal(passing, examples[i].may_pass ? SAID_MAY_PASS : 0);
        }
}

/* Files and folders of this machine have no host, and nothing of them passes. */
static void test_local(void **state)
{
        static const struct {
                const char *text, *sentence;
        } cases[] = {
                {FATAL("Error parsing image name \\\"oci:/srv/image:1\\\": open /srv/image/index.json: "
                       "permission denied"),
                 "oci:/srv/image:1: the user coslice-pull, as whom images are read, may not read /srv/image, "
                 "or not enter a "
                 "folder above it: \"setfacl -R -m u:coslice-pull:rX\" allows it"},
                {FATAL("Error parsing image name \\\"oci:/srv/image:1\\\": open /srv/image/index.json: no "
                       "such file or directory"),
                 "oci:/srv/image:1: there is no image in /srv/image: \"open /srv/image/index.json: no such "
                 "file or directory\""},
                {FATAL("initializing source oci:/srv/image:1: no descriptor found for reference \\\"1\\\""),
                 "oci:/srv/image:1: /srv/image has no image of that name, or several and no name was said: "
                 "\"no descriptor "
                 "found for reference \"1\"\""},
                {FATAL("dial tcp 127.0.0.1:5000: connect: connection refused"),
                 "oci:/srv/image:1: skopeo says \"dial tcp 127.0.0.1:5000: connect: connection refused\""},
                {FATAL("choosing an image from manifest list oci:/srv/image:1: no image found in image index "
                       "for architecture "
                       "arm64, variant \\\"v8\\\", OS linux"),
                 "oci:/srv/image:1: it is for other machines alone, not for linux/arm64/v8"},
                {FATAL("Error loading trust policy: open /etc/containers/policy.json: no such file or "
                       "directory"),
                 "oci:/srv/image:1: " NO_POLICY},
                {FATAL(NO_POLICY_NOW), "oci:/srv/image:1: " NO_POLICY},
                {FATAL("Error loading trust policy: open /etc/containers/policy.json: permission denied"),
                 "oci:/srv/image:1: skopeo can't read which images are to be trusted, "
                 "containers-policy.json(5): \"Error loading trust policy: open "
                 "/etc/containers/policy.json: permission denied\""},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_free_ char *found = NULL;
                int passing;
                explain(cases[i].text, &local, &found, &passing);
                assert_string_equal(found, cases[i].sentence);
                assert_int_equal(passing, 0);
        }
}

/* The fatal line counts, wherever it stands; what is escaped in it is read. */
static void test_message(void **state)
{
        static const struct {
                const char *text, *message;
        } cases[] = {
                {"time=\"x\" level=warning msg=\"first\"\ntime=\"x\" level=fatal msg=\"second\"\nthird\n",
                 "second"},
                {"time=\"x\" level=fatal msg=one\n", "one"},
                {"time=\"x\" level=fatal msg=\"unended", "unended"},
                {"time=\"x\" level=fatal msg=\"a\\\\b\\\"c\\nd\\te\\u00e9\\", "a\\b\"c d e\\u00e9\\"},
                {"time=\"x\" level=fatal msg=", ""},
                {"a\nb", "b"},
                {"a\n\n\n", "a"},
                {"\n", ""},
                {"", ""},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf message = {};
                assert_int_equal(said_message(cases[i].text, &message), 0);
                assert_string_equal(message.text ? message.text : "", cases[i].message);
        }
}

/* A registry's words can't reach a terminal as they are, or fill it. */
static void test_hostile(void **state)
{
        _cleanup_strbuf_ StrBuf text = {}, quoted = {};
        _cleanup_free_ char *found = NULL;
        int passing;
        explain("time=\"x\" level=fatal msg=\"\x1b[2J\xff\x07 \xc2\x9b\"\n", &asked, &found, &passing);
        assert_string_equal(found, "reg.example:5000/a/b:1: skopeo says \"\\x1b[2J\\xff\\x07 \\xc2\\x9b\"");
        for (int i = 0; i < SAID_QUOTED_MAX; i++)
                strbuf_add(&text, "é");
        assert_int_equal(said_quote(text.text, &quoted), 0);
        assert_int_equal(quoted.length, SAID_QUOTED_MAX + strlen("\"\"…"));
        assert_string_equal(quoted.text + quoted.length - strlen("é…\""), "é…\"");
        /* Of a sign that stands in a quoted answer the sentence is another one, and no more than that. */
        free(TAKE_PTR(found));
        explain(FATAL("Source image rejected: connection refused"), &asked, &found, &passing);
        assert_int_equal(passing, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_sentences),
                cmocka_unit_test(test_local),
                cmocka_unit_test(test_message),
                cmocka_unit_test(test_hostile),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
