"""Addresses of meals."""

from django.urls import path

from redvest.meals.pages import desk, going, paper

app_name = "meals"
urlpatterns = [
    path("desk/meals/", desk.canteens, name="canteens"),
    path("desk/meals/home/<uuid:order_id>/", desk.home, name="home"),
    path("desk/meals/rounds/<uuid:round_id>/withdraw/", desk.withdraw, name="withdraw"),
    path("desk/meals/<uuid:canteen_id>/<slug:day>/", desk.lunch, name="lunch"),
    path("desk/meals/<uuid:canteen_id>/<slug:day>/offer/", desk.offer, name="offer"),
    path("meals/", going.mine, name="mine"),
    path("meals/<uuid:round_id>/", going.show, name="round"),
    path("meals/<uuid:round_id>/paper/", paper.show, name="paper"),
    path("meals/<uuid:round_id>/stops/<uuid:stop_id>/", going.stop, name="stop"),
    path("meals/<uuid:round_id>/stops/<uuid:stop_id>/handed/", going.handed, name="handed"),
    path("meals/<uuid:round_id>/stops/<uuid:stop_id>/nobody/", going.nobody, name="nobody"),
    path("meals/<uuid:round_id>/<slug:action>/", going.step, name="step"),
]
