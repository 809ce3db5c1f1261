/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Skopeo has no statuses for what goes wrong, only sentences, made by the library containers/image, of what
 * Go's libraries and the registry say. So the table looks for what they have in common from version 1.9 on
 * (and some do since 0.1). A sentence that is not in it is told as it is. */
#include "helper/image/fetch/said.h"

#include "core/base/utf8.h"

#include <errno.h>
#include <string.h>

/* What is put in place of a letter behind "%". */
typedef struct Words {
        const Asked *asked;
        const char *host;    /* never NULL */
        const char *message; /* all of it */
} Words;

typedef struct Row {
        const char *const *signs; /* any of them is in the message; NULL-terminated */
        bool may_pass;
        const char *sentence; /* %H host, %A platform, %S what was sent, %F folder, %P path, %M message */
} Row;

#define SIGNS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Later releases name each place where it could be, a home among them: ours is none. */
#define NO_POLICY                                                                                          \
        SIGNS("no policy.json file found", "open /etc/containers/policy.json: no such file or directory"), \
                false,                                                                                     \
                "there is no /etc/containers/policy.json, which says what images are to be trusted: "      \
                "containers-policy.json(5)"

/* The first that fits counts: what policy.json refuses and what is signed wrongly can quote anything, and
 * what a registry answers comes before how it was reached. */
static const Row rows[] = {
        {SIGNS("no space left on device", "disk quota exceeded"), false,
         "no space is left in %F, where images are fetched to"},
        {SIGNS("A signature was required, but no signature exists"), false,
         "/etc/containers/policy.json requires a signature of images from %H, and it has none"},
        {SIGNS("is rejected by policy"), false, "/etc/containers/policy.json allows no such image from %H"},
        {SIGNS("Invalid GPG signature"), false,
         "/etc/containers/policy.json requires a signature of images from %H, and that of this one is of a "
         "key "
         "that it doesn't name, or wrong"},
        {SIGNS("Source image rejected"), false,
         "/etc/containers/policy.json requires a signature of images from %H, and it has none that counts: "
         "%M"},
        {NO_POLICY},
        {SIGNS("trust policy", "policy.json"), false,
         "skopeo can't read which images from %H are to be trusted, containers-policy.json(5): %M"},
        {SIGNS("no image found in manifest list for architecture",
               "no image found in image index for architecture"),
         false, "%H has it for other machines alone, not for %A"},
        {SIGNS("Manifest does not match provided manifest digest", "Digest did not match, expected",
               "Blob size mismatch", "unexpected digest", "does not match expected sha256"),
         false, "what %H sends is not what its digest says: %M"},
        {SIGNS("unsupported schema version 1",
               "unsupported manifest media type and no default available: "
               "application/vnd.docker.distribution.manifest.v1",
               "schema 1", "schema1"),
         false,
         "%H has it as manifest schema 1, an obsolete form that coslice doesn't take: push it anew with a "
         "program of today"},
        {SIGNS("StatusCode: 429", "status code from registry 429", "too many requests", "toomanyrequests",
               "Too Many Requests", "Too many requests"),
         true, "%H takes no more requests of this machine for now (rate limit); %S"},
        {SIGNS("unauthorized", "authentication required", "denied: ", "access to the resource is denied",
               "invalid username/password", "status code from registry 401", "status code from registry 403",
               "StatusCode: 401", "StatusCode: 403", "403 Forbidden", "401 Unauthorized"),
         false, "%H refuses it; %S"},
        {SIGNS("manifest unknown", "name unknown", "name invalid", "repository name not known",
               "status code from registry 404", "StatusCode: 404", "404 Not Found", ": not found"),
         false, "%H has no such image, or no such tag of it"},
        {SIGNS("signed by unknown authority"), false,
         "this machine doesn't know who signed the certificate of %H: put the certificate of that authority "
         "into "
         "/etc/containers/certs.d/%H/ca.crt"},
        {SIGNS("x509: ", "tls: bad certificate", "tls: certificate required", "remote error: tls: "), false,
         "the certificate of %H is not right: %M"},
        {SIGNS("server gave HTTP response to HTTPS client",
               "first record does not look like a TLS handshake"),
         false,
         "%H speaks HTTP without TLS: if it is to be trusted all the same, say so in "
         "/etc/containers/registries.conf, "
         "insecure = true"},
        {SIGNS("no such host", "server misbehaving", "Temporary failure in name resolution",
               "dial tcp: lookup "),
         true, "no address is known of %H: %M"},
        {SIGNS("connection refused"), true, "nobody answers at %H: connection refused"},
        {SIGNS("no route to host", "network is unreachable", "host is down"), true,
         "%H can't be reached: %M"},
        {SIGNS("i/o timeout", "TLS handshake timeout", "deadline exceeded", "Client.Timeout exceeded",
               "connection timed out"),
         true, "%H doesn't answer in time"},
        {SIGNS("StatusCode: 5", "status code from registry 5", "unexpected HTTP status: 5",
               "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Time"),
         true, "%H has trouble of its own: %M"},
        {SIGNS("connection reset by peer", "broken pipe", "unexpected EOF", "server closed",
               "stream error: ", "http2: ", "connection lost", "transport connection broken"),
         true, "the connection with %H broke off: %M"},
};

