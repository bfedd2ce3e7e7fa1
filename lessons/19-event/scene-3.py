"""`dave` comes at 1 s, at the same moment as the pulse. It misses the pulse by one turn."""
import asyncio


async def runner(who, start):
    print(f"{who} is at the line")  # @line
    await start.wait()  # @wait
    print(f"{who} runs")  # @runs


async def starter(start):
    await asyncio.sleep(1)  # @sleep
    start.set()  # @set
    start.clear()  # @clear
    print("go")  # @go


async def dave(start):
    await asyncio.sleep(1)  # @dave-sleep
    print("dave is at the line")  # @dave-line
    await start.wait()  # @dave-wait
    print("dave runs")  # @dave-runs


def set_up(loop):
    start = asyncio.Event()  # @new
    alice = runner("alice", start)  # @alice
    bob = runner("bob", start)  # @bob
    carol = runner("carol", start)  # @carol
    alice = loop.create_task(alice)  # @spawn-alice
    bob = loop.create_task(bob)  # @spawn-bob
    carol = loop.create_task(carol)  # @spawn-carol
    starter_task = loop.create_task(starter(start))  # @starter
    dave_task = loop.create_task(dave(start))  # @spawn-dave
    return alice, bob, carol, starter_task, dave_task


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))  # does not return
