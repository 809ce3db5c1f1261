/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Option values with parts, both ways. */
#include "core/contract/wire.h"

#include "core/base/name.h"
#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/contract/imageref.h"
#include "core/contract/imagestore.h"
#include "core/contract/localvolume.h"
#include "core/contract/place.h"

#include <errno.h>
#include <string.h>

/* A word of a mount's flags or options: a flag is said by the word alone, another by what follows it. */
typedef struct Word {
        const char *word;
        enum { WORD_FLAG, WORD_SIZE, WORD_MODE, WORD_ID } kind;
        size_t offset; /* in Mount */
        bool value;    /* FLAG: what the word makes of it */
        unsigned said; /* MOUNT_… of the others */
} Word;

/* In the order in which they are written, whatever the definition's: the same mount is always the same text.
 */
static const Word flags[] = {
        {"ro", WORD_FLAG, offsetof(Mount, read_only), .value = true},
        {"noexec", WORD_FLAG, offsetof(Mount, no_exec), .value = true},
        {"rslave", WORD_FLAG, offsetof(Mount, slave), .value = true},
        {"create", WORD_FLAG, offsetof(Mount, create), .value = true},
        {"uid=", WORD_ID, offsetof(Mount, uid), .said = MOUNT_UID},
        {"gid=", WORD_ID, offsetof(Mount, gid), .said = MOUNT_GID},
};
static const Word image_flags[] = {
        {"noexec", WORD_FLAG, offsetof(Mount, no_exec), .value = true},
};
static const Word local_flags[] = {
        {"ro", WORD_FLAG, offsetof(Mount, read_only), .value = true},
        {"noexec", WORD_FLAG, offsetof(Mount, no_exec), .value = true},
        {"size=", WORD_SIZE, offsetof(Mount, size), .said = MOUNT_SIZE},
        {"uid=", WORD_ID, offsetof(Mount, uid), .said = MOUNT_UID},
        {"gid=", WORD_ID, offsetof(Mount, gid), .said = MOUNT_GID},
};
static const Word tmpfs_options[] = {
        {"size=", WORD_SIZE, offsetof(Mount, size), .said = MOUNT_SIZE},
        {"mode=", WORD_MODE, offsetof(Mount, mode), .said = MOUNT_MODE},
        {"uid=", WORD_ID, offsetof(Mount, uid), .said = MOUNT_UID},
        {"gid=", WORD_ID, offsetof(Mount, gid), .said = MOUNT_GID},
        {"exec", WORD_FLAG, offsetof(Mount, no_exec), .value = false},
};

typedef struct MountForm {
        const char *option, *form;
        const Word *words;
        size_t n_words;
        bool has_source; /* and a path below it */
} MountForm;

static const MountForm forms[] = {
        [MOUNT_HOST] = {MOUNT_HOST_OPTION, MOUNT_HOST_FORM, flags, ARRAY_SIZE(flags), true},
        [MOUNT_PINNED] = {MOUNT_PINNED_OPTION, MOUNT_PINNED_FORM, flags, ARRAY_SIZE(flags), true},
        [MOUNT_IMAGE] = {MOUNT_IMAGE_OPTION, MOUNT_IMAGE_FORM, image_flags, ARRAY_SIZE(image_flags), true},
        [MOUNT_LOCAL] = {MOUNT_LOCAL_OPTION, MOUNT_LOCAL_FORM, local_flags, ARRAY_SIZE(local_flags), true},
        [MOUNT_TMPFS] = {MOUNT_TMPFS_OPTION, MOUNT_TMPFS_FORM, tmpfs_options, ARRAY_SIZE(tmpfs_options),
                         false},
};
_Static_assert(ARRAY_SIZE(forms) == _MOUNT_KIND_MAX, "each kind of mount has its form");

void mount_done(Mount *mount)
{
        free(mount->target);
        free(mount->source);
        free(mount->sub);
        *mount = (Mount){};
}

void mount_list_done(MountList *list)
{
        for (size_t i = 0; i < list->n; i++)
                mount_done(list->items + i);
        free(list->items);
        *list = (MountList){};
}

void empty_list_done(EmptyList *list)
{
        for (size_t i = 0; i < list->n; i++)
                free(list->items[i].name);
        free(list->items);
        *list = (EmptyList){};
}

static int no_memory(Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
}

static int read_id(const char *text, uint32_t *ret)
{
        uint64_t value;
        int r = number_parse(text, COSLICE_ID_MAX, &value);
        if (r == 0)
                *ret = (uint32_t)value;
        return r;
}

