from django import template

from analytics.durations import active_time

register = template.Library()
register.filter("active_time", active_time)
