"""`alice` is cancelled while it downloads, and its permit goes to `carol`."""
import asyncio


async def download(who, semaphore):
    async with semaphore:  # @acquire
        print(f"{who} starts")  # @starts
        await asyncio.sleep(2)  # @sleep
        print(f"{who} is done")  # @done


async def main(alice):
    await asyncio.sleep(1)  # @second
    alice.cancel()  # @cancel
    print("alice is cancelled")  # @said


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
    main_task = loop.create_task(main(alice))  # @main
    return alice, bob, carol, dave, erin, main_task


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    tasks = set_up(loop)
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
