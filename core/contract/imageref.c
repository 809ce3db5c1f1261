/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/imageref.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/contract/imagedigest.h"
#include "core/contract/place.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define LOWER                  "abcdefghijklmnopqrstuvwxyz"
#define UPPER                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS                 "0123456789"
#define ALNUM                  LOWER UPPER DIGITS
#define TAG_MAX                128
#define NAME_MAX_OF_REGISTRIES 255      /* host and path */
#define LATEST                 "latest" /* what no tag means, to all engines */

static const char *const prefixes[_IMAGE_TRANSPORT_MAX] = {
        [IMAGE_OCI] = "oci:",
        [IMAGE_OCI_ARCHIVE] = "oci-archive:",
        [IMAGE_DOCKER_ARCHIVE] = "docker-archive:",
        [IMAGE_DIR] = "dir:",
};

/* Those of skopeo that are not built in, or mean something that a group can't have. */
static const char *const foreign[] = {
        "containers-storage:", "docker-daemon:", "ostree:", "sif:", "tarball:", "atomic:"};

void image_ref_done(ImageRef *ref)
{
        free(ref->host);
        free(ref->path);
        free(ref->tag);
        free(ref->digest);
        *ref = (ImageRef){};
}

static int mistake(StrBuf *why, const char *words)
{
        return strbuf_add(why, words) < 0 ? -ENOMEM : IMAGE_REF_MISTAKE;
}

static int copy(const char *text, size_t n, char **ret)
{
        *ret = strndup(text, n);
        return *ret ? 0 : -ENOMEM;
}

/* Files of this machine. */

/* NAME of "oci:/DIR:NAME": what skopeo takes, or a little more. */
static bool is_name(const char *text)
{
        return *text && strlen(text) <= NAME_MAX_OF_REGISTRIES && (strchr(ALNUM, *text) || *text == '@') &&
               !text[strspn(text, ALNUM "-._:@+/")];
}

static int read_local(const char *text, ImageTransport transport, ImageRef *ref, StrBuf *why)
{
        /* That of "dir:" is a path to its end. */
        size_t n = transport == IMAGE_DIR ? strlen(text) : strcspn(text, ":");
        ref->transport = transport;
        int r = copy(text, n, &ref->path);
        if (r < 0)
                return r;
        if (*ref->path != '/' || !path_is_normalized(ref->path) || !ref->path[1])
                return mistake(why, "names no file or directory by an absolute and normalized path");
        if (utf8_has_control(ref->path) || !utf8_is_valid(ref->path))
                return mistake(why, "has a control character in its path, or what is not UTF-8");
        if (!text[n])
                return 0;
        if (!is_name(text + n + 1))
                return mistake(why, "has something behind the path's \":\" that is no name of an image");
        return copy(text + n + 1, strlen(text + n + 1), &ref->tag);
}

/* Those of registries. */

/* A part of a path: letters and digits, with ".", "_", "__" or any number of "-" between. */
static bool is_component(const char *text, size_t n)
{
        for (size_t at = 0;;) {
                size_t plain = strspn(text + at, LOWER DIGITS);
                if (plain == 0)
                        return false;
                at += plain;
                if (at >= n)
                        return at == n;
                if (text[at] == '-')
                        at += strspn(text + at, "-");
                else if (text[at] == '.' || text[at] == '_')
                        at += text[at] == '_' && text[at + 1] == '_' ? 2 : 1;
                else
                        return false;
        }
}

static int check_path(const char *path, StrBuf *why)
{
        if (strpbrk(path, UPPER))
                return mistake(why, "has a capital in the path, which has none at any registry");
        for (const char *part = path;; part++) {
                size_t n = strcspn(part, "/");
                if (!is_component(part, n))
                        return mistake(
                                why,
                                "has a path that is none of a registry's: parts of a-z and 0-9, with \".\", "
                                "\"_\", \"__\" or \"-\" between");
                part += n;
                if (!*part)
                        return 0;
        }
}

static bool is_port(const char *text)
{
        size_t n = strspn(text, DIGITS);
        unsigned port = 0;
        for (size_t i = 0; i < n && i < 6; i++)
                port = port * 10 + (unsigned)(text[i] - '0');
        return n > 0 && n <= 5 && !text[n] && *text != '0' && port <= UINT16_MAX;
}

