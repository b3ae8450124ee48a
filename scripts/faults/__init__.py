"""`make faults`: real processes are killed, starved and fed rubbish while a sender keeps account of every promise.

What is promised: an event answered with 2xx is in the database exactly once in the end. The drills are in modules named
for their fault; tests/faults/ runs a small form of each in the suite, `python -m scripts.faults` the long ones.
"""
