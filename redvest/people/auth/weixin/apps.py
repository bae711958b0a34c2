from django.apps import AppConfig


class WeixinConfig(AppConfig):
    name = "redvest.people.auth.weixin"
    label = "weixin"