/* 0 would be no limit at all. */
static bool read_bytes(const char *text, uint64_t *ret)
{
        return number_parse(text, INT64_MAX, ret) == 0 && *ret > 0;
}

/* Whether MOUNT says WORD. */
static bool says(const Mount *mount, const Word *word)
{
        if (word->kind != WORD_FLAG)
                return mount->said & word->said;
        return *(const bool *)((const char *)mount + word->offset) == word->value;
}

static void write_words(const Mount *mount, const MountForm *form, StrBuf *ret)
{
        const char *comma = "";
        for (const Word *word = form->words; word < form->words + form->n_words; word++) {
                const void *field = (const char *)mount + word->offset;
                if (!says(mount, word))
                        continue;
                strbuf_addf(ret, "%s%s", comma, word->word);
                comma = ",";
                switch (word->kind) {
                case WORD_FLAG: break;
                case WORD_SIZE: strbuf_addf(ret, "%llu", (unsigned long long)*(const uint64_t *)field); break;
                case WORD_MODE: strbuf_addf(ret, "%o", *(const unsigned *)field); break;
                case WORD_ID: strbuf_addf(ret, "%u", *(const uint32_t *)field); break;
                }
        }
}

int mount_write(const Mount *mount, StrBuf *ret)
{
        const MountForm *form = forms + mount->kind;
        strbuf_addf(ret, "--%s=%s:", form->option, mount->target);
        write_words(mount, form, ret);
        if (form->has_source)
                strbuf_addf(ret, ":%s:%s", mount->sub ? mount->sub : "", mount->source);
        return ret->oom ? -ENOMEM : 0;
}

/* Whether TEXT is WORD with a right value, which MOUNT has then. */
static bool read_word(const Word *word, const char *text, Mount *mount)
{
        void *field = (char *)mount + word->offset;
        const char *value = string_after(text, word->word);
        mount->said |= value ? word->said : 0;
        switch (word->kind) {
        case WORD_FLAG:
                if (!value || *value)
                        return false;
                *(bool *)field = word->value;
                return true;
        case WORD_SIZE: return value && read_bytes(value, field);
        case WORD_MODE: return value && number_parse_mode(value, field) == 0;
        case WORD_ID: return value && read_id(value, field) == 0;
        }
        return false;
}

/* WORDS are parted by "," and written over. The one that is not known, or NULL. */
static const char *read_words(const MountForm *form, char *words, Mount *mount)
{
        char *rest = words;
        while (*words && rest) {
                const char *text = strsep(&rest, ",");
                size_t i = 0;
                while (i < form->n_words && !read_word(form->words + i, text, mount))
                        i++;
                if (i == form->n_words)
                        return text;
        }
        return NULL;
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

static int refuse(const MountForm *form, const char *value, const char *why, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s: \"%s\" is not %s", form->option,
                           value, why);
}

/* The group's empty volumes are pinned, or lie where no definition may name a path. */
static bool is_own(const Mount *mount)
{
        return mount->kind == MOUNT_PINNED ||
               (mount->kind == MOUNT_HOST && string_after(mount->source, COSLICE_EMPTY_DIR "/"));
}

static int check_mount(const Mount *mount, const MountForm *form, Failure *failure)
{
        const char *target = mount->target;
        if (place_is_kernels(target) || !path_is_normalized(target) || !target[1])
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --%s: nothing can be mounted on \"%s\"", form->option, target);
        if (!form->has_source)
                return 0;
        if (*mount->sub && !path_is_normalized_below(mount->sub))
                return refuse(form, mount->sub, "a normalized relative path", failure);
        if (mount->kind == MOUNT_HOST && !path_is_normalized(mount->source))
                return refuse(form, mount->source, "an absolute and normalized path", failure);
        unsigned owners = mount->said & (MOUNT_UID | MOUNT_GID);
        if (owners && (is_own(mount) || owners != (MOUNT_UID | MOUNT_GID)))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --%s: uid= and gid= go together, for what has owners of its own",
                                   form->option);
        if (mount->kind == MOUNT_PINNED && !label_is_valid(mount->source))
                return refuse(form, mount->source, LABEL_RULE, failure);
        if (mount->kind == MOUNT_IMAGE && !image_key_is_valid(mount->source))
                return refuse(form, mount->source, IMAGE_KEY_RULE, failure);
        if (mount->kind == MOUNT_LOCAL && !localvolume_name_is_valid(mount->source))
                return refuse(form, mount->source, LOCAL_NAME_RULE, failure);
        return 0;
}

