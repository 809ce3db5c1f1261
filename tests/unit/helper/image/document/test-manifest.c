/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Manifests and indexes: those of tools, and those of nobody. */
#include "helper/image/document/manifest.h"

#include "core/contract/imagerecord.h"
#include "tests/unit/helper/image/document/json-text.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#define OCI                      "application/vnd.oci.image."
#define DOCKER                   "application/vnd.docker."
#define CONFIG                   "'config':{'mediaType':'" OCI "config.v1+json','digest':$c,'size':7}"
#define BLOB(type, digest, rest) "{'mediaType':'" type "','digest':" digest ",'size':3" rest "}"
#define LAYER(type, digest)      BLOB(type, digest, "")
#define MANIFEST(layers)         "{'schemaVersion':2," CONFIG ",'layers':[" layers "]}"
#define ENTRY(digest, platform)  BLOB(OCI "manifest.v1+json", digest, ",'platform':" platform)
#define LONE(digest)             BLOB(OCI "manifest.v1+json", digest, "")
#define INDEX(entries)           "{'schemaVersion':2,'mediaType':'" OCI "index.v1+json','manifests':[" entries "]}"
#define ONE                      LAYER(OCI "layer.v1.tar", "$a")

static int read_json(const char *json, Manifest *ret, Failure *failure)
{
        _cleanup_free_ char *text = json_text(json);
        assert_non_null(text);
        return manifest_read(text, strlen(text), ret, failure);
}

static void test_oci(void **state)
{
        static const char json[] = MANIFEST(LAYER(OCI "layer.v1.tar", "$a") "," LAYER(
                OCI "layer.v1.tar+gzip", "$b") "," LAYER(OCI "layer.v1.tar+zstd", "$a"));
        _cleanup_manifest_ Manifest manifest = {};
        Failure failure;
        assert_int_equal(read_json(json, &manifest, &failure), 0);
        assert_false(manifest.is_index);
        assert_int_equal(manifest.n_layers, 3);
        assert_string_equal(manifest.layers[0].hex, HEX_A);
        assert_string_equal(manifest.layers[1].hex, HEX_B);
        assert_int_equal(manifest.layers[0].packing, LAYER_PLAIN);
        assert_int_equal(manifest.layers[1].packing, LAYER_GZIP);
        assert_int_equal(manifest.layers[2].packing, LAYER_ZSTD);
        assert_int_equal(manifest.layers[2].size, 3);
        assert_int_equal(manifest.config_size, 7);
        assert_int_equal(manifest.config[0], 'c');
}

static void test_docker(void **state)
{
        static const char json[] = "{'schemaVersion':2,'mediaType':'" DOCKER
                                   "distribution.manifest.v2+json','config':{'mediaType':'" DOCKER
                                   "container.image.v1+json','size':1,'digest':$c},'layers':[" LAYER(
                                           DOCKER "image.rootfs.diff.tar.gzip",
                                           "$a") "," LAYER(DOCKER "image.rootfs.diff.tar", "$b") "]}";
        _cleanup_manifest_ Manifest manifest = {};
        Failure failure;
        assert_int_equal(read_json(json, &manifest, &failure), 0);
        assert_int_equal(manifest.n_layers, 2);
        assert_int_equal(manifest.layers[0].packing, LAYER_GZIP);
        assert_int_equal(manifest.layers[1].packing, LAYER_PLAIN);
}

#define OLD                                                                                               \
        "the manifest is of Docker's schema 1, which tells nothing of its layers that could be checked: " \
        "push "                                                                                           \
        "the image anew with a current tool"
#define BOTH              "the manifest is a manifest and something else as well, which tools read differently"
#define ABROAD            "is a layer that registries don't hand out, as Windows has them"
#define NO_LAYER          "is no type of a layer: those of tar, of it with gzip and with zstd are"
#define CONFIG_OF(fields) "{'schemaVersion':2,'config':{" fields "}}"
#define OCI_CONFIG        "'mediaType':'" OCI "config.v1+json'"

