/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From an argument to a definition. */
#include "ctl/find/find.h"

#include "core/base/name.h"
#include "core/base/suggest.h"
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "ctl/find/address.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

void search_done(Search *search)
{
        scan_done(&search->scan);
        network_file_done(&search->network);
        diag_list_done(&search->diags);
}

int search_path(Search *ret)
{
        _cleanup_strvec_ StrVec dirs = {};
        int r = scan_search_path(&dirs);
        bool elsewhere = secure_getenv(COSLICE_GROUP_PATH_ENV);
        ret->installed = (Installed){
                COSLICE_UNIT_DIR, installed_features(feature_rows, _FEATURE_MAX, elsewhere), &ret->network};
        if (r == 0 && !elsewhere)
                r = network_file_read(COSLICE_NETWORK_FILE, &ret->network);
        return r < 0 ? r : scan_groups(&dirs, &ret->diags, &ret->scan);
}

void named_group_done(NamedGroup *group)
{
        free(group->name);
        free(group->container);
        free(group->path);
        *group = (NamedGroup){};
}

/* FIND_NONE, unless that can't be said. */
#define none(diags, ...)                                       \
        ({                                                     \
                int _r = diag_error(diags, NULL, __VA_ARGS__); \
                _r < 0 ? _r : FIND_NONE;                       \
        })

/* "DIR/web.group" → "web"; NULL in RET if PATH has another form. 0 or -ENOMEM. */
static int stem_of(const char *path, char **ret)
{
        const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
        size_t n = string_before(base, ".group");
        *ret = NULL;
        if (n == 0)
                return 0;
        *ret = strndup(base, n);
        return *ret ? 0 : -ENOMEM;
}

/* PATH from the root, its directory without links; what it ends in is kept, since that is the group's name.
 */
static int absolute(const char *path, char **ret)
{
        const char *slash = strrchr(path, '/');
        _cleanup_free_ char *parent = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
        if (!parent)
                return -ENOMEM;
        _cleanup_free_ char *dir = realpath(parent, NULL);
        if (!dir)
                return -errno;
        *ret = string_printf("%s/%s", streq(dir, "/") ? "" : dir, slash ? slash + 1 : path);
        return *ret ? 0 : -ENOMEM;
}

/* Hands over GROUP, whose definition FOUND is. */
static int take_scanned(const ScannedGroup *found, NamedGroup *group, DiagList *diags, NamedGroup *ret)
{
        if (found->masked)
                return none(
                        diags,
                        "group \"%s\" is masked: %s is a link to /dev/null; removing it unmasks the group",
                        found->name, found->path);
        group->path = strdup(found->path);
        group->drop_ins = &found->drop_ins;
        if (!group->path)
                return -ENOMEM;
        *ret = *group;
        *group = (NamedGroup){};
        return 0;
}

