"""Addresses of the bank."""

from django.urls import path

from redvest.bank.pages import (
    adjusting,
    catalogue,
    merchants,
    passbook,
    passbook_line,
    redemptions,
    rewards,
    rules,
    shop,
    solvency,
    time_bank,
    time_desk,
    time_moves,
)

app_name = "bank"
given = [
    path("desk/rewards/", catalogue.desk, name="catalogue_desk"),
    path("desk/rewards/new/", catalogue.new, name="reward_new"),
    path("desk/rewards/stock/<uuid:stock_id>/<slug:action>/", catalogue.stocking, name="stocking"),
    path("desk/rewards/<uuid:reward_id>/", catalogue.show, name="reward_desk"),
    path("desk/rewards/<uuid:reward_id>/edit/", catalogue.edit, name="reward_edit"),
    path("desk/rewards/<uuid:reward_id>/place/", catalogue.lay, name="reward_place"),
    path("desk/rewards/<uuid:reward_id>/<slug:action>/", catalogue.offered, name="reward_offered"),
    path("desk/merchants/", merchants.merchants, name="merchants"),
    path("desk/merchants/new/", merchants.new, name="merchant_new"),
    path("desk/merchants/<uuid:merchant_id>/", merchants.merchant, name="merchant"),
    path("desk/merchants/<uuid:merchant_id>/edit/", merchants.edit, name="merchant_edit"),
    path("desk/merchants/<uuid:merchant_id>/clerk/", merchants.clerk, name="clerk_add"),
    path(
        "desk/merchants/<uuid:merchant_id>/clerk/<uuid:clerk_id>/drop/",
        merchants.drop_clerk,
        name="clerk_drop",
    ),
    path("desk/merchants/<uuid:merchant_id>/propose/", merchants.propose, name="agreement_propose"),
    path(
        "desk/agreements/<uuid:agreement_id>/<slug:action>/",
        merchants.agreement,
        name="agreement_step",
    ),
]
taken = [
    path("rewards/", rewards.index, name="rewards"),
    path("rewards/mine/", rewards.mine, name="redemptions_mine"),
    path("rewards/mine/<uuid:redemption_id>/", rewards.redemption, name="redemption"),
    path("rewards/mine/<uuid:redemption_id>/<slug:action>/", rewards.step, name="redemption_step"),
    path("rewards/solvency/", solvency.solvency, name="solvency"),
    path("rewards/<uuid:reward_id>/", rewards.show, name="reward"),
    path("rewards/take/<uuid:stock_id>/", rewards.take, name="take"),
    path("passbook/", passbook.mine, name="passbook"),
    path("passbook/line/<uuid:entry_id>/", passbook_line.show, name="passbook_line"),
    path("passbook/<uuid:person_id>/", passbook.of, name="passbook_of"),
    path("passbook/<uuid:person_id>/print/", passbook.booklet, name="booklet"),
    path("shop/", shop.shop, name="shop"),
    path("shop/hand/", shop.hand, name="shop_hand"),
    path("shop/out/", shop.out, name="shop_out"),
    path("desk/redemptions/", redemptions.listed, name="redemptions_desk"),
    path("desk/redemptions/counter/", redemptions.counter, name="counter"),
    path("desk/redemptions/counter/<uuid:person_id>/", redemptions.counter_for, name="counter_for"),
    path(
        "desk/redemptions/counter/<uuid:person_id>/grant/",
        redemptions.grant,
        name="love_bank_ask",
    ),
    path("desk/redemptions/<uuid:redemption_id>/", redemptions.one, name="redemption_desk"),
    path(
        "desk/redemptions/<uuid:redemption_id>/<slug:action>/",
        redemptions.desk_step,
        name="desk_step",
    ),
    path("desk/lovebank/", redemptions.love_bank, name="love_bank"),
    path(
        "desk/lovebank/<uuid:grant_id>/<slug:action>/",
        redemptions.love_bank_step,
        name="love_bank_step",
    ),
]
ruled = [
    path("points/rules/", rules.rules, name="rules"),
    path("desk/points/rules/", rules.desk, name="rules_desk"),
    path("desk/points/rules/<uuid:rule_id>/decide/", rules.decide, name="rule_decide"),
]
adjusted = [
    path("desk/points/adjust/", adjusting.listed, name="adjustments"),
    path("desk/points/adjust/for/<uuid:person_id>/", adjusting.new, name="adjustment_new"),
    path("desk/points/adjust/<uuid:adjustment_id>/", adjusting.show, name="adjustment"),
    path(
        "desk/points/adjust/<uuid:adjustment_id>/<slug:action>/",
        adjusting.step,
        name="adjustment_step",
    ),
]
timed = [
    path("time/", time_bank.mine, name="time"),
    path("time/use/", time_bank.use, name="time_use"),
    path("time/cover/", time_bank.cover, name="time_cover"),
    path("time/give/", time_bank.donate, name="time_give"),
    path("time/uses/<uuid:use_id>/", time_bank.one, name="time_one"),
    path("time/receivers/<uuid:receiver_id>/drop/", time_bank.drop, name="time_drop"),
    path("desk/time/", time_desk.listed, name="time_desk"),
    path("desk/time/find/", time_desk.find, name="time_find"),
    path("time/teams/", time_moves.teams, name="time_teams"),
    path("time/teams/<uuid:team_id>/<slug:action>/", time_moves.team_step, name="time_team_step"),
    path("time/send/", time_moves.send, name="time_send"),
    path("desk/time/exchanges/", time_moves.exchanges, name="time_exchanges"),
    path("desk/time/inherits/", time_moves.inherits, name="time_inherits"),
    path(
        "desk/time/inherits/<uuid:inheritance_id>/<slug:action>/",
        time_moves.inherit_step,
        name="time_inherit_step",
    ),
    path("desk/time/<uuid:person_id>/inherit/", time_moves.inherit_for, name="time_inherit_for"),
    path("desk/time/<uuid:person_id>/", time_desk.for_person, name="time_for"),
    path("desk/time/<uuid:person_id>/use/", time_desk.use_for, name="time_for_use"),
    path("desk/time/<uuid:person_id>/name/", time_desk.name_for, name="time_for_name"),
    path("desk/time/<uuid:person_id>/give/", time_desk.give_for, name="time_for_give"),
]
urlpatterns = [*given, *taken, *ruled, *adjusted, *timed]
