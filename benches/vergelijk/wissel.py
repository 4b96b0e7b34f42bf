#!/usr/bin/env python3
"""wissel.py ROUNDS -- COMMAND [ARG...] -- COMMAND [ARG...]: whole processes that take turns.

Prints the median and the least of processor time and of wall time in milliseconds, for each command.
"""

import os
import statistics
import sys
import time

QUIET = [(os.POSIX_SPAWN_OPEN, place, os.devnull, os.O_WRONLY, 0) for place in (1, 2)]


def run(command):
    begin = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=QUIET)
    usage = os.wait4(pid, 0)[2]
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - begin


def main():
    rounds, commands = int(sys.argv[1]), []
    for word in sys.argv[2:]:
        commands.append([]) if word == "--" else commands[-1].append(word)
    # The first two rounds only warm up.
    taken = [[run(command) for command in commands] for _ in range(rounds + 2)][2:]
    for command, times in zip(commands, zip(*taken)):
        shown = []
        for name, values in zip(("cpu", "wall"), zip(*times)):
            shown.append(f"{name} {statistics.median(values) * 1e3:8.2f} (least {min(values) * 1e3:8.2f})")
        print("  ".join(shown), " ", " ".join(command))


main()