static bool same_file(const char *a, const char *b)
{
        struct stat sa, sb;
        /* The same file can be named by another path, through a link for instance. */
        return stat(a, &sa) == 0 && stat(b, &sb) == 0 && sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

/* The definition PATH of group STEM. */
static int find_file(const Search *search, const char *path, const char *stem, DiagList *diags,
                     NamedGroup *ret)
{
        _cleanup_named_group_ NamedGroup group = {.name = strdup(stem)};
        int r = group.name ? absolute(path, &group.path) : -ENOMEM;
        if (r == -ENOMEM)
                return r;
        if (r < 0)
                return none(diags, "%s: %s", path, strerror(-r));
        if (!label_is_valid(stem)) {
                _cleanup_strbuf_ StrBuf why = {};
                r = scan_explain_name(&why, stem);
                return r < 0 ? r : none(diags, "%s: %s", path, why.text);
        }
        if (scan_is_mask(group.path)) {
                const ScannedGroup mask = {.name = group.name, .path = group.path, .masked = true};
                return take_scanned(&mask, &group, diags, ret);
        }
        /* The drop-ins are those of the group that systemd knows by this name. */
        const ScannedGroup *found = scan_find(&search->scan, stem);
        if (found && same_file(found->path, group.path))
                group.drop_ins = &found->drop_ins;
        *ret = group;
        group = (NamedGroup){};
        return 0;
}

/* What the search met that matters for group NAME: directories that can't be read, the first time, and its
 * drop-ins; not other groups' files. */
static int add_search_diags(Search *search, const char *name, DiagList *diags)
{
        _cleanup_free_ char *drop_ins = string_printf("/%s.group.d", name);
        int r = drop_ins ? 0 : -ENOMEM;
        for (size_t i = 0; i < search->diags.n && r == 0; i++) {
                const Diag *diag = search->diags.items + i;
                const Place at = {.file = diag->file, .line = diag->line};
                const char *dot = strrchr(diag->file, '.');
                bool file = dot && streq(dot, ".group"), folder = dot && streq(dot, ".d");
                if (folder ? streq(strrchr(diag->file, '/'), drop_ins) : !file && !search->told)
                        r = diag_add(diags, diag->severity, &at, "%s", diag->message);
        }
        search->told = true;
        return r;
}

/* Appends the name of the group that WORD was probably meant to be. 0 or -ENOMEM. */
static int add_meant(const Search *search, const char *word, StrBuf *buf)
{
        const Scan *scan = &search->scan;
        _cleanup_free_ const char **names = calloc(scan->n + 1, sizeof *names);
        if (!names)
                return -ENOMEM;
        for (size_t i = 0; i < scan->n; i++)
                names[i] = scan->groups[i].name;
        const char *meant = suggest(word, names, scan->n);
        return meant ? strbuf_addf(buf, "; did you mean \"%s\"?", meant) : 0;
}

static int add_dirs(StrBuf *buf)
{
        _cleanup_strvec_ StrVec dirs = {};
        int r = scan_search_path(&dirs);
        if (r == 0 && dirs.n == 0)
                r = strbuf_add(buf, ": " COSLICE_GROUP_PATH_ENV " names no directory");
        for (size_t i = 0; i < dirs.n && r == 0; i++)
                r = strbuf_addf(buf, "%s%s", i > 0 ? ", " : " in ", dirs.items[i]);
        return r;
}

/* There is no group NAME, and no file BESIDE where that was looked for (or NULL). */
static int none_of_name(const Search *search, const char *name, const char *beside, DiagList *diags)
{
        _cleanup_strbuf_ StrBuf buf = {};
        if (beside)
                strbuf_addf(&buf, "no file \"%s\", and ", beside);
        strbuf_addf(&buf, "no group \"%s\"", name);
        size_t length = buf.length;
        int r = add_meant(search, name, &buf);
        if (r == 0 && buf.length == length)
                r = add_dirs(&buf);
        return r < 0 || buf.oom ? -ENOMEM : none(diags, "%s", buf.text);
}

/* Appends how a file of Quadlet becomes a definition, if PATH is called like one. */
static void add_quadlet(StrBuf *buf, const char *path)
{
        static const char *const suffixes[] = {".container", ".pod",   ".kube", ".volume",
                                               ".network",   ".image", ".build"};
        for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
                size_t n = string_before(path, suffixes[i]);
                if (n > 0)
                        strbuf_addf(buf,
                                    "; it is called like a file of Quadlet, of which this says what to "
                                    "write: cp %s "
                                    "%.*s.group && coslice check %s%.*s.group",
                                    path, (int)n, path, strchr(path, '/') ? "" : "./", (int)n, path);
        }
}

/* WORD is not even a name. */
static int none_of_form(const Search *search, const char *word, DiagList *diags)
{
        _cleanup_strbuf_ StrBuf buf = {};
        strbuf_addf(&buf, "\"%s\" is no group, no unit of one and no file called NAME.group", word);
        size_t length = buf.length;
        add_quadlet(&buf, word);
        int r = buf.length > length ? 0 : add_meant(search, word, &buf);
        return r < 0 || buf.oom ? -ENOMEM : none(diags, "%s", buf.text);
}

