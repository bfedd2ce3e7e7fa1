"""Objects with `__await__`, generator based coroutines, a hand-made future."""
import asyncio
import types


class Twice:
    def __init__(self, seconds):
        self.seconds = seconds

    def __await__(self):
        yield from asyncio.sleep(self.seconds).__await__()
        value = yield from asyncio.sleep(self.seconds, "twice").__await__()
        return value


@types.coroutine
def hop():
    yield
    return "hopped"


class Slot:
    def __init__(self):
        self.future = asyncio.get_running_loop().create_future()

    def __await__(self):
        return self.future.__await__()


async def fill(slot):
    await asyncio.sleep(1)
    slot.future.set_result("filled")


async def main():
    print(await Twice(0.5), await hop())
    slot = Slot()
    task = asyncio.ensure_future(fill(slot))
    print(await slot, await asyncio.ensure_future(Twice(0.1)))
    await task
    coroutine = Twice(0).__await__()
    print(type(coroutine).__name__, asyncio.iscoroutine(hop()), asyncio.isfuture(slot.future))
    try:
        coroutine.send(None)
        hop_by_hand = hop()
        hop_by_hand.send(None)
        hop_by_hand.send(None)
    except StopIteration as stop:
        print(stop.value)
    coroutine.close()
    try:
        await 3
    except TypeError as error:
        print(error)
    try:
        await asyncio.create_task(3)
    except TypeError as error:
        print(str(error)[:20])


asyncio.run(main())
