"""Classes of `__main__` are pickled, copied and compared."""
import asyncio
import copy
import pickle


class Thing:
    def __init__(self, n):
        self.n = n


def function():
    return "function"


async def main():
    thing = pickle.loads(pickle.dumps(Thing(3)))
    print(type(thing) is Thing, thing.n, Thing.__module__)
    print(pickle.loads(pickle.dumps(function))(), copy.deepcopy(thing).n)


asyncio.run(main())
