#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""embed.py OUTPUT TEMPLATE…: the templates as C strings, without their "##" lines."""
import os
import sys

output, *templates = sys.argv[1:]
with open(output, 'w', encoding='utf-8') as out:
    out.write('/* SPDX-License-Identifier: LGPL-2.1-or-later */\n/* Made by templates/embed.py. */\n')
    out.write('#include "generator/render/templates.h"\n\n')
    for path in templates:
        name = os.path.basename(path).replace('.', '_')
        out.write(f'const char template_{name}[] =\n')
        with open(path, encoding='utf-8') as source:
            for line in source:
                if not line.startswith('##'):
                    text = line.rstrip('\n').replace('\\', '\\\\').replace('"', '\\"')
                    out.write(f'        "{text}\\n"\n')
        out.write('        ;\n\n')
