/* The example campaign, built into the program from templates/ and recipients/. */
#ifndef CMD_INIT_FILES_H
#define CMD_INIT_FILES_H

#include "base/embed.h"

extern const struct embedded_file init_templates[], init_recipients[];

#endif
