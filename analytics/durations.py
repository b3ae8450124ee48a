def active_time(milliseconds: int) -> str:
    """`6 min 12 s`, `3 h 5 min`; `10,711 h` where nobody asks for minutes."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 100:
        return f"{hours + (minutes >= 30):,} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
