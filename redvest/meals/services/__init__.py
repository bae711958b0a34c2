"""Planning, offering and going meal rounds; call from here."""

from redvest.meals.services.going import (
    accept_round,
    decline_round,
    drop_round,
    hand_over,
    leave_round,
    nobody_opens,
)
from redvest.meals.services.homes import place_home
from redvest.meals.services.improving import improve_plans
from redvest.meals.services.offering import offer_rounds, withdraw_round
from redvest.meals.services.planning import plan_lunch
from redvest.meals.services.revealing import look_at_round, look_at_stop
from redvest.meals.services.watching import watch_rounds

__all__ = [
    "accept_round",
    "decline_round",
    "drop_round",
    "hand_over",
    "improve_plans",
    "leave_round",
    "look_at_round",
    "look_at_stop",
    "nobody_opens",
    "offer_rounds",
    "place_home",
    "plan_lunch",
    "watch_rounds",
    "withdraw_round",
]
