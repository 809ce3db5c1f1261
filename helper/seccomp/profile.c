/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A key that is not known is a mistake: who writes "sycalls" would else have a profile without calls. */
#include "helper/seccomp/profile.h"

#include "core/contract/contract.h"
#include "helper/json/reader.h"
#include "helper/seccomp/words.h"

#include <errno.h>

#define PROFILE_DEPTH 8  /* arrays and objects in each other; a profile has 5 */
#define PROFILE_KEYS  32 /* of an object */

/* An answer as it is written, in parts that may come in any order. */
typedef struct Answer {
        const char *action;
        uint32_t data, data_by_name;
        bool has_data, has_data_by_name;
} Answer;

/* A rule while it is read. */
typedef struct Draft {
        Rule rule;
        Answer answer;
        bool has_names;
        bool left_out; /* not for this container */
} Draft;

/* The whole while it is read. */
typedef struct Whole {
        Profile profile;
        Answer answer;
        bool by_map, by_list;
} Whole;

static void rule_done(Rule *rule)
{
        strvec_done(&rule->names);
}

void profile_done(Profile *profile)
{
        for (size_t i = 0; i < profile->n_rules; i++)
                rule_done(profile->rules + i);
        free(profile->rules);
        strvec_done(&profile->architectures);
        *profile = (Profile){};
}

static int read_answer_data(Reader *reader, const Json *value, bool *has, uint32_t *ret)
{
        uint64_t number;
        int r = reader_number(reader, value, WORDS_ERRNO_MAX, &number);
        if (r < 0)
                return r;
        *has = true;
        *ret = (uint32_t)number;
        return 0;
}

static int read_errno_name(Reader *reader, const Json *value, bool *has, uint32_t *ret)
{
        const char *name;
        int r = reader_string(reader, value, &name);
        if (r < 0)
                return r;
        int number = words_errno(name);
        if (number < 0)
                return reader_wrong(reader, name, "is no name of errno(3)");
        *has = true;
        *ret = (uint32_t)number;
        return 0;
}

/* What runc and crun answer where nothing is said is EPERM. */
static int finish_answer(Reader *reader, const Answer *answer, const char *key, uint32_t *ret)
{
        uint32_t data = answer->has_data_by_name ? answer->data_by_name
                        : answer->has_data       ? answer->data
                                                 : EPERM;
        if (!answer->action)
                return reader_wrong(reader, NULL, "has no %s", key);
        int r = words_answer(answer->action, data, ret);
        if (r == 0)
                return 0;
        size_t here = reader_enter(reader, ".%s", key);
        r = r == WORDS_AGENT ? reader_wrong(reader, answer->action,
                                            "asks an agent, and a container of coslice has none")
                             : reader_wrong(reader, answer->action, "is no action");
        reader_leave(reader, here);
        return r;
}

/* Arguments. */

static int read_index(Reader *reader, const Json *value, void *context)
{
        uint64_t number;
        int r = reader_number(reader, value, PROFILE_ARGUMENTS - 1, &number);
        if (r == 0)
                ((Argument *)context)->index = (unsigned)number;
        return r;
}

static int read_value(Reader *reader, const Json *value, void *context)
{
        return reader_number(reader, value, UINT64_MAX, &((Argument *)context)->value);
}

static int read_second(Reader *reader, const Json *value, void *context)
{
        return reader_number(reader, value, UINT64_MAX, &((Argument *)context)->second);
}

static int read_comparison(Reader *reader, const Json *value, void *context)
{
        Argument *argument = context;
        const char *name;
        int r = reader_string(reader, value, &name);
        if (r < 0)
                return r;
        int comparison = words_comparison(name);
        if (comparison < 0)
                return reader_wrong(reader, name, "is no operator");
        argument->comparison = (Comparison)comparison;
        return 0;
}

static int read_argument(Reader *reader, const Json *value, void *context)
{
        static const Member members[] = {{"index", read_index, true},
                                         {"value", read_value, true},
                                         {"valueTwo", read_second, false},
                                         {"op", read_comparison, true}};
        Rule *rule = &((Draft *)context)->rule;
        Argument argument = {};
        int r = reader_object(reader, value, members, ARRAY_SIZE(members), &argument);
        if (r < 0)
                return r;
        /* runc takes either, crun refuses it. */
        for (size_t i = 0; i < rule->n_arguments; i++)
                if (rule->arguments[i].index == argument.index)
                        return reader_wrong(reader, NULL,
                                            "compares argument %u once more, which engines read in different "
                                            "ways: write a rule for each",
                                            argument.index);
        rule->arguments[rule->n_arguments++] = argument; /* six have six different indexes */
        return 0;
}

static int read_arguments(Reader *reader, const Json *value, void *context)
{
        return reader_array(reader, value, read_argument, context);
}

