"""Times as our own pages write them, so that no two screens differ: 18:17, where Django would write 6:17 p.m."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
