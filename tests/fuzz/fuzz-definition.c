/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as a definition: it leads to diagnostics or to units, and no value gets out of its line. */
#include "core/base/name.h"
#include "core/base/utf8.h"
#include "generator/edge/load.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* Every key that a generated unit can have. */
static const char *const keys[] = {
        "After",
        "Before",
        "BindsTo",
        "CPUQuota",
        "CPUWeight",
        "Conflicts",
        "Description",
        "DevicePolicy",
        "Documentation",
        "ExecReload",
        "ExecStart",
        "ExecStop",
        "ExecStopPost",
        "FileDescriptorStoreMax",
        "KeyringMode",
        "KillMode",
        "KillSignal",
        "LoadCredential",
        "LoadCredentialEncrypted",
        "LogExtraFields",
        "LogRateLimitBurst",
        "LogRateLimitIntervalSec",
        "MemoryLow",
        "MemoryMax",
        "MemorySwapMax",
        "NotifyAccess",
        "OOMPolicy",
        "OnFailure",
        "OnSuccess",
        "PartOf",
        "RefuseManualStart",
        "Requires",
        "RequiresMountsFor",
        "Restart",
        "RestartForceExitStatus",
        "RestartPreventExitStatus",
        "RestartSec",
        "SendSIGHUP",
        "Slice",
        "SourcePath",
        "StandardError",
        "StandardOutput",
        "StartLimitIntervalSec",
        "StopWhenUnneeded",
        "SuccessExitStatus",
        "SyslogIdentifier",
        "SyslogLevelPrefix",
        "TasksMax",
        "TimeoutStartSec",
        "TimeoutStopSec",
        "Type",
        "UMask",
        "Upholds",
        "Wants",
};
static const char *const prefixes[] = {"Condition", "Assert", "Limit"};
static const char *const sections[] = {"[Unit]", "[Service]", "[Slice]", "[Scope]"};

/* A mistake stops the program, also where assert() is compiled out. */
static void must(bool true_here)
{
        if (!true_here)
                abort();
}

static bool is_key(const char *text, size_t n)
{
        for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
                if (strlen(keys[i]) == n && strncmp(keys[i], text, n) == 0)
                        return true;
        for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
                if (strncmp(text, prefixes[i], strlen(prefixes[i])) == 0)
                        return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == n;
        return false;
}

static bool is_section(const char *line, size_t n)
{
        for (size_t i = 0; i < ARRAY_SIZE(sections); i++)
                if (strlen(sections[i]) == n && strncmp(sections[i], line, n) == 0)
                        return true;
        return false;
}

static void check_line(const char *line, size_t n)
{
        size_t slashes = 0;
        for (size_t i = 0; i < n; i++)
                must(!((unsigned char)line[i] < 0x20 || line[i] == 0x7F));
        while (slashes < n && line[n - 1 - slashes] == '\\')
                slashes++;
        must(slashes % 2 == 0 && n < 1024 * 1024);
        if (n == 0 || line[0] == '#')
                return;
        if (line[0] == '[')
                must(is_section(line, n));
        else
                must(is_key(line, strcspn(line, "=\n")) && memchr(line, '=', n));
}

static void check_file(const PlannedFile *file)
{
        const char *slash = strchr(file->path, '/');
        must(strlen(file->path) < 4096 && file->path[0] != '.' && utf8_is_valid(file->text));
        must(!slash || (!strchr(slash + 1, '/') && slash - file->path <= UNIT_NAME_MAX + 2));
        size_t n_sections = 0;
        for (const char *line = file->text; *line;) {
                size_t n = strcspn(line, "\n");
                must(line[n] == '\n');
                check_line(line, n);
                n_sections += line[0] == '[';
                line += n + 1;
        }
        must(n_sections == 1 || n_sections == 2);
}

static void check_plan(const Plan *plan)
{
        for (size_t i = 0; i < plan->n_files; i++) {
                check_file(plan->files + i);
                for (size_t k = 0; k < i; k++)
                        must(!streq(plan->files[i].path, plan->files[k].path));
        }
        for (size_t i = 0; i < plan->n_links; i++) {
                const char *path = plan->links[i].path, *slash = strchr(path, '/');
                must(path[0] != '.' && path[0] != '/' && (!slash || !strchr(slash + 1, '/')));
        }
}

static void check_diags(const DiagList *diags)
{
        for (size_t i = 0; i < diags->n; i++) {
                _cleanup_free_ char *text = diag_to_string(diags->items + i);
                must(text && utf8_is_valid(text) && !utf8_has_control(text));
                /* Each is fit to be the reason of a refusal. */
                _cleanup_plan_ Plan plan = {};
                must(plan_refusal("fuzz", text, "/etc/coslice/groups/fuzz.group", i % 2, &plan) == 0);
                check_plan(&plan);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup group = {};
        const Installed installed = {"/units", FEATURE_BIT(FEATURE_BASE) | FEATURE_BIT(FEATURE_IMAGES) |
                                                       FEATURE_BIT(FEATURE_NETWORK)};
        must(load_group_text("fuzz", "/etc/coslice/groups/fuzz.group", (const char *)data, size, &installed,
                             &diags, &group) == 0);
        must((diags.n_errors > 0) == (group.plan.n_files == 0));
        check_diags(&diags);
        check_plan(&group.plan);
        return 0;
}