/* Labels of letters, digits and "-" inside, joined by dots; or an IPv6 address in brackets. */
static bool is_host(const char *text)
{
        size_t n = 0;
        if (*text == '[') {
                n = 1 + strspn(text + 1, DIGITS "abcdefABCDEF:");
                if (n < 3 || text[n++] != ']')
                        return false;
        } else {
                for (;; n++) {
                        size_t label = strspn(text + n, ALNUM "-");
                        if (label == 0 || label > 63 || text[n] == '-' || text[n + label - 1] == '-')
                                return false;
                        n += label;
                        if (text[n] != '.')
                                break;
                }
        }
        return !text[n] || (text[n] == ':' && is_port(text + n + 1));
}

/* Whether what is before the first "/" is a host: as Docker has it, a repository's name can't look so. */
static bool looks_like_host(const char *text, size_t n)
{
        return memchr(text, '.', n) || memchr(text, ':', n) || (n == 9 && strncmp(text, "localhost", n) == 0);
}

/* NAME, which has no host, and TAG: with what the full name probably is, if it is one there. */
static int refuse_short(const char *name, const ImageRef *ref, StrBuf *why)
{
        _cleanup_strbuf_ StrBuf unused = {};
        strbuf_add(why, "is a short name, which each machine reads in its own way");
        if (check_path(name, &unused) == 0) {
                strbuf_addf(why, ": write docker.io/%s%s", strchr(name, '/') ? "" : "library/", name);
                if (ref->tag)
                        strbuf_addf(why, ":%s", ref->tag);
                if (ref->digest)
                        strbuf_addf(why, "@sha256:%s", ref->digest);
                strbuf_add(why, ", if it is Docker's");
        } else
                strbuf_add(why, ": write it with its registry's host, HOST/PATH:TAG");
        return why->oom || unused.oom ? -ENOMEM : IMAGE_REF_MISTAKE;
}

/* Cuts the digest off NAME. */
static int read_digest(char *name, ImageRef *ref, StrBuf *why)
{
        char *at = strchr(name, '@');
        const char *hex;
        if (!at)
                return 0;
        *at = '\0';
        int r = image_digest_read(at + 1, &hex);
        if (r == IMAGE_DIGEST_FOREIGN)
                return mistake(why, "has a digest of another algorithm than sha256");
        if (r > 0)
                return mistake(why,
                               "has no digest behind \"@\": sha256: and 64 lower-case hexadecimal digits");
        return copy(hex, strlen(hex), &ref->digest);
}

/* Cuts the tag off NAME. */
static int read_tag(char *name, ImageRef *ref, StrBuf *why)
{
        char *slash = strrchr(name, '/'), *colon = strrchr(name, ':');
        /* "localhost:5000" */
        if (!colon || (slash && colon < slash))
                return 0;
        *colon = '\0';
        const char *tag = colon + 1;
        if (!*tag || strlen(tag) > TAG_MAX || *tag == '.' || *tag == '-' || tag[strspn(tag, ALNUM "_.-")])
                return mistake(why, "has no tag behind \":\": 1 to 128 letters, digits, \"_\", \".\" and "
                                    "\"-\", the first "
                                    "none of the last two");
        return copy(tag, strlen(tag), &ref->tag);
}

static int read_registry(const char *text, ImageRef *ref, StrBuf *why)
{
        _cleanup_free_ char *name = strdup(text);
        if (!name)
                return -ENOMEM;
        int r = read_digest(name, ref, why);
        if (r == 0)
                r = read_tag(name, ref, why);
        if (r != 0)
                return r;
        size_t n = strcspn(name, "/");
        if (!name[n] || !looks_like_host(name, n))
                return refuse_short(name, ref, why);
        r = copy(name, n, &ref->host);
        if (r < 0)
                return r;
        if (!is_host(ref->host))
                return mistake(why, "has no host before the first \"/\": HOST or HOST:PORT");
        r = check_path(name + n + 1, why);
        if (r == 0 && strlen(name) > NAME_MAX_OF_REGISTRIES)
                r = mistake(why, "has more than 255 bytes in host and path");
        return r == 0 ? copy(name + n + 1, strlen(name + n + 1), &ref->path) : r;
}

static int refuse_foreign(const char *text, StrBuf *why)
{
        if (string_after(text, "docker://"))
                return mistake(why,
                               "begins with \"docker://\": leave that away, what is no file is a registry's");
        for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
                if (string_after(text, foreign[i]))
                        return mistake(why,
                                       "is of a kind that can't be fetched for a group: HOST/PATH:TAG, oci:, "
                                       "oci-archive:, docker-archive: and dir: can");
        return 0;
}