/* Those of sources without a registry. */
static const Row local_rows[] = {
        {SIGNS("no space left on device", "disk quota exceeded"), false,
         "no space is left in %F, where images are fetched to"},
        {SIGNS("A signature was required, but no signature exists"), false,
         "/etc/containers/policy.json requires a signature of it, and it has none"},
        {SIGNS("is rejected by policy"), false, "/etc/containers/policy.json allows no such image"},
        {SIGNS("Source image rejected"), false,
         "/etc/containers/policy.json requires a signature of it, and it has none that counts: %M"},
        {NO_POLICY},
        {SIGNS("trust policy", "policy.json"), false,
         "skopeo can't read which images are to be trusted, containers-policy.json(5): %M"},
        {SIGNS("no image found in manifest list for architecture",
               "no image found in image index for architecture"),
         false, "it is for other machines alone, not for %A"},
        {SIGNS("Digest did not match, expected", "Blob size mismatch", "unexpected digest"), false,
         "what is in %P is not what its digest says: %M"},
        {SIGNS("permission denied"), false,
         "the user coslice-pull, as whom images are read, may not read %P, or not enter a folder above it: "
         "\"setfacl -R -m "
         "u:coslice-pull:rX\" allows it"},
        {SIGNS("no descriptor found for reference", "more than one image in oci"), false,
         "%P has no image of that name, or several and no name was said: %M"},
        {SIGNS("no such file or directory"), false, "there is no image in %P: %M"},
};

static bool has_any(const char *message, const char *const *signs)
{
        for (; *signs; signs++)
                if (strstr(message, *signs))
                        return true;
        return false;
}

/* Appends what a quoted character of Go means, "\n" or "\u00e9" read, and returns where it ends. A control
 * character is one here, and is made visible where it is shown. */
static const char *add_escaped(const char *text, StrBuf *ret)
{
        switch (*text) {
        case '\0': return text;
        case 'n': strbuf_add_char(ret, ' '); break;
        case 't': strbuf_add_char(ret, ' '); break;
        case '"':
        case '\\': strbuf_add_char(ret, *text); break;
        default: /* seldom, and as it stands it harms nobody */
                strbuf_add_char(ret, '\\');
                strbuf_add_char(ret, *text);
        }
        return text + 1;
}

/* The value of "msg=" at TEXT, up to END. */
static void add_value(const char *text, const char *end, StrBuf *ret)
{
        if (*text != '"') {
                strbuf_add_bytes(ret, text, (size_t)(end - text));
                return;
        }
        for (text++; text < end && *text != '"';)
                if (*text == '\\' && text + 1 < end)
                        text = add_escaped(text + 1, ret);
                else
                        strbuf_add_char(ret, *text++);
}

