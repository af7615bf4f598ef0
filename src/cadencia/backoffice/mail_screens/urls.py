"""Addresses of sending, of what was sent, and of the mail server."""

from django.urls import path

from cadencia.backoffice.mail_screens import delivery_list, printing, sending, settings_screen

urlpatterns = [
    path("documents/send/", sending.SendMany.as_view(), name="documents-send"),
    path("documents/print/", printing.Print.as_view(), name="documents-print"),
    path("documents/<int:number>/send/", sending.Send.as_view(), name="document-send"),
    path("deliveries/", delivery_list.Deliveries.as_view(), name="deliveries"),
    path("deliveries/<int:number>/retry/", delivery_list.Retry.as_view(), name="delivery-retry"),
    path("deliveries/<int:number>/bounce/", delivery_list.Bounce.as_view(), name="delivery-bounce"),
    path("deliveries/right-again/", delivery_list.RightAgain.as_view(), name="address-right-again"),
    path("masters/mail/", settings_screen.MailSettings.as_view(), name="mail"),
]
