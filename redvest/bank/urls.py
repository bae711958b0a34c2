"""Addresses of the bank."""

from django.urls import path

from redvest.bank.pages import catalogue, merchants

app_name = "bank"
rewards = [
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
urlpatterns = [*rewards]