static const struct {
        const char *json, *words;
} refused[] = {
        {"", "line 1, column 1: the file ends here, in the middle of JSON"},
        {"[]", "the manifest is no object"},
        {"{}", "the manifest has no schemaVersion"},
        {"{'schemaVersion':2,'schemaVersion':2}", "line 1, column 21: a key that stands twice in an object"},
        {"{'schemaVersion':'2'}", "schemaVersion is no whole number from 0 to 4294967295"},
        {"{'schemaVersion':3}", "the manifest is of schema 3: there is 2"},
        {"{'schemaVersion':2}", "the manifest has no config"},
        {"{'schemaVersion':1,'name':'a','fsLayers':[],'history':[]}", OLD},
        {"{'schemaVersion':2,'mediaType':'" DOCKER "distribution.manifest.v1+prettyjws'}", OLD},
        {"{'schemaVersion':2,'mediaType':'text/html'}",
         "the manifest: \"text/html\" is neither a manifest of an image nor an index of some"},
        {MANIFEST(""), "the manifest has no layers"},
        {"{'schemaVersion':2," CONFIG "}", "the manifest has no layers"},
        {"{'schemaVersion':2,'layers':[" ONE "]}", "the manifest has no config"},
        {"{'schemaVersion':2,'layers':{}}", "layers is no array"},
        {"{'schemaVersion':2," CONFIG ",'layers':[" ONE "],'manifests':[]}", BOTH},
        {"{'schemaVersion':2,'mediaType':'" OCI "index.v1+json'," CONFIG ",'layers':[" ONE
         "],'manifests':[]}",
         BOTH},
        {"{'schemaVersion':2,'mediaType':'" OCI "manifest.v1+json'," CONFIG ",'layers':[" ONE
         "],'manifests':[]}",
         BOTH},
        {"{'schemaVersion':2," CONFIG ",'layers':[" ONE "],'fsLayers':[]}", BOTH},
        {"{'schemaVersion':2,'mediaType':'" OCI "index.v1+json'}", "the manifest has no manifests"},
        {CONFIG_OF(OCI_CONFIG ",'digest':$c,'size':4194305"), "config has more than 4 MiB"},
        {CONFIG_OF("'mediaType':'application/vnd.oci.empty.v1+json','digest':$c,'size':2"),
         "config: \"application/vnd.oci.empty.v1+json\" is no type of an image's configuration: what has it "
         "is something "
         "else than an image"},
        {CONFIG_OF(OCI_CONFIG ",'size':2"), "config has no digest"},
        {CONFIG_OF(OCI_CONFIG ",'digest':$c"), "config has no size"},
        {CONFIG_OF("'digest':$c,'size':2"), "config has no mediaType"},
        {CONFIG_OF(OCI_CONFIG ",'digest':$c,'size':-1"),
         "config.size is no whole number from 0 to 9223372036854775807"},
        {CONFIG_OF(OCI_CONFIG ",'digest':'sha256:abc','size':2"),
         "config.digest is no digest: sha256: and 64 lower-case hexadecimal digits"},
        {CONFIG_OF(OCI_CONFIG ",'digest':'sha512:abc','size':2"),
         "config.digest is a digest of another algorithm than sha256"},
        {MANIFEST(ONE "," LAYER(DOCKER "image.rootfs.foreign.diff.tar.gzip", "$a")),
         "layers[1]: \"" DOCKER "image.rootfs.foreign.diff.tar.gzip\" " ABROAD},
        {MANIFEST(LAYER(OCI "layer.nondistributable.v1.tar+gzip", "$a")),
         "layers[0]: \"" OCI "layer.nondistributable.v1.tar+gzip\" " ABROAD},
        {MANIFEST(LAYER(OCI "layer.v1.tar+gzip+encrypted", "$a")),
         "layers[0]: \"" OCI "layer.v1.tar+gzip+encrypted\" is encrypted, which coslice can't read"},
        {MANIFEST(LAYER("application/x-tar", "$a")), "layers[0]: \"application/x-tar\" " NO_LAYER},
        {MANIFEST(LAYER(OCI "config.v1+json", "$a")), "layers[0]: \"" OCI "config.v1+json\" " NO_LAYER},
        {MANIFEST(LAYER("\\u001b[0m", "$a")), "layers[0]: the text " NO_LAYER},
        {INDEX(ENTRY("$a", "{'os':'linux'}")), "manifests[0].platform has no architecture"},
        {INDEX(ENTRY("$a", "{'os':'linux','architecture':'../..'}")),
         "manifests[0].platform.architecture: \"../..\" is no word of a platform"},
};

static void test_refused(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
                Failure failure = {};
                Manifest manifest = {};
                assert_int_equal(read_json(refused[i].json, &manifest, &failure), -EINVAL);
                assert_string_equal(failure.text, refused[i].words);
                assert_null(manifest.layers);
        }
}

static void test_many(void **state)
{
        for (int n = IMAGE_LAYERS_MAX; n <= IMAGE_LAYERS_MAX + 1; n++) {
                _cleanup_strbuf_ StrBuf json = {};
                _cleanup_manifest_ Manifest manifest = {};
                Failure failure = {};
                strbuf_add(&json, "{'schemaVersion':2," CONFIG ",'layers':[");
                for (int i = 0; i < n; i++)
                        strbuf_addf(&json, "%s%s", i > 0 ? "," : "", ONE);
                strbuf_add(&json, "]}");
                assert_int_equal(read_json(json.text, &manifest, &failure),
                                 n > IMAGE_LAYERS_MAX ? -EINVAL : 0);
                if (n > IMAGE_LAYERS_MAX)
                        assert_string_equal(failure.text, "layers[128] is one more than 128 layers");
        }
}

