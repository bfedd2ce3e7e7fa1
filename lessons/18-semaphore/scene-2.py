"""The permit is released as soon as it is acquired, so all five download together."""
import asyncio


async def download(who, semaphore):
    async with semaphore:  # @acquire
        pass
    print(f"{who} starts")  # @starts
    await asyncio.sleep(2)  # @sleep
    print(f"{who} is done")  # @done


def set_up(loop):
    semaphore = asyncio.Semaphore(2)  # @new
    alice = download("alice", semaphore)  # @alice
    bob = download("bob", semaphore)  # @bob
    carol = download("carol", semaphore)  # @carol
    dave = download("dave", semaphore)  # @dave
    erin = download("erin", semaphore)  # @erin
    alice = loop.create_task(alice)  # @spawn-alice
    bob = loop.create_task(bob)  # @spawn-bob
    carol = loop.create_task(carol)  # @spawn-carol
    dave = loop.create_task(dave)  # @spawn-dave
    erin = loop.create_task(erin)  # @spawn-erin
    return alice, bob, carol, dave, erin


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
