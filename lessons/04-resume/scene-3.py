"""A slot that forgets who waits: it is filled, and nobody is told."""
import asyncio


class Slot:
    def __init__(self, loop):
        self.loop = loop
        self.value = None

    def __await__(self):
        while self.value is None:
            yield from self.loop.create_future()  # nobody keeps it  # @forgets
        return self.value


async def waiter(answer):
    print("asking")  # @ask
    value = await answer  # @wait
    print(f"got {value}")  # @got


async def answerer(answer):
    print("thinking")  # @think
    answer.value = 42  # @set
    print("answer set")  # @said


def set_up(loop):
    answer = Slot(loop)  # @answer
    asking = loop.create_task(waiter(answer))  # @spawn-waiter
    answering = loop.create_task(answerer(answer))  # @spawn-answerer
    return asking, answering


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))  # does not return