static void test_large(void **state)
{
        _cleanup_free_ char *large = calloc(1, MANIFEST_SIZE_MAX + 2);
        Failure failure = {};
        Manifest manifest = {};
        assert_non_null(large);
        memset(large, ' ', MANIFEST_SIZE_MAX + 1);
        assert_int_equal(manifest_read(large, MANIFEST_SIZE_MAX + 1, &manifest, &failure), -EINVAL);
        assert_string_equal(failure.text, "the manifest has more than 4 MiB");
}

static const Platform amd64 = {"linux", "amd64", ""}, armv7 = {"linux", "arm", "v7"},
                      s390x = {"linux", "s390x", ""};

static void test_choose(void **state)
{
        static const char *const entries[] = {
                ENTRY("$a", "{'os':'windows','architecture':'amd64','os.version':'10'}"),
                ENTRY("$b", "{'os':'linux','architecture':'arm','variant':'v5'}"),
                ENTRY("$c", "{'os':'linux','architecture':'arm','variant':'v6'}"),
                ENTRY("$d", "{'os':'linux','architecture':'amd64','variant':''}"),
                ENTRY("$e", "{'os':'unknown','architecture':'unknown'}"),
                ENTRY("$f", "{'os':'linux','architecture':'amd64'}"),
                BLOB("text/plain", "$a", ",'platform':{'os':'linux','architecture':'s390x'}"),
        };
        _cleanup_strbuf_ StrBuf json = {};
        _cleanup_manifest_ Manifest index = {};
        const IndexEntry *entry;
        Failure failure;
        strbuf_add(&json, "{'schemaVersion':2,'mediaType':'" OCI "index.v1+json','manifests':[");
        for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
                strbuf_addf(&json, "%s%s", i > 0 ? "," : "", entries[i]);
        strbuf_add(&json, "]}");
        assert_int_equal(read_json(json.text, &index, &failure), 0);
        assert_true(index.is_index);
        assert_int_equal(index.n_entries, 6);
        assert_int_equal(manifest_choose(&index, &amd64, &entry, &failure), 0);
        assert_int_equal(entry->hex[0], 'd');
        assert_int_equal(entry->size, 3);
        assert_int_equal(manifest_choose(&index, &armv7, &entry, &failure), 0);
        assert_int_equal(entry->hex[0], 'c');
        assert_int_equal(manifest_choose(&index, &s390x, &entry, &failure), -EINVAL);
        assert_string_equal(
                failure.text,
                "there is no image for this machine, linux/s390x, but for windows/amd64, linux/arm/v5, "
                "linux/arm/v6, linux/amd64");
}

/* "manifests" alone make an index, and one entry alone needs no platform. */
static void test_choose_unsaid(void **state)
{
#define NONE "there is no image for this machine, linux/s390x, but for no machine at all"
        static const struct {
                const char *json, *words;
        } rows[] = {
                {"{'schemaVersion':2,'manifests':[" LONE("$a") "]}", NULL},
                {"{'schemaVersion':2,'mediaType':'" DOCKER
                 "distribution.manifest.list.v2+json','manifests':[" BLOB(
                         DOCKER "distribution.manifest.v2+json", "$a",
                         ",'platform':{'os':'linux','architecture':'s390x'}") "]}",
                 NULL},
                {INDEX(LONE("$a") "," LONE("$b")), NONE},
                {"{'schemaVersion':2,'manifests':[]}", NONE},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_manifest_ Manifest index = {};
                const IndexEntry *entry;
                Failure failure = {};
                assert_int_equal(read_json(rows[i].json, &index, &failure), 0);
                assert_true(index.is_index);
                assert_int_equal(manifest_choose(&index, &s390x, &entry, &failure),
                                 rows[i].words ? -EINVAL : 0);
                if (rows[i].words)
                        assert_string_equal(failure.text, rows[i].words);
                else
                        assert_string_equal(entry->hex, HEX_A);
        }
}

static void test_choose_of_many(void **state)
{
        _cleanup_strbuf_ StrBuf json = {};
        _cleanup_manifest_ Manifest index = {};
        const IndexEntry *entry;
        Failure failure;
        strbuf_add(&json, "{'schemaVersion':2,'manifests':[");
        for (int i = 0; i < 20; i++)
                strbuf_addf(&json, "%s" ENTRY("$a", "{'os':'os%d','architecture':'x'}"), i > 0 ? "," : "", i);
        strbuf_add(&json, "]}");
        assert_int_equal(read_json(json.text, &index, &failure), 0);
        assert_int_equal(manifest_choose(&index, &s390x, &entry, &failure), -EINVAL);
        assert_non_null(strstr(failure.text, "os10/x, os11/x and 8 more"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_oci),           cmocka_unit_test(test_docker),
                cmocka_unit_test(test_refused),       cmocka_unit_test(test_many),
                cmocka_unit_test(test_large),         cmocka_unit_test(test_choose),
                cmocka_unit_test(test_choose_unsaid), cmocka_unit_test(test_choose_of_many),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
