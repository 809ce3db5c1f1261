/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An authentication file is read by skopeo alone: ours is written from two lines, and one that is there goes
 * as it is. */
#include "helper/image/fetch/credential.h"

#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define FORM "lines \"username=NAME\" and \"password=WORD\", or an auth.json"

/* For text that held a password. */
static void forget(StrBuf *buf)
{
        if (buf->text)
                explicit_bzero(buf->text, buf->space);
        strbuf_done(buf);
}
#define _cleanup_forget_ _cleanup_(forget)

void credential_done(Credential *credential)
{
        closep(&credential->fd);
        free(credential->sent);
        *credential = (Credential){.fd = -EBADF};
}

/* RFC 4648's alphabet, padded, as HTTP has it. */
static void add_base64(const char *bytes, size_t n, StrBuf *ret)
{
        static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (size_t i = 0; i < n; i += 3) {
                unsigned group = (unsigned)(unsigned char)bytes[i] << 16;
                if (i + 1 < n)
                        group |= (unsigned)(unsigned char)bytes[i + 1] << 8;
                if (i + 2 < n)
                        group |= (unsigned char)bytes[i + 2];
                strbuf_add_char(ret, digits[group >> 18]);
                strbuf_add_char(ret, digits[group >> 12 & 63]);
                strbuf_add_char(ret, i + 1 < n ? digits[group >> 6 & 63] : '=');
                strbuf_add_char(ret, i + 2 < n ? digits[group & 63] : '=');
        }
}

/* What lines can say, each once. */
typedef struct Lines {
        const char *user, *password;
        size_t user_size, password_size;
} Lines;

static const char *read_line(const char *line, size_t n, Lines *lines)
{
        const char *user = string_after(line, "username="), *password = string_after(line, "password=");
        if (n == 0 || *line == '#')
                return NULL;
        if (user ? lines->user != NULL : password ? lines->password != NULL : false)
                return "it says username= or password= twice";
        if (user) {
                lines->user = user;
                lines->user_size = n - (size_t)(user - line);
        } else if (password) {
                lines->password = password;
                lines->password_size = n - (size_t)(password - line);
        } else
                return "a line of it is neither username= nor password=: write " FORM;
        return NULL;
}

static const char *read_lines(const char *text, size_t size, Lines *lines)
{
        const char *why = NULL;
        for (size_t at = 0; at < size && !why;) {
                size_t n = strcspn(text + at, "\n");
                size_t end = n > 0 && text[at + n - 1] == '\r' ? n - 1 : n;
                why = read_line(text + at, end, lines);
                at += n + 1;
        }
        if (why)
                return why;
        if (!lines->user || lines->user_size == 0)
                return "it has no username=: write " FORM;
        if (!lines->password || lines->password_size == 0)
                return "it has no password=: write " FORM;
        if (memchr(lines->user, ':', lines->user_size))
                return "its username has a \":\", which ends a user's name where it is sent";
        return NULL;
}

static int convert_lines(const Lines *lines, const char *host, StrBuf *ret)
{
        _cleanup_forget_ StrBuf pair = {};
        /* Made once, so that no copy of it is left where it was before it grew. */
        strbuf_reserve(&pair, lines->user_size + lines->password_size + 2);
        strbuf_add_bytes(&pair, lines->user, lines->user_size);
        strbuf_add_char(&pair, ':');
        strbuf_add_bytes(&pair, lines->password, lines->password_size);
        if (pair.oom)
                return -ENOMEM;
        strbuf_reserve(ret, pair.length / 3 * 4 + strlen(host) + 64);
        strbuf_addf(ret, "{\"auths\":{\"%s\":{\"auth\":\"", host);
        add_base64(pair.text, pair.length, ret);
        return strbuf_add(ret, "\"}}}");
}

int credential_convert(const char *text, size_t size, const char *host, StrBuf *ret, char **ret_user,
                       const char **ret_why)
{
        Lines lines = {};
        *ret_user = NULL;
        if (strlen(text) != size) {
                *ret_why = "it holds a NUL: write " FORM;
                return -EINVAL;
        }
        if (text[strspn(text, " \t\r\n")] == '{')
                return strbuf_add_bytes(ret, text, size);
        *ret_why = read_lines(text, size, &lines);
        if (*ret_why)
                return -EINVAL;
        _cleanup_free_ char *user = strndup(lines.user, lines.user_size);
        int r = user ? convert_lines(&lines, host, ret) : -ENOMEM;
        if (r == 0)
                *ret_user = TAKE_PTR(user);
        return r;
}

