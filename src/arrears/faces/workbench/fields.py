"""Inputs that several seats use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from arrears.kernel.money import Money, parse


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class MoneyField(forms.CharField):
    """An amount in major units, read to whole minor units of a currency."""

    currency = "CNY"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=24, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Money | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            money = parse(text, self.currency)
        except ValueError as error:
            raise ValidationError(_("This is not an amount, for example 1234.50")) from error
        if money.minor <= 0:
            raise ValidationError(_("The amount must be more than nothing."))
        return money
