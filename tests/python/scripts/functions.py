"""Generators, decorators, nested functions, lambdas, `global` and `nonlocal`."""
import asyncio
import functools

count = 0
total = 0


def logged(function):
    @functools.wraps(function)
    async def wrapper(*arguments, **options):
        global count
        count += 1
        result = await function(*arguments, **options)
        print(function.__name__, "->", result)
        return result

    return wrapper


@logged
async def add(a, b=1, *rest, scale=1, **more):
    await asyncio.sleep(0.1)
    return (a + b + sum(rest)) * scale + len(more)


def numbers(n):
    try:
        yield from range(n)
    finally:
        print("numbers end")


def counter():
    n = 0

    def increase():
        nonlocal n
        n += 1
        return n

    return increase


async def main():
    global total
    increase = counter()
    increase()
    for number in numbers(3):
        total += await add(number, b=increase())
    print(await add(1, 2, 3, scale=2, x=1), count, total, increase())
    square = lambda n: n * n
    print(list(map(square, numbers(3))), [*filter(None, (n % 2 for n in range(5)))])
    match {"kind": "point", "at": (1, 2)}:
        case {"kind": "point", "at": (x, y)} if x < y:
            print("matched", x, y)
    if (n := len("walrus")) > 5:
        print(n)
    print(*(lambda *a, **k: (a, k))(1, 2, z=3))


asyncio.run(main())