int mount_read(MountKind kind, const char *value, MountList *list, Failure *failure)
{
        const MountForm *form = forms + kind;
        _cleanup_mount_ Mount mount = MOUNT_INIT(kind);
        _cleanup_free_ char *words = NULL;
        bool oom = false, whole = next_part(&value, &mount.target, &oom);
        if (whole && form->has_source)
                whole = next_part(&value, &words, &oom) && next_part(&value, &mount.sub, &oom);
        if (whole) {
                char **last = form->has_source ? &mount.source : &words;
                *last = strdup(value);
                oom = oom || !*last;
        }
        if (oom)
                return no_memory(failure);
        if (!whole)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s is not %s", form->option,
                                   form->form);
        const char *bad = read_words(form, words, &mount);
        if (bad)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s: unknown word \"%s\"",
                                   form->option, bad);
        int r = check_mount(&mount, form, failure);
        if (r < 0)
                return r;
        mount.own = is_own(&mount);
        Mount *items = reallocarray(list->items, list->n + 1, sizeof *items);
        if (!items)
                return no_memory(failure);
        list->items = items;
        items[list->n++] = mount;
        mount = (Mount){};
        return 0;
}

int empty_write(const Empty *empty, StrBuf *ret)
{
        strbuf_addf(ret, "--%s=%s", empty->memory ? EMPTY_MEMORY_OPTION : EMPTY_OPTION, empty->name);
        if (empty->owned)
                strbuf_addf(ret, ":%u:%u", empty->uid, empty->gid);
        if (empty->memory || empty->bytes > 0)
                strbuf_addf(ret, ":%llu", (unsigned long long)empty->bytes);
        return ret->oom ? -ENOMEM : 0;
}

/* The parts of TEXT, which is written over; the name points into it. */
static bool read_empty(char *text, Empty *empty)
{
        size_t n_colons = 0;
        for (const char *p = text; *p; p++)
                n_colons += *p == ':';
        empty->owned = n_colons >= 2;
        bool sized = n_colons % 2 == 1;
        if (n_colons > 3 || (empty->memory && !sized))
                return false;
        empty->name = strsep(&text, ":");
        if (empty->owned &&
            (read_id(strsep(&text, ":"), &empty->uid) != 0 || read_id(strsep(&text, ":"), &empty->gid) != 0))
                return false;
        return label_is_valid(empty->name) && (!sized || read_bytes(text, &empty->bytes));
}

int empty_read(bool memory, const char *value, EmptyList *list, Failure *failure)
{
        _cleanup_free_ char *text = strdup(value);
        Empty empty = {.memory = memory};
        if (!text)
                return no_memory(failure);
        if (!read_empty(text, &empty))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s is not %s",
                                   memory ? EMPTY_MEMORY_OPTION : EMPTY_OPTION,
                                   memory ? EMPTY_MEMORY_FORM : EMPTY_FORM);
        _cleanup_free_ char *name = strdup(empty.name);
        Empty *items = name ? reallocarray(list->items, list->n + 1, sizeof *items) : NULL;
        if (!items)
                return no_memory(failure);
        list->items = items;
        empty.name = TAKE_PTR(name);
        items[list->n++] = empty;
        return 0;
}

int storage_limit_read(const char *value, uint64_t *ret, Failure *failure)
{
        uint64_t bytes;
        if (!read_bytes(value, &bytes))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" STORAGE_LIMIT_OPTION " is not BYTES");
        *ret = bytes;
        return 0;
}

int shm_size_read(const char *value, ShmSize *ret, Failure *failure)
{
        uint64_t bytes;
        if (number_parse(value, INT64_MAX, &bytes) != 0)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" SHM_SIZE_OPTION " is not BYTES");
        *ret = (ShmSize){.bytes = bytes, .said = true};
        return 0;
}

int user_write(const char *user, const char *group, StrBuf *ret)
{
        /* Root by its number: a name would have to stand in the image's passwd. */
        return strbuf_addf(ret, "--user=%s%s%s", user ? user : "0", group ? ":" : "", group ? group : "");
}

int user_read(const char *value, char **ret_user, const char **ret_group)
{
        const char *colon = strchr(value, ':');
        size_t n = colon ? (size_t)(colon - value) : strlen(value);
        if (n == 0 || (colon && !colon[1]))
                return USER_NEITHER;
        *ret_user = strndup(value, n);
        if (!*ret_user)
                return -ENOMEM;
        *ret_group = colon ? colon + 1 : NULL;
        return 0;
}

const char *envfile_path(const char *value, bool *ret_optional)
{
        *ret_optional = *value == '-';
        return value + *ret_optional;
}
