"""What a district decided, as weights of the matching."""

from __future__ import annotations

from redvest.engines.matching.inputs import Weights
from redvest.engines.policy import Policy


def weights_of(policy: Policy) -> Weights:
    """Return the weights a district decided on."""
    return Weights(
        reach_m=policy.match_reach_m,
        detour=policy.detour_percent / 100,
        load_m=policy.match_load_m,
        fatigue_m=policy.match_fatigue_m,
        skill_m=policy.match_skill_m,
        familiar_m=policy.match_familiar_m,
        unserved_m=policy.match_unserved_m,
        priority_m=policy.match_urgent_m,
        care_m=policy.match_care_m,
        waiting_m=policy.match_waiting_m,
        waiting_max_h=policy.match_waiting_most_hours,
        due_m=policy.match_due_m,
        due_from_h=policy.match_due_hours,
    )
