"""`binomial` makes its sleeps and does not await them: nothing of them runs, and one turn is enough."""
import asyncio


async def factorial(n):
    f = 1  # @f
    for i in range(2, n + 1):
        print(f"factorial: multiply by {i}")  # @multiply
        await asyncio.sleep(1)  # @factorial-waits
        f *= i  # @product
    print(f"factorial({n}) = {f}")  # @factorial-ends


async def fibonacci(n):
    a, b = 0, 1  # @pair
    for i in range(n):
        print(f"fibonacci: step {i}")  # @step
        await asyncio.sleep(1)  # @fibonacci-waits
        a, b = b, a + b  # @sum
    print(f"fibonacci({n}) = {a}")  # @fibonacci-ends


async def binomial(n, k):
    c = 1  # @c
    for i in range(1, k + 1):
        print(f"binomial: term {i}")  # @term
        asyncio.sleep(1).close()  # @binomial-waits
        c = c * (n - k + i) // i  # @quotient
    print(f"binomial({n}, {k}) = {c}")  # @binomial-ends


def set_up(loop):
    return (
        loop.create_task(factorial(5)),  # @spawn-factorial
        loop.create_task(fibonacci(6)),  # @spawn-fibonacci
        loop.create_task(binomial(6, 3)),  # @spawn-binomial
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
