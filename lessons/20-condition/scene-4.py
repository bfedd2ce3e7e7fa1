"""Three customers wait for two things, so one of them waits forever."""
import asyncio

shelf = []  # @shelf


async def customer(who, lock, baked):
    async with lock:  # @lock
        while not shelf:
            print(f"{who} waits")  # @waits
            await baked.wait()  # @wait
        await asyncio.sleep(1)  # @packs
        item = shelf.pop() if shelf else "nothing"  # @take
        print(f"{who} takes {item}")  # @takes


async def baker(lock, baked):
    for item in ["the loaf", "the bun"]:
        await asyncio.sleep(3)  # @bakes
        async with lock:  # @baker-lock
            shelf.append(item)  # @put
            print(f"baker puts out {item}")  # @puts
            baked.notify_all()  # @notify


def set_up(loop):
    lock = asyncio.Lock()  # @new-lock
    baked = asyncio.Condition(lock)  # @baked
    alice = customer("alice", lock, baked)  # @alice
    bob = customer("bob", lock, baked)  # @bob
    alice = loop.create_task(alice)  # @spawn-alice
    bob = loop.create_task(bob)  # @spawn-bob
    carol = customer("carol", lock, baked)  # @carol
    carol = loop.create_task(carol, name="carol")  # @spawn-carol
    return alice, bob, carol, loop.create_task(baker(lock, baked))  # @baker


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))  # does not return
