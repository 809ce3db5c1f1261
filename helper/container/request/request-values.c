/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Option values with parts. The parts are parted by ":"; only the last one may hold a ":" itself. */
#include "helper/container/request/request-values.h"

#include "core/base/name.h"
#include "core/base/number.h"
#include "core/contract/contract.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

static const struct {
        const char *option;
        const char *form;
} kinds[] = {
        [VOLUME_HOST] = {"bind", "TARGET:FLAGS:SUB:SOURCE"},
        [VOLUME_PINNED] = {"pinned", "TARGET:FLAGS:SUB:NAME"},
        [VOLUME_TMPFS] = {"tmpfs", "TARGET:OPTIONS"},
};

static bool component_is_plain(const char *text, size_t n)
{
        return n > 0 && n <= NAME_MAX && !(n == 1 && text[0] == '.') &&
               !(n == 2 && text[0] == '.' && text[1] == '.');
}

/* "a/b", without "/" at either end. */
static bool relative_is_normalized(const char *text)
{
        if (strlen(text) >= PATH_MAX)
                return false;
        for (;;) {
                size_t n = strcspn(text, "/");
                if (!component_is_plain(text, n))
                        return false;
                if (!text[n])
                        return true;
                text += n + 1;
        }
}

bool path_is_normalized(const char *text)
{
        return text[0] == '/' && (!text[1] || relative_is_normalized(text + 1));
}

static int no_memory(Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
}

/* Copies what stands before the next ":" to RET and moves *TEXT behind it. False where there is no ":". */
static bool next_part(const char **text, char **ret, bool *oom)
{
        const char *end = strchr(*text, ':');
        if (!end)
                return false;
        *ret = strndup(*text, (size_t)(end - *text));
        if (!*ret)
                *oom = true;
        *text = end + 1;
        return *ret != NULL;
}

static int parse_id(const char *text, uint32_t *ret)
{
        uint64_t value;
        int r = number_parse(text, COSLICE_ID_MAX, &value);
        if (r == 0)
                *ret = (uint32_t)value;
        return r;
}

/* NAME[:UID:GID], and :BYTES of a volume in memory, in TEXT, which is written over. */
static bool parse_empty(char *text, Empty *empty, const char **ret_name)
{
        size_t n_colons = 0;
        for (const char *p = text; *p; p++)
                n_colons += *p == ':';
        bool owned = n_colons >= 2;
        if (n_colons != (owned ? 2U : 0U) + (empty->memory ? 1U : 0U))
                return false;
        *ret_name = strsep(&text, ":");
        if (owned && (parse_id(strsep(&text, ":"), &empty->uid) != 0 ||
                      parse_id(strsep(&text, ":"), &empty->gid) != 0))
                return false;
        empty->mode = owned ? 0755 : 0777;
        return label_is_valid(*ret_name) &&
               (!empty->memory || (number_parse(text, INT64_MAX, &empty->bytes) == 0 && empty->bytes > 0));
}

int request_take_empty(Request *request, bool memory, const char *value, Failure *failure)
{
        _cleanup_free_ char *text = strdup(value), *name = NULL;
        const char *found;
        Empty empty = {.memory = memory};
        if (!text)
                return no_memory(failure);
        if (!parse_empty(text, &empty, &found))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s is not NAME[:UID:GID]%s",
                                   memory ? "empty-memory" : "empty", memory ? ":BYTES" : "");
        name = strdup(found);
        Empty *empties =
                name ? reallocarray(request->empties, request->n_empties + 1, sizeof *empties) : NULL;
        if (!empties)
                return no_memory(failure);
        request->empties = empties;
        empty.name = TAKE_PTR(name);
        empties[request->n_empties++] = empty;
        return 0;
}

/* One word of a tmpfs' options. */
static bool take_tmpfs_word(Volume *volume, const char *word)
{
        const char *value;
        if (streq(word, "exec")) {
                volume->no_exec = false;
                return true;
        }
        if ((value = string_after(word, "size=")))
                return number_parse(value, INT64_MAX, &volume->size) == 0 && volume->size > 0;
        if ((value = string_after(word, "mode=")))
                return number_parse_mode(value, &volume->mode) == 0;
        if ((value = string_after(word, "uid=")))
                return parse_id(value, &volume->uid) == 0;
        if ((value = string_after(word, "gid=")))
                return parse_id(value, &volume->gid) == 0;
        return false;
}

