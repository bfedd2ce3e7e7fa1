"""Three tasks and three locks: each task holds one lock and waits for the next."""
import asyncio


async def painter(who, first, second):
    async with first:  # @first
        print(f"{who} has one lock")  # @has-one
        await asyncio.sleep(1)  # @sleeps
        async with second:  # @second
            print(f"{who} has both")  # @has-both


def set_up(loop):
    brush = asyncio.Lock()  # @brush
    canvas = asyncio.Lock()  # @canvas
    paint = asyncio.Lock()  # @paint
    alice = painter("alice", brush, canvas)  # @alice
    bob = painter("bob", canvas, paint)  # @bob
    carol = painter("carol", paint, brush)  # @carol
    alice = loop.create_task(alice, name="alice")  # @spawn-alice
    bob = loop.create_task(bob, name="bob")  # @spawn-bob
    carol = loop.create_task(carol, name="carol")  # @spawn-carol
    return alice, bob, carol


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))  # does not return
