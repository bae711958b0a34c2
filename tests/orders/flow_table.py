"""The flow of an order, written out by hand from its description: who, from where, to where."""

from itertools import product

ASKER = "resident proxy"
DESK = "venue_admin centre_admin"
BEFORE = "draft submitted returned accepted dispatched pooled claimed scheduled escalated"
PARTY = "resident proxy venue_admin centre_admin volunteer lead team_admin guardian"
OPEN_SENT = (
    "submitted returned accepted dispatched pooled claimed scheduled escalated in_service done "
    "rework confirmed unconfirmed rated"
)

TABLE = f"""
submit            | draft returned            | submitted   | resident proxy venue_admin
return_for_info   | submitted                 | returned    | {DESK}
reject            | submitted                 | rejected    | {DESK}
merge             | submitted                 | merged      | {DESK}
accept            | submitted                 | accepted    | {DESK}
dispatch          | accepted rework           | dispatched  | {DESK}
pool              | accepted                  | pooled      | {DESK}
decline           | dispatched                | accepted    | team_admin venue_admin
time_out          | dispatched pooled         | accepted    | system
reassign          | dispatched                | dispatched  | {DESK}
claim             | dispatched pooled         | claimed     | team_admin
claim             | pooled                    | claimed     | volunteer
schedule          | claimed rework            | scheduled   | team_admin system
give_back         | claimed scheduled         | accepted    | team_admin
reschedule        | scheduled                 | scheduled   | resident proxy team_admin
check_in          | scheduled                 | in_service  | volunteer lead
report_no_show    | scheduled                 | disputed    | resident proxy system
report_absent     | scheduled                 | cancelled   | lead
complete          | in_service                | done        | volunteer lead
confirm           | done unconfirmed          | confirmed   | {ASKER}
lapse             | done                      | unconfirmed | system
ask_rework        | done                      | rework      | {ASKER}
rate              | confirmed                 | rated       | {ASKER}
check_poor_rating | rated                     | disputed    | system
revisit           | rated unconfirmed         | closed      | centre_admin auditor
close             | rated unconfirmed confirmed | closed    | system
withdraw          | {BEFORE}                  | withdrawn   | {ASKER}
cancel            | {BEFORE} in_service       | cancelled   | centre_admin
escalate          | accepted                  | escalated   | venue_admin
give_up           | accepted                  | unfulfilled | centre_admin
complain          | {OPEN_SENT}               | disputed    | {PARTY}
reinstate         | rejected                  | accepted    | centre_admin
settle            | disputed                  | closed      | {DESK}
reopen            | disputed                  | accepted    | {DESK}
resume            | escalated                 | accepted    | {DESK}
keep_own          | dispatched claimed scheduled | accepted  | {ASKER} {DESK}
take_back         | dispatched pooled         | accepted    | {DESK}
"""


def expected() -> dict[tuple[str, str, str], str]:
    answers = {}
    for line in TABLE.strip().splitlines():
        action, before, after, by = (part.strip() for part in line.split("|"))
        for state, role in product(before.split(), by.split()):
            answers[state, action, role] = after
    return answers


EXPECTED = expected()
