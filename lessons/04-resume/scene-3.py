"""`answerer` fills the slot."""
import asyncio


class Forgetful(asyncio.Future):
    def add_done_callback(self, *args, **kwargs):
        pass  # a Future would store the callback here


async def waiter(answer):
    print("asking")  # @ask
    value = await answer  # @wait
    print(f"got {value}")  # @got


async def answerer(answer):
    print("thinking")  # @think
    answer.set_result(42)  # @set
    print("answer set")  # @said


def set_up(loop):
    answer = Forgetful(loop=loop)  # @answer
    asking = loop.create_task(waiter(answer))  # @spawn-waiter
    answering = loop.create_task(answerer(answer))  # @spawn-answerer
    return asking, answering


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
