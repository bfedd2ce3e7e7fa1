"""The bell stores only its first future, so it wakes the task that has passed it on."""
import asyncio


class Bell:
    def __init__(self):
        self.rung = False  # @rung
        self.waker = None  # @waker

    async def wait(self):
        if self.rung:
            return  # @ready
        future = asyncio.get_running_loop().create_future()
        if self.waker is None:
            self.waker = future  # @store
        await future  # @pending


async def alice(bell):
    listening = asyncio.create_task(bell.wait())
    await asyncio.wait([listening], timeout=0)  # @listen
    listening.cancel()
    print("alice passes the bell to bob")  # @passes
    return asyncio.create_task(bob(bell))  # @spawn-bob


async def bob(bell):
    await bell.wait()  # @wait
    print("bob heard the bell")  # @heard


async def ringer(bell):
    await asyncio.sleep(1)  # @sleep
    bell.rung = True  # @ring
    print("rung")  # @said
    waker, bell.waker = bell.waker, None  # @take
    if waker and not waker.done():
        waker.set_result(None)  # @wake


def set_up(loop):
    bell = Bell()  # @bell
    return (
        loop.create_task(alice(bell)),  # @spawn-alice
        loop.create_task(ringer(bell)),  # @spawn-ringer
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    bob_task, _ = loop.run_until_complete(asyncio.gather(*set_up(loop)))
    loop.run_until_complete(bob_task)  # does not return