static int find_address(Search *search, Address *address, const char *beside, DiagList *diags,
                        NamedGroup *ret)
{
        int r = add_search_diags(search, address->group, diags);
        if (r < 0)
                return r;
        const ScannedGroup *found = scan_find(&search->scan, address->group);
        if (!found)
                return none_of_name(search, address->group, beside, diags);
        _cleanup_named_group_ NamedGroup group = {TAKE_PTR(address->group), TAKE_PTR(address->container)};
        return take_scanned(found, &group, diags, ret);
}

/* PATH is there, but not called like a definition. ADDRESS: what else it could have meant, or empty. */
static int none_called_so(const Search *search, const char *path, bool is_folder, const Address *address,
                          DiagList *diags)
{
        _cleanup_strbuf_ StrBuf buf = {};
        strbuf_addf(&buf, "%s: ", path);
        if (strstr(path, ".group.d/"))
                strbuf_add(&buf, "a drop-in is checked with its group, by the group's name");
        else if (is_folder)
                strbuf_add(&buf,
                           "this is a directory; name files in it, or set " COSLICE_GROUP_PATH_ENV " to it");
        else
                strbuf_add(&buf, "the name of a definition ends in .group");
        add_quadlet(&buf, path);
        if (address->container && scan_find(&search->scan, address->group)) {
                strbuf_add(&buf, "; the container is ");
                unitname_add_typed(ROLE_CONTAINER, address->group, address->container, &buf);
        }
        return buf.oom ? -ENOMEM : none(diags, "%s", buf.text);
}

int find_group(Search *search, const char *argument, DiagList *diags, NamedGroup *ret)
{
        _cleanup_free_ char *stem = NULL;
        _cleanup_address_ Address address = {};
        bool slash = strchr(argument, '/');
        struct stat st;
        int r = stem_of(argument, &stem);
        if (r == 0)
                r = address_parse(stem && !slash ? stem : argument, &address);
        if (r < 0)
                return r;
        if (!slash && !stem)
                return r == 0 ? find_address(search, &address, NULL, diags, ret)
                              : none_of_form(search, argument, diags);
        int error = lstat(argument, &st) < 0 ? errno : 0;
        if (error == 0 && stem)
                return find_file(search, argument, stem, diags, ret);
        if (error == 0)
                return none_called_so(search, argument, S_ISDIR(st.st_mode), &address, diags);
        if (r == 0)
                return find_address(search, &address, argument, diags, ret);
        return none(diags, "%s: %s", argument, strerror(error));
}

int find_load(const Search *search, const NamedGroup *group, DiagList *diags, LoadedGroup *ret)
{
        static const StrVec no_drop_ins = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        int r = load_group(group->name, group->path, group->drop_ins ? group->drop_ins : &no_drop_ins,
                           &search->installed, diags, &loaded);
        const Definition *def = loaded.definition;
        /* Of a definition with mistakes it isn't known which containers it has. */
        if (r == 0 && group->container && diags->n_errors == 0 &&
            !definition_container(def, group->container)) {
                _cleanup_strbuf_ StrBuf names = {};
                for (size_t i = 0; i < def->n_containers; i++)
                        strbuf_addf(&names, "%s%s", i > 0 ? ", " : "", def->containers[i].name);
                r = names.oom ? -ENOMEM
                              : diag_error(diags, NULL, "group \"%s\" has no container \"%s\"; it has: %s",
                                           group->name, group->container, names.text);
        }
        if (r < 0)
                return r;
        *ret = loaded;
        loaded = (LoadedGroup){};
        return 0;
}

int find_loaded(Search *search, const char *argument, DiagList *diags, LoadedGroup *ret)
{
        _cleanup_named_group_ NamedGroup group = {};
        int r = find_group(search, argument, diags, &group);
        return r == 0 ? find_load(search, &group, diags, ret) : r;
}
