/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The readers of the rows in types.c, for this folder alone; each as ValueType.read says. */
#pragma once

#include "core/base/name.h"
#include "generator/types/reading.h"

/* numbers.c */
int read_bool(const Reading *in, const char *word, Value *ret);
int read_cores(const Reading *in, const char *word, Value *ret);
int read_size(const Reading *in, const char *word, Value *ret);
int read_time(const Reading *in, const char *word, Value *ret);
int read_number(const Reading *in, const char *word, Value *ret);
int read_keyword(const Reading *in, const char *word, Value *ret);
int read_signal(const Reading *in, const char *word, Value *ret);
int read_mode(const Reading *in, const char *word, Value *ret);
int read_owner(const Reading *in, const char *word, Value *ret);

/* texts.c */
int read_seccomp_profile(const Reading *in, const char *word, Value *ret);
int read_apparmor(const Reading *in, const char *word, Value *ret);
int read_text(const Reading *in, const char *word, Value *ret);
int read_host_name(const Reading *in, const char *word, Value *ret);
int read_timezone(const Reading *in, const char *word, Value *ret);
int read_user(const Reading *in, const char *word, Value *ret);
int read_user_group(const Reading *in, const char *word, Value *ret);
int read_userns(const Reading *in, const char *word, Value *ret);
int read_group(const Reading *in, const char *word, Value *ret);
int read_address(const Reading *in, const char *word, Value *ret);
int read_one_label(const Reading *in, const char *word, Value *ret);
int read_label(const Reading *in, const char *word, Value *ret);
int read_unit(const Reading *in, const char *word, Value *ret);
int read_condition(const Reading *in, const char *word, Value *ret);
int read_condition_path(const Reading *in, const char *word, Value *ret);
int read_condition_update(const Reading *in, const char *word, Value *ret);

/* images.c */
int read_image(const Reading *in, const char *word, Value *ret);
int read_secret(const Reading *in, const char *word, Value *ret);
int read_credential(const Reading *in, const char *word, Value *ret);

/* paths.c */
int read_host_path(const Reading *in, const char *word, Value *ret);
int read_container_path(const Reading *in, const char *word, Value *ret);

/* devices.c */
int read_device(const Reading *in, const char *word, Value *ret);

/* masks.c */
int read_masked_path(const Reading *in, const char *word, Value *ret);
int read_unmasked_path(const Reading *in, const char *word, Value *ret);
/* As ValueType.check. */
int check_masked_paths(const Reading *in, const StrVec *words);

/* words.c */
int read_word(const Reading *in, const char *word, Value *ret);
int read_exit_status(const Reading *in, const char *word, Value *ret);
int read_ulimit(const Reading *in, const char *word, Value *ret);
int read_capability(const Reading *in, const char *word, Value *ret);
int read_socket_family(const Reading *in, const char *word, Value *ret);
int read_sysctl(const Reading *in, const char *word, Value *ret);

/* networks.c */
int read_ports(const Reading *in, const char *word, Value *ret);
int read_host_ports(const Reading *in, const char *word, Value *ret);
int read_ip_address(const Reading *in, const char *word, Value *ret);
int read_open(const Reading *in, const char *word, Value *ret);
int read_publish(const Reading *in, const char *word, Value *ret);
int read_outbound(const Reading *in, const char *word, Value *ret);

/* lookup.c */
int read_name_server(const Reading *in, const char *word, Value *ret);
int read_search_domain(const Reading *in, const char *word, Value *ret);
int read_dns_option(const Reading *in, const char *word, Value *ret);
int read_added_host(const Reading *in, const char *word, Value *ret);

/* variables.c */
int read_variable(const Reading *in, const char *word, Value *ret);
int read_variable_file(const Reading *in, const char *word, Value *ret);
/* As ValueType.check. */
int check_variables(const Reading *in, const StrVec *words);