/* Who can reopen it by its descriptor's name is who owns it. */
static int seal(const StrBuf *text, const CredentialPlace *place)
{
        _cleanup_close_ int fd = memfd_create("auth.json", MFD_CLOEXEC | MFD_ALLOW_SEALING);
        if (fd < 0)
                return -errno;
        for (size_t at = 0; at < text->length;) {
                ssize_t n = write(fd, text->text + at, text->length - at);
                if (n < 0)
                        return -errno;
                at += (size_t)n;
        }
        if (fchmod(fd, 0400) < 0 || fchown(fd, place->owner, place->group) < 0 ||
            fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0)
                return -errno;
        return TAKE_FD(fd);
}

static int read_file(int folder_fd, const char *path, int flags, StrBuf *ret)
{
        _cleanup_close_ int fd = openat(folder_fd, path, TEXTFILE_FLAGS | flags);
        if (fd < 0)
                return -errno;
        int r = textfile_read(fd, CREDENTIAL_SIZE_MAX, &ret->text, &ret->length);
        ret->space = r == 0 ? ret->length + 1 : 0;
        return r;
}

static int fail_named(const char *name, int error, Failure *failure)
{
        if (error == -ENOENT || error == -ELOOP)
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "Credential=%s: the unit has no such credential", name);
        if (error == -EFBIG)
                return failure_set(failure, EXIT_SETUP_STATE, 0, "Credential=%s: it is larger than 1 MiB",
                                   name);
        return failure_set(failure, EXIT_SETUP_STATE, -error, "Credential=%s: read it", name);
}

/* The credential that is named. */
static int take_named(const CredentialPlace *place, const char *host, StrBuf *ret, char **ret_sent,
                      Failure *failure)
{
        _cleanup_forget_ StrBuf text = {};
        _cleanup_free_ char *user = NULL;
        const char *why = NULL;
        if (!credential_name_is_valid(place->name))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "--credential: expected the name of a credential");
        _cleanup_close_ int folder_fd =
                place->folder ? open(place->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
        int r = folder_fd < 0 ? -ENOENT : read_file(folder_fd, place->name, O_NOFOLLOW, &text);
        if (r < 0)
                return fail_named(place->name, r, failure);
        r = credential_convert(text.text, text.length, host ? host : "", ret, &user, &why);
        if (r == -EINVAL)
                return failure_set(failure, EXIT_SETUP_STATE, 0, "Credential=%s: %s", place->name, why);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -r, "Credential=%s: read it", place->name);
        *ret_sent = user ? string_printf("the credential %s was sent, as user %s", place->name, user)
                         : string_printf("what the credential %s has for it was sent", place->name);
        return 0;
}

/* What "podman login" left; nothing is an empty file, so that skopeo looks for none by itself. */
static int take_podmans(const CredentialPlace *place, StrBuf *ret, char **ret_sent, Failure *failure)
{
        int r = place->podmans ? read_file(AT_FDCWD, place->podmans, 0, ret) : -ENOENT;
        if (r == -ENOENT) {
                strbuf_add(ret, "{\"auths\":{}}");
                *ret_sent = strdup("no credential was sent: Credential= in its [Registry] section names one");
                return 0;
        }
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "read %s", place->podmans);
        *ret_sent = string_printf("what %s has for it was sent", place->podmans);
        return 0;
}

int credential_read(const CredentialPlace *place, const char *host, Credential *ret, Failure *failure)
{
        _cleanup_forget_ StrBuf text = {};
        _cleanup_free_ char *sent = NULL;
        int r = place->name ? take_named(place, host, &text, &sent, failure)
                            : take_podmans(place, &text, &sent, failure);
        if (r < 0)
                return r;
        if (!sent || text.oom)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the credential");
        int fd = seal(&text, place);
        if (fd < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -fd, "keep the credential in memory");
        *ret = (Credential){.fd = fd, .sent = TAKE_PTR(sent)};
        return 0;
}
