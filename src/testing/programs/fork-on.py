"""Forks for ever, each time into a new session, and lets the parent go: nobody lives for longer than 5 ms."""
import os
import time

os.write(1, b"begun\n")
ends = time.monotonic() + 30
while time.monotonic() < ends:
    if os.fork() != 0:
        os._exit(0)
    os.setsid()
    time.sleep(0.005)
