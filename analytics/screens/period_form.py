"""The days that a screen is about, chosen by preset or from and to; they stand in the address."""

from django.utils import timezone
from django.utils.functional import cached_property

from analytics.screens.periods import PRESETS, NotAPeriod, Period, read_period, usual


class PeriodChosen:
    """For a screen: `self.period`, and what its form shows."""

    @cached_property
    def today(self):
        """Where we are, as days are counted, wherever the colleague who looks may be."""
        return timezone.localdate(timezone=timezone.get_default_timezone())

    @cached_property
    def _asked(self) -> tuple[Period, str]:
        asked = self.request.GET
        try:
            wanted = (asked.get(name, "").strip() for name in ("period", "from", "to"))
            return read_period(*wanted, today=self.today), ""
        except NotAPeriod as not_one:
            return usual(self.today), f"{not_one} So these are the last {usual(self.today).days} days."

    @property
    def period(self) -> Period:
        return self._asked[0]

    def get_context_data(self, **kwargs):
        others = self.request.GET.copy()
        for name in ("period", "from", "to", "export", "table"):
            others.pop(name, None)
        period, error = self._asked
        return super().get_context_data(
            **kwargs,
            period=period,
            before=period.before,
            period_error=error,
            today=self.today,
            presets=[
                (label, self._address(others, name), name == period.preset) for name, (label, _) in PRESETS.items()
            ],
            kept_fields=list(others.items()),
        )

    def _address(self, others, preset: str) -> str:
        asked = others.copy()
        asked["period"] = preset
        return f"?{asked.urlencode()}"
