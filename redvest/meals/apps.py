from django.apps import AppConfig


class MealsConfig(AppConfig):
    name = "redvest.meals"
    label = "meals"