/* Conditions: the rule is left out if CONTEXT, a Condition, is not met. */

typedef struct Condition {
        const Situation *situation;
        bool excludes;
        bool met; /* for includes: all of it is; for excludes: some of it is not */
        bool arches_said, arch_found;
} Condition;

static int read_capability(Reader *reader, const Json *value, void *context)
{
        Condition *condition = context;
        const char *name;
        int r = reader_string(reader, value, &name);
        if (r < 0)
                return r;
        int number = condition->situation->capability(name);
        if (number < 0 || number > 63)
                return reader_wrong(reader, name, "is no capability");
        bool has = condition->situation->capabilities >> number & 1;
        if (has == condition->excludes)
                condition->met = false;
        return 0;
}

static int read_capabilities(Reader *reader, const Json *value, void *context)
{
        return reader_array(reader, value, read_capability, context);
}

static int read_go_name(Reader *reader, const Json *value, void *context)
{
        Condition *condition = context;
        const Situation *situation = condition->situation;
        const char *name;
        int r = reader_string(reader, value, &name);
        if (r < 0)
                return r;
        condition->arches_said = true;
        for (size_t i = 0; i < ARRAY_SIZE(situation->go_names); i++)
                if (situation->go_names[i] && streq(situation->go_names[i], name))
                        condition->arch_found = true;
        return 0;
}

static int read_go_names(Reader *reader, const Json *value, void *context)
{
        return reader_array(reader, value, read_go_name, context);
}

static int read_kernel(Reader *reader, const Json *value, void *context)
{
        Condition *condition = context;
        const unsigned *kernel = condition->situation->kernel;
        unsigned least[2];
        const char *text;
        int r = reader_string(reader, value, &text);
        if (r < 0)
                return r;
        if (words_kernel(text, least) < 0)
                return reader_wrong(reader, text, "is no version of a kernel like 4.8");
        bool new_enough = kernel[0] > least[0] || (kernel[0] == least[0] && kernel[1] >= least[1]);
        if (new_enough == condition->excludes)
                condition->met = false;
        return 0;
}

static int read_condition(Reader *reader, const Json *value, Draft *draft, bool excludes)
{
        static const Member members[] = {{"caps", read_capabilities, false},
                                         {"arches", read_go_names, false},
                                         {"minKernel", read_kernel, false}};
        Condition condition = {.situation = reader->given, .excludes = excludes, .met = true};
        int r = reader_object(reader, value, members, ARRAY_SIZE(members), &condition);
        if (r < 0)
                return r;
        if (condition.arches_said && condition.arch_found == excludes)
                condition.met = false;
        draft->left_out = draft->left_out || !condition.met;
        return 0;
}

static int read_includes(Reader *reader, const Json *value, void *context)
{
        return read_condition(reader, value, context, false);
}

static int read_excludes(Reader *reader, const Json *value, void *context)
{
        return read_condition(reader, value, context, true);
}

/* Rules. */

static int read_name(Reader *reader, const Json *value, void *context)
{
        Draft *draft = context;
        const char *name;
        int r = reader_string(reader, value, &name);
        draft->has_names = true;
        return r < 0 ? r : strvec_add(&draft->rule.names, name);
}

static int read_names(Reader *reader, const Json *value, void *context)
{
        return reader_array(reader, value, read_name, context);
}

static int read_action(Reader *reader, const Json *value, void *context)
{
        return reader_string(reader, value, &((Draft *)context)->answer.action);
}

static int read_errno_ret(Reader *reader, const Json *value, void *context)
{
        Answer *answer = &((Draft *)context)->answer;
        return read_answer_data(reader, value, &answer->has_data, &answer->data);
}

static int read_errno(Reader *reader, const Json *value, void *context)
{
        Answer *answer = &((Draft *)context)->answer;
        return read_errno_name(reader, value, &answer->has_data_by_name, &answer->data_by_name);
}

static int read_comment(Reader *reader, const Json *value, void *context)
{
        const char *text;
        return reader_string(reader, value, &text);
}

static int keep_rule(Whole *whole, Draft *draft)
{
        Profile *profile = &whole->profile;
        Rule *rules = reallocarray(profile->rules, profile->n_rules + 1, sizeof *rules);
        if (!rules)
                return -ENOMEM;
        profile->rules = rules;
        rules[profile->n_rules++] = draft->rule;
        draft->rule = (Rule){};
        return 0;
}

