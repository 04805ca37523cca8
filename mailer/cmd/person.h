/* Who decides: judgements, deadlines and publications name a person. */
#ifndef CMD_PERSON_H
#define CMD_PERSON_H

/* The name given with --by, else the login name of the user; never NULL or "". Static. */
const char *person_name(const char *by);

#endif
