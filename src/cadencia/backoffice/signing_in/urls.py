"""Addresses of signing in, and what goes with it."""

from django.urls import path

from cadencia.backoffice.signing_in import again, choosing, coming_in, new_password

urlpatterns = [
    path("sign-in/", coming_in.sign_in, name="sign-in"),
    path("sign-in/code/", coming_in.second_proof, name="sign-in-code"),
    path("sign-in/new-password/", new_password.new_password, name="new-password"),
    path("sign-in/new-password/<str:secret>/", new_password.open_link, name="password-link"),
    path("sign-out/", coming_in.sign_out, name="sign-out"),
    path("session/", coming_in.session, name="session"),
    path("credentials/", again.credentials, name="credentials"),
    path("company/", choosing.choose_company, name="choose-company"),
    path("language/", choosing.choose_language, name="choose-language"),
    path("theme/", choosing.choose_theme, name="choose-theme"),
]