static int read_rule(Reader *reader, const Json *value, void *context)
{
        static const Member members[] = {
                {"names", read_names, false},       {"name", read_name, false},
                {"action", read_action, false},     {"errnoRet", read_errno_ret, false},
                {"errno", read_errno, false},       {"args", read_arguments, false},
                {"comment", read_comment, false},   {"includes", read_includes, false},
                {"excludes", read_excludes, false},
        };
        Whole *whole = context;
        Draft draft = {.rule.index = reader->index};
        int r = reader_object(reader, value, members, ARRAY_SIZE(members), &draft);
        if (r == 0 && !draft.has_names)
                r = reader_wrong(reader, NULL, "has no names");
        if (r == 0)
                r = finish_answer(reader, &draft.answer, "action", &draft.rule.answer);
        if (r == 0 && !draft.left_out)
                r = keep_rule(whole, &draft);
        rule_done(&draft.rule);
        return r;
}

/* The whole. */

static int read_default(Reader *reader, const Json *value, void *context)
{
        return reader_string(reader, value, &((Whole *)context)->answer.action);
}

static int read_default_ret(Reader *reader, const Json *value, void *context)
{
        Answer *answer = &((Whole *)context)->answer;
        return read_answer_data(reader, value, &answer->has_data, &answer->data);
}

static int read_default_errno(Reader *reader, const Json *value, void *context)
{
        Answer *answer = &((Whole *)context)->answer;
        return read_errno_name(reader, value, &answer->has_data_by_name, &answer->data_by_name);
}

static int read_syscalls(Reader *reader, const Json *value, void *context)
{
        return reader_array(reader, value, read_rule, context);
}

static int read_architecture(Reader *reader, const Json *value, void *context)
{
        const char *name;
        int r = reader_string(reader, value, &name);
        return r < 0 ? r : strvec_add(context, name);
}

static int read_architectures(Reader *reader, const Json *value, void *context)
{
        Whole *whole = context;
        whole->by_list = true;
        return reader_array(reader, value, read_architecture, &whole->profile.architectures);
}

/* Of a row of the map. */
typedef struct MapRow {
        const char *architecture;
        StrVec others;
} MapRow;

static int read_row_name(Reader *reader, const Json *value, void *context)
{
        return reader_string(reader, value, &((MapRow *)context)->architecture);
}

static int read_row_others(Reader *reader, const Json *value, void *context)
{
        return reader_array(reader, value, read_architecture, &((MapRow *)context)->others);
}

static int read_map_row(Reader *reader, const Json *value, void *context)
{
        static const Member members[] = {{"architecture", read_row_name, true},
                                         {"subArchitectures", read_row_others, false}};
        Whole *whole = context;
        const Situation *situation = reader->given;
        MapRow row = {};
        int r = reader_object(reader, value, members, ARRAY_SIZE(members), &row);
        if (r == 0 && streq(row.architecture, situation->architecture))
                r = strvec_extend(&whole->profile.architectures, &row.others);
        strvec_done(&row.others);
        return r;
}

static int read_map(Reader *reader, const Json *value, void *context)
{
        ((Whole *)context)->by_map = true;
        return reader_array(reader, value, read_map_row, context);
}

static int read_flag(Reader *reader, const Json *value, void *context)
{
        Whole *whole = context;
        const char *name;
        uint32_t flag;
        int r = reader_string(reader, value, &name);
        if (r < 0)
                return r;
        if (words_flag(name, &flag) < 0)
                return reader_wrong(reader, name, "is no flag that a container of coslice can have");
        whole->profile.flags |= flag;
        return 0;
}

static int read_flags(Reader *reader, const Json *value, void *context)
{
        return reader_array(reader, value, read_flag, context);
}

static int finish(Reader *reader, Whole *whole)
{
        if (whole->by_map && whole->by_list)
                return reader_wrong(reader, NULL, "has archMap and architectures, of which there can be one");
        return finish_answer(reader, &whole->answer, "defaultAction", &whole->profile.default_answer);
}

int profile_read(const char *text, size_t size, const Situation *situation, Profile *ret, Failure *failure)
{
        static const Member members[] = {
                {"defaultAction", read_default, false},
                {"defaultErrnoRet", read_default_ret, false},
                {"defaultErrno", read_default_errno, false},
                {"architectures", read_architectures, false},
                {"archMap", read_map, false},
                {"flags", read_flags, false},
                {"syscalls", read_syscalls, false},
                {"comment", read_comment, false},
        };
        static const ReaderRules rules = {
                "the profile", EXIT_SETUP_PRIVILEGE, false, {.depth = PROFILE_DEPTH, .keys = PROFILE_KEYS}};
        _cleanup_(reader_done) Reader reader = {.rules = &rules, .given = situation, .failure = failure};
        Whole whole = {};
        int r = reader_begin(&reader, text, size);
        if (r == 0)
                r = reader_object(&reader, reader.root, members, ARRAY_SIZE(members), &whole);
        if (r == 0)
                r = finish(&reader, &whole);
        if (r < 0) {
                profile_done(&whole.profile);
                return r == -ENOMEM ? failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read it") : r;
        }
        *ret = whole.profile;
        return 0;
}
