"""Addresses about users."""

from django.urls import path

from cadencia.backoffice.users import oneself, people

urlpatterns = [
    path("users/", people.Users.as_view(), name="users"),
    path("users/new/", people.NewUser.as_view(), name="new-user"),
    path("users/<str:username>/", people.OneUser.as_view(), name="user"),
    path("preferences/", oneself.Preferences.as_view(), name="preferences"),
    path("preferences/password/", oneself.Password.as_view(), name="password"),
    path("preferences/second-factor/", oneself.SecondFactor.as_view(), name="second-factor"),
]
