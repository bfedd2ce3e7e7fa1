"""Counts words: a mapper for each line, a shuffle, and a reducer for each word, on SCOOP's workers."""
import time
from collections import defaultdict
from itertools import chain

from scoop import IS_RUNNING, futures

LINES = ["bun tea bun", "milk tea", "tea bun milk"]
WORK = [0.1, 0.6, 0.2]  # seconds


def count(line, seconds):
    time.sleep(seconds)
    return [(word, 1) for word in line.split()], time.time()


def add_up(group):
    word, ones = group
    return word, sum(ones), time.time()


if __name__ == "__main__":
    print("started with -m scoop:", IS_RUNNING)
    mapped = list(futures.map(count, LINES, WORK))  # in the order of the lines, whichever ends first
    print("first words:", [pairs[0][0] for pairs, _ in mapped])

    groups = defaultdict(list)
    for word, one in chain.from_iterable(pairs for pairs, _ in mapped):
        groups[word].append(one)
    print("shuffled into", len(groups), "groups")

    reduced = list(futures.map(add_up, sorted(groups.items())))
    last_mapper = max(ended for _, ended in mapped)
    print("every reducer ended after the slowest mapper:", all(end >= last_mapper for *_, end in reduced))
    print({word: total for word, total, _ in reduced})