int said_message(const char *text, StrBuf *ret)
{
        const char *message = NULL, *message_end = NULL;
        bool fatal = false;
        for (const char *line = text; *line;) {
                const char *end = line + strcspn(line, "\n");
                const char *sign = memmem(line, (size_t)(end - line), "level=fatal msg=", 16);
                if (sign) {
                        message = sign + 16;
                        message_end = end;
                        fatal = true;
                } else if (!fatal && end > line) {
                        message = line;
                        message_end = end;
                }
                line = *end ? end + 1 : end;
        }
        if (fatal)
                add_value(message, message_end, ret);
        else if (message)
                strbuf_add_bytes(ret, message, (size_t)(message_end - message));
        else
                strbuf_add(ret, "");
        return ret->oom ? -ENOMEM : 0;
}

int said_quote(const char *text, StrBuf *ret)
{
        _cleanup_strbuf_ StrBuf clean = {};
        int r = utf8_printable(text, &clean);
        if (r < 0)
                return r;
        size_t n = clean.text ? clean.length : 0;
        if (n > SAID_QUOTED_MAX) {
                n = SAID_QUOTED_MAX;
                while (n > 0 && ((unsigned char)clean.text[n] & 0xc0) == 0x80) /* not within a character */
                        n--;
        }
        strbuf_add_char(ret, '"');
        strbuf_add_bytes(ret, clean.text ? clean.text : "", n);
        return strbuf_add(ret, n < clean.length ? "…\"" : "\"");
}

/* Skopeo repeats what it was asked for, and where it was in its own program: what comes last is the cause. */
static const char *cause_of(const char *message)
{
        static const char *const heads[] = {"Error parsing image name \"",
                                            "initializing source ",
                                            "copying system image from manifest list: ",
                                            "Source image rejected: ",
                                            "pinging container registry ",
                                            "reading manifest ",
                                            "Error reading manifest ",
                                            "writing blob: ",
                                            "Get \""};
        for (size_t i = 0; i < ARRAY_SIZE(heads);) {
                const char *rest = string_after(message, heads[i]);
                bool ends = rest && strlen(heads[i]) > 2 && streq(heads[i] + strlen(heads[i]) - 2, ": ");
                const char *next = !rest ? NULL : ends ? rest : strstr(rest, ": ");
                if (next && !ends)
                        next += 2;
                if (next && *next) {
                        message = next;
                        i = 0;
                } else
                        i++;
        }
        return message;
}

static void add_sentence(const char *sentence, const Words *words, StrBuf *ret)
{
        const Asked *asked = words->asked;
        for (; *sentence; sentence++) {
                if (*sentence != '%') {
                        strbuf_add_char(ret, *sentence);
                        continue;
                }
                switch (*++sentence) {
                case 'A': strbuf_add(ret, asked->platform); break;
                case 'F': strbuf_add(ret, asked->folder); break;
                case 'H': strbuf_add(ret, words->host); break;
                case 'M': said_quote(cause_of(words->message), ret); break;
                case 'P': strbuf_add(ret, asked->path ? asked->path : ""); break;
                case 'S': strbuf_add(ret, asked->sent); break;
                default: strbuf_add_char(ret, '%');
                }
        }
}

int said_explain(const char *message, const Asked *asked, StrBuf *ret)
{
        const Words words = {.asked = asked, .host = asked->host ? asked->host : "", .message = message};
        const Row *table = asked->host ? rows : local_rows, *row = NULL;
        size_t n = asked->host ? ARRAY_SIZE(rows) : ARRAY_SIZE(local_rows);
        for (size_t i = 0; i < n && !row; i++)
                if (has_any(message, table[i].signs))
                        row = table + i;
        strbuf_add(ret, asked->image);
        strbuf_add(ret, ": ");
        if (row)
                add_sentence(row->sentence, &words, ret);
        else if (*message)
                add_sentence("skopeo says %M", &words, ret);
        else
                strbuf_add(ret, "skopeo fails, and doesn't say why");
        return ret->oom ? -ENOMEM : row && row->may_pass ? SAID_MAY_PASS : 0;
}