static int read_any(const char *text, ImageRef *ref, StrBuf *why)
{
        if (!*text)
                return mistake(why, "is empty");
        if (strlen(text) > IMAGE_REF_MAX)
                return mistake(why, "has more than 4096 bytes");
        int r = refuse_foreign(text, why);
        if (r != 0)
                return r;
        for (ImageTransport i = 0; i < _IMAGE_TRANSPORT_MAX; i++) {
                const char *rest = prefixes[i] ? string_after(text, prefixes[i]) : NULL;
                if (rest)
                        return read_local(rest, i, ref, why);
        }
        return read_registry(text, ref, why);
}

int image_ref_read(const char *text, ImageRef *ret, StrBuf *why)
{
        _cleanup_image_ref_ ImageRef ref = {};
        int r = read_any(text, &ref, why);
        if (r != 0)
                return r;
        *ret = ref;
        ref = (ImageRef){};
        return 0;
}

/* Writing. */

static void add_local(const ImageRef *ref, StrBuf *buf)
{
        strbuf_addf(buf, "%s%s", prefixes[ref->transport], ref->path);
        if (ref->tag)
                strbuf_addf(buf, ":%s", ref->tag);
}

int image_ref_skopeo(const ImageRef *ref, const char *hex, StrBuf *buf)
{
        hex = hex ? hex : ref->digest;
        if (ref->transport != IMAGE_REGISTRY)
                add_local(ref, buf);
        else if (hex)
                strbuf_addf(buf, "docker://%s/%s@sha256:%s", ref->host, ref->path, hex);
        else
                strbuf_addf(buf, "docker://%s/%s:%s", ref->host, ref->path, ref->tag ? ref->tag : LATEST);
        return buf->oom ? -ENOMEM : 0;
}

int image_ref_write(const ImageRef *ref, StrBuf *buf)
{
        if (ref->transport != IMAGE_REGISTRY)
                add_local(ref, buf);
        else {
                strbuf_addf(buf, "%s/%s", ref->host, ref->path);
                if (ref->tag || !ref->digest)
                        strbuf_addf(buf, ":%s", ref->tag ? ref->tag : LATEST);
                if (ref->digest)
                        strbuf_addf(buf, "@sha256:%s", ref->digest);
        }
        return buf->oom ? -ENOMEM : 0;
}

/* Keys. */

/* That which a registry is asked for, or NULL. */
static const char *asked_tag(const ImageRef *ref)
{
        return ref->tag ? ref->tag : ref->transport == IMAGE_REGISTRY && !ref->digest ? LATEST : NULL;
}

/* The part for readers: the end of the name, where it is too long. RET has room for it and its NUL. */
static size_t make_readable(const ImageRef *ref, char *ret)
{
        const char *tag = asked_tag(ref);
        const char *parts[] = {ref->host, ref->host ? "/" : NULL, ref->path, tag ? ":" : NULL, tag};
        size_t n = 0, over = 0;
        for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
                n += parts[i] ? strlen(parts[i]) : 0;
        over = n > IMAGE_KEY_READABLE_MAX ? n - IMAGE_KEY_READABLE_MAX : 0;
        n = 0;
        for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
                for (const char *c = parts[i]; c && *c; c++) {
                        char one = *c;
                        if (!strchr(ALNUM ".", one))
                                one = '-';
                        /* It begins with neither "-" nor ".", which mean something to others. */
                        if (over > 0)
                                over--;
                        else if (n > 0 || strchr(ALNUM, one))
                                ret[n++] = one;
                }
        ret[n] = '\0';
        return n;
}

void image_ref_key(const ImageRef *ref, const char *credential, const char *policy, char ret[IMAGE_KEY_SPACE])
{
        const char *prefix = prefixes[ref->transport] ? prefixes[ref->transport] : "";
        const char *tag = asked_tag(ref);
        const char *parts[] = {prefix,         ref->host ? ref->host : "",     ref->path,
                               tag ? tag : "", ref->digest ? ref->digest : "", credential ? credential : "",
                               policy};
        uint64_t sum = HASH_FNV64_BEGIN;
        for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
                sum = hash_fnv64(sum, parts[i], strlen(parts[i]) + 1);
        size_t n = make_readable(ref, ret);
        snprintf(ret + n, IMAGE_KEY_SPACE - n, "%s-%016llx", n == 0 ? "image" : "", (unsigned long long)sum);
}

bool image_key_is_valid(const char *text)
{
        size_t n = strlen(text);
        if (n < 1 + 1 + 16 || n >= IMAGE_KEY_SPACE || text[n - 17] != '-' ||
            strspn(text + n - 16, DIGITS "abcdef") != 16)
                return false;
        return strchr(ALNUM, *text) && !text[strspn(text, ALNUM ".-")];
}
