/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files of templates/, embedded at build time. */
#pragma once

extern const char template_container_service[];
extern const char template_dns_conf[];
extern const char template_dropped_conf[];
extern const char template_exec_conf[];
extern const char template_group_conf[];
extern const char template_group_slice[];
extern const char template_image_conf[];
extern const char template_init_conf[];
extern const char template_network_conf[];
extern const char template_refuse_conf[];
extern const char template_restart_conf[];
extern const char template_sandbox_conf[];