static bool take_flag(Volume *volume, const char *word)
{
        bool *flag = streq(word, "ro")       ? &volume->read_only
                     : streq(word, "noexec") ? &volume->no_exec
                     : streq(word, "rslave") ? &volume->slave
                     : streq(word, "create") ? &volume->create
                                             : NULL;
        if (flag)
                *flag = true;
        return flag != NULL;
}

/* WORDS are parted by "," and written over. RET_BAD: the one that is not known. */
static bool take_words(Volume *volume, char *words, const char **ret_bad)
{
        char *rest = words;
        while (*words && rest) {
                char *word = strsep(&rest, ",");
                if (volume->kind == VOLUME_TMPFS ? !take_tmpfs_word(volume, word)
                                                 : !take_flag(volume, word)) {
                        *ret_bad = word;
                        return false;
                }
        }
        return true;
}

static void volume_free(Volume *volume)
{
        free(volume->target);
        free(volume->source);
        free(volume->sub);
}

/* Whether a volume may be mounted there: over or in the kernel's own file systems it could take the place of
 * what is masked. A path that leads there by a link is found when it is opened. */
static bool target_is_allowed(const char *target)
{
        static const char *const kernel[] = {"/proc", "/sys", "/dev"};
        for (size_t i = 0; i < ARRAY_SIZE(kernel); i++) {
                const char *rest = string_after(target, kernel[i]);
                if (rest && (!*rest || *rest == '/'))
                        return false;
        }
        return path_is_normalized(target) && target[1];
}

static int check_volume(const Volume *volume, Failure *failure)
{
        const char *option = kinds[volume->kind].option;
        if (!target_is_allowed(volume->target))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --%s: nothing can be mounted on \"%s\"", option, volume->target);
        if (volume->kind == VOLUME_TMPFS)
                return 0;
        if (*volume->sub && !relative_is_normalized(volume->sub))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --%s: \"%s\" is not a normalized relative path", option,
                                   volume->sub);
        bool valid = volume->kind == VOLUME_HOST ? path_is_normalized(volume->source)
                                                 : label_is_valid(volume->source);
        if (!valid)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s: \"%s\" is not %s", option,
                                   volume->source,
                                   volume->kind == VOLUME_HOST ? "an absolute and normalized path"
                                                               : LABEL_RULE);
        return 0;
}

int request_take_volume(Request *request, VolumeKind kind, const char *value, Failure *failure)
{
        _cleanup_(volume_free) Volume volume = {.kind = kind};
        _cleanup_free_ char *words = NULL;
        const char *bad;
        bool oom = false, whole = next_part(&value, &volume.target, &oom);
        if (kind == VOLUME_TMPFS) {
                /* As container engines have it; wider only when asked for. */
                volume.no_exec = true;
                volume.mode = 01777;
                words = strdup(value);
                oom = oom || !words;
        } else if (whole) {
                whole = next_part(&value, &words, &oom) && next_part(&value, &volume.sub, &oom);
                volume.source = strdup(value);
                oom = oom || !volume.source;
        }
        if (oom)
                return no_memory(failure);
        if (!whole)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s is not %s",
                                   kinds[kind].option, kinds[kind].form);
        if (!take_words(&volume, words, &bad))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s: unknown word \"%s\"",
                                   kinds[kind].option, bad);
        int r = check_volume(&volume, failure);
        if (r < 0)
                return r;
        Volume *volumes = reallocarray(request->volumes, request->n_volumes + 1, sizeof *volumes);
        if (!volumes)
                return no_memory(failure);
        request->volumes = volumes;
        volumes[request->n_volumes++] = volume;
        volume = (Volume){};
        return 0;
}

int request_take_hostname(const char **ret, const char *option, const char *value, Failure *failure)
{
        if (!host_name_is_valid(value))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s: \"%s\" is not a host name",
                                   option, value);
        *ret = value;
        return 0;
}
