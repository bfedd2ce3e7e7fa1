"""A time limit cancels the job that takes too long. An item that was only in a local variable is lost."""
import asyncio


async def process(todo, done):
    item = todo.pop(0)  # @take
    print(f"took {item}")  # @took
    seconds = 3 if item == 2 else 1  # @seconds
    await asyncio.sleep(seconds)  # @sleep
    done.append(item)  # @keep


async def main():
    todo = [1, 2, 3]  # @todo
    done = []  # @done
    for _ in range(3):
        job = process(todo, done)  # @job
        try:
            await asyncio.wait_for(job, 2)  # @limit
        except asyncio.TimeoutError:
            print("timeout")  # @timeout
    print(f"done: {done}, to do: {todo}")  # @report


if __name__ == "__main__":
    asyncio.run(main())  # @main
