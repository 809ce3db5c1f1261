/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of [Volume], in the manual's order. */
#include "generator/language/rows.h"

#define KEY(key, value, member, ...) ROW(SECTION_VOLUME, Volume, key, value, member, __VA_ARGS__)
#define FUTURE(key)                  ROW_LATER(SECTION_VOLUME, key)
#define FUTURE_BUT(key, word)        ROW_LATER(SECTION_VOLUME, key, .already = (word))

#define OF(types) .volume_types = (types)

static const NeedyWord types_needy[] = {{"cifs", FEATURE_NOT_YET},
                                        {"nfs", FEATURE_NOT_YET},
                                        {"disk", FEATURE_NOT_YET},
                                        {"image", FEATURE_IMAGES},
                                        {}};

static const Key keys[] = {
        KEY("Type", keyword, type, OF(VOLUME_ALL), KEYWORDS(volume_type_names, _VOLUME_TYPE_MAX, types_needy),
            .flags = KEY_NEEDED | KEY_DECIDES),
        KEY("Medium", keyword, medium, OF(VOLUME_BIT(EMPTY)), KEYWORDS(medium_names, _MEDIUM_MAX, NULL)),
        KEY("Size", size, size, OF(VOLUME_BIT(EMPTY) | VOLUME_BIT(LOCAL)), STORAGE),
        KEY("Name", label, common_name, OF(VOLUME_BIT(LOCAL))),
        KEY("Path", host_path, path, OF(VOLUME_BIT(BIND))),
        KEY("Create", boolean, create, OF(VOLUME_BIT(BIND))),
        KEY("Image", image, image, OF(VOLUME_BIT(IMAGE)), .needs = FEATURE_IMAGES),
        KEY("Pull", keyword, pull, OF(VOLUME_BIT(IMAGE)), .needs = FEATURE_IMAGES,
            KEYWORDS(pull_mode_names, _PULL_MAX, NULL)),
        KEY("Secret", volume_secret, secret, OF(VOLUME_BIT(SECRET))),
        KEY("Mode", mode, mode, OF(VOLUME_BIT(SECRET))),
        KEY("ReadOnly", boolean, read_only, OF(VOLUME_ALL)),
        KEY("Owner", owner, owner,
            OF(VOLUME_BIT(EMPTY) | VOLUME_BIT(BIND) | VOLUME_BIT(LOCAL) | VOLUME_BIT(SECRET))),
};

static const Key later[] = {
        FUTURE("Share"),      FUTURE("Credential"), FUTURE("Options"),       FUTURE("Security"),
        FUTURE("Encrypt"),    FUTURE("FileMode"),   FUTURE("DirectoryMode"), FUTURE("Device"),
        FUTURE("FileSystem"), FUTURE("Format"),
};

const KeyTable volume_keys = {KEPT(keys), LATER(later)};
