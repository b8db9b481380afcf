"""Starts a program in a session of its own that hides, waits until the bot has looked, and lets its parent go.

`hide.py empty|overwritten|<marker> [stay]`: the program has no environment any more, or overwrites it, or has the marker
of another run. Says `hidden pid`.
"""
import ctypes
import os
import sys
import time

how = sys.argv[1]
looked_s = 1.3


def overwrite_environment():
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    addresses = ctypes.cast(environ, ctypes.POINTER(ctypes.c_void_p))
    for at in range(len(os.environ)):
        ctypes.memset(addresses[at], ord("x"), len(environ[at]))


def hide():
    os.setsid()
    if how == "overwritten":
        overwrite_environment()
        time.sleep(60)
    variables = {} if how == "empty" else {"TENELEVEN_RUN": how}
    os.execve("/bin/sleep", ["sleep", "60"], variables)


reading, writing = os.pipe()
parent = os.fork()
if parent == 0:
    hidden = os.fork()
    if hidden == 0:
        for output in (1, 2, writing):
            os.close(output)
        hide()
    os.write(writing, str(hidden).encode())
    time.sleep(looked_s)
    os._exit(0)
hidden = os.read(reading, 20).decode()
os.waitpid(parent, 0)
print("hidden", hidden, flush=True)
if sys.argv[2:] == ["stay"]:
    time.sleep(60)
